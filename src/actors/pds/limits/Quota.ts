/**
 * How much of a server one account may fill. [E14] Paper §4.3
 *
 *     records     counted in the account's lock, in which alone commits and imports are made
 *     blobs       bytes, summed in the transaction that would add some; an upload that no
 *                 record names yet counts like any other until it is dropped
 *
 * Nothing is stored beside the rows that are counted, so no count can be wrong.
 * That of records is remembered for the tree that was counted, which never changes.
 * Who is over the quota, because it was lowered, may delete and change, and add
 * nothing. Neither [xrpc] nor a Lexicon has a name for this: InvalidRequest.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { CommitResult, Repo } from "../../../protocol/repo/Repo.ts"
import * as Prepared from "../../sqlite/Prepared.ts"

const amount = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0, { expected: "a whole number, 0 or more" }))

export const Quota = Schema.Struct({
  records: Schema.optionalKey(amount.annotate({ description: "Records of one account; default: any number." })),
  blobBytes: Schema.optionalKey(amount.annotate({ description: "Bytes of one account's blobs, those included that no record names yet; default: any number." }))
})
export type Quota = typeof Quota.Type

export class OverQuota extends Data.TaggedError("OverQuota")<{ readonly what: "records" | "bytes of blobs"; readonly wanted: number; readonly limit: number }> {
  override get message(): string {
    const { limit, wanted, what } = this
    return `Over quota: ${wanted} ${what}, where an account may have ${limit}; ${wanted - limit} too many`
  }
}

export const make = Effect.fnUntraced(function*(limits: Quota) {
  const countRecords = yield* Prepared.prepare("SELECT COUNT(*) AS used FROM record WHERE account = ?")
  const sumBlobs = yield* Prepared.prepare("SELECT COALESCE(SUM(size), 0) AS used FROM blob WHERE account = ?")
  const used = (statement: Prepared.Prepared, account: number) => Effect.map(statement.get<{ used: number }>(account), (row) => row?.used ?? 0)

  const counts = new WeakMap<Repo, number>()

  const within = (what: OverQuota["what"], wanted: number, limit: number | undefined) =>
    limit === undefined || wanted <= limit ? Effect.void : Effect.fail(new OverQuota({ what, wanted, limit }))

  return {
    limits,
    /** In the account's lock, before `next` takes the place of `present`; what adds none is always well. */
    records: Effect.fnUntraced(function*(account: number, present: Repo | undefined, next: CommitResult) {
      const already = present === undefined ? 0 : counts.get(present) ?? (yield* used(countRecords, account))
      let more = 0
      for (const { action } of next.ops) more += action === "create" ? 1 : action === "delete" ? -1 : 0
      counts.set(next.repo, already + more)
      if (more > 0) yield* within("records", already + more, limits.records)
    }),
    /** In the transaction that has added a blob. */
    blobs: (account: number) => Effect.flatMap(used(sumBlobs, account), (bytes) => within("bytes of blobs", bytes, limits.blobBytes)),
    /** A whole repository, with the blobs that are still to come, by what its records say of them. */
    repository: ({ blobBytes, records }: { readonly records: number; readonly blobBytes: number }) =>
      Effect.andThen(within("records", records, limits.records), within("bytes of blobs", blobBytes, limits.blobBytes)),
    usage: (account: number) =>
      Effect.map(Effect.all([used(countRecords, account), used(sumBlobs, account)]), ([records, blobBytes]) => ({
        records: { used: records, ...(limits.records === undefined ? {} : { limit: limits.records }) },
        blobBytes: { used: blobBytes, ...(limits.blobBytes === undefined ? {} : { limit: limits.blobBytes }) }
      }))
  }
})

export type Quotas = Effect.Success<ReturnType<typeof make>>
