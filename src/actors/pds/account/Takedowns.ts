/**
 * Records and blobs that moderators took down. They are few, so all of them are
 * in memory and asking costs nothing.
 *
 * A record is named by its path: taken down it is out of `repo.getRecord`,
 * `repo.listRecords` and what is spliced into views, whatever its version. It
 * stays in the tree, so `sync.getRecord`, `sync.getRepo` and the firehose still
 * prove it: a repository without it would not verify. As [ref pds]. A blob is
 * not served, not listed and not taken again.
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

export const recordSubject = (collection: string, rkey: string): string => `record ${collection}/${rkey}`
export const blobSubject = (cid: string): string => `blob ${cid}`

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  const byAccount = new Map<number, Map<string, string>>()
  const set = (account: number, subject: string, reference: string): void => {
    const subjects = byAccount.get(account) ?? new Map<string, string>()
    byAccount.set(account, subjects.set(subject, reference))
  }
  for (const row of yield* sql<{ account: number; subject: string; reference: string }>`SELECT account, subject, reference FROM takedown`) {
    set(row.account, row.subject, row.reference)
  }

  return {
    hasAny: (account: number): boolean => (byAccount.get(account)?.size ?? 0) > 0,
    record: (account: number, collection: string, rkey: string): string | undefined =>
      byAccount.get(account)?.get(recordSubject(collection, rkey)),
    blob: (account: number, cid: string): string | undefined => byAccount.get(account)?.get(blobSubject(cid)),
    /** `reference` is what it is filed under; undefined lifts the takedown. */
    put: Effect.fnUntraced(function*(account: number, subject: string, reference: string | undefined) {
      if (reference === undefined) {
        yield* sql`DELETE FROM takedown WHERE account = ${account} AND subject = ${subject}`
        byAccount.get(account)?.delete(subject)
        return
      }
      yield* sql`INSERT INTO takedown (account, subject, reference) VALUES (${account}, ${subject}, ${reference})
        ON CONFLICT (account, subject) DO UPDATE SET reference = excluded.reference`
      set(account, subject, reference)
    }),
    /** The account is gone, with its rows. */
    forget: (account: number): void => {
      byAccount.delete(account)
    }
  }
})

export type Takedowns = Effect.Success<typeof make>
