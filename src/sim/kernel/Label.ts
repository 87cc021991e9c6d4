/** A name that is folded into the rolling hash at every step: hashed once, when it is made. */
import { hashString } from "./Hash.ts"

export class Label {
  readonly name: string
  readonly hash: number

  constructor(name: string) {
    this.name = name
    this.hash = hashString(name)
  }
}
