/**
 * What a device that signs remembers of a repository, on its own disk: the head
 * that it stands by, and the highest rev that it has ever signed, noted before
 * the signature leaves. A server that forgets, or shows something older, is
 * found out by it.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import { Cid } from "../../../protocol/data/Cid.ts"
import type { Tid } from "../../../protocol/syntax/Tid.ts"

export interface Head {
  readonly rev: Tid
  readonly commit: Cid
  readonly data: Cid
}

interface Row {
  readonly rev: string | null
  readonly commit_cid: Uint8Array | null
  readonly data_cid: Uint8Array | null
  readonly signed_rev: string | null
}

const cidOf = (bytes: Uint8Array): Cid => Result.getOrThrow(Cid.fromBytes(bytes))

/** `device` tells devices apart that share a disk. */
export const make = Effect.fnUntraced(function*(device: string, did: string) {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS known_head (
    device TEXT NOT NULL, did TEXT NOT NULL, rev TEXT, commit_cid BLOB, data_cid BLOB, signed_rev TEXT, PRIMARY KEY (device, did))`

  return {
    load: Effect.map(sql<Row>`SELECT rev, commit_cid, data_cid, signed_rev FROM known_head WHERE device = ${device} AND did = ${did}`, ([row]) => {
      const known = row?.rev != null && row.commit_cid !== null && row.data_cid !== null
      const head: Head | undefined = known ? { rev: row.rev as Tid, commit: cidOf(row.commit_cid), data: cidOf(row.data_cid) } : undefined
      return { head, signedRev: (row?.signed_rev ?? undefined) as Tid | undefined }
    }),
    signing: (rev: Tid) =>
      sql`INSERT INTO known_head (device, did, signed_rev) VALUES (${device}, ${did}, ${rev})
        ON CONFLICT (device, did) DO UPDATE SET signed_rev = MAX(excluded.signed_rev, COALESCE(signed_rev, ''))`,
    /** `back`: to an older one too, which its owner wants. */
    standBy: ({ commit, data, rev }: Head, { back = false } = {}) =>
      sql`INSERT INTO known_head (device, did, rev, commit_cid, data_cid) VALUES (${device}, ${did}, ${rev}, ${commit.bytes}, ${data.bytes})
        ON CONFLICT (device, did) DO UPDATE SET rev = excluded.rev, commit_cid = excluded.commit_cid, data_cid = excluded.data_cid
          WHERE ${back ? 1 : 0} = 1 OR rev IS NULL OR rev < excluded.rev`
  }
})

export type KnownHead = Effect.Success<ReturnType<typeof make>>
