/**
 * Where the PLC directory is: one host, or the operators of a consortium, any
 * of whom answers for all. Who has several asks the next where one cannot be
 * reached or has trouble, and stays with the one that answered.
 */
import * as Schema from "effect/Schema"

export const DirectoryHosts = Schema.Union([Schema.String, Schema.Array(Schema.String)]).annotate({
  description: "Host of the PLC directory, or the hosts of its operators, the first of which is asked first."
})
export type DirectoryHosts = typeof DirectoryHosts.Type

export const listOf = (hosts: string | ReadonlyArray<string>): ReadonlyArray<string> => typeof hosts === "string" ? [hosts] : hosts

/** The origins, in the order in which they are to be tried now. */
export class Directory {
  private readonly origins: ReadonlyArray<string>
  private preferred = 0

  constructor(origins: string | ReadonlyArray<string>) {
    this.origins = listOf(origins)
  }

  get count(): number {
    return this.origins.length
  }

  get origin(): string {
    return this.origins[this.preferred]!
  }

  /** This one failed: the next is asked from now on, unless another caller went on already. */
  failed(origin: string): void {
    if (this.origin === origin) this.preferred = (this.preferred + 1) % this.origins.length
  }
}
