/**
 * What a careful owner keeps on a device of their own: the repository as a CAR,
 * its blobs, the preferences. With it and a rotation key an account comes back
 * although its host does not. [g:account-recovery]; MIG-6
 *
 * Only what is sound is kept: a CAR that does not verify, or is older than the
 * one at hand, replaces nothing, and a blob is what its CID says.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import { Cid } from "../../../protocol/data/Cid.ts"
import { verifyImport } from "../../../protocol/repo/Import.ts"
import type { Did } from "../../../protocol/syntax/Did.ts"
import * as Client from "../../xrpc/Client.ts"
import { patiently, type Session } from "../Session.ts"

export interface KeptBlob {
  readonly bytes: Uint8Array
  readonly mime: string
}

const blobsPerPage = 500

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS backup (did TEXT PRIMARY KEY, rev TEXT NOT NULL, car BLOB NOT NULL, preferences TEXT NOT NULL)`
  yield* sql`CREATE TABLE IF NOT EXISTS backup_blob (did TEXT NOT NULL, cid TEXT NOT NULL, mime TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (did, cid))`

  const blob = (did: string, cid: string) =>
    Effect.map(sql<KeptBlob>`SELECT mime, bytes FROM backup_blob WHERE did = ${did} AND cid = ${cid}`, ([row]) => row)

  const keepBlobs = Effect.fnUntraced(function*(session: Session) {
    const client = yield* Client.make
    let cursor: string | undefined
    do {
      const page = yield* session.query("com.atproto.sync.listBlobs", { did: session.did, limit: blobsPerPage, ...(cursor === undefined ? {} : { cursor }) })
      for (const cid of page.cids) {
        if ((yield* blob(session.did, cid)) !== undefined) continue
        const { headers, output } = yield* patiently(() =>
          client.queryReply("com.atproto.sync.getBlob", { origin: session.origin, params: { did: session.did, cid } }))
        if (Cid.ofRaw(output).toString() !== cid) continue
        yield* sql`INSERT INTO backup_blob (did, cid, mime, bytes) VALUES (${session.did}, ${cid}, ${headers["content-type"] ?? ""}, ${output})
          ON CONFLICT (did, cid) DO NOTHING`
      }
      cursor = page.cursor
    } while (cursor !== undefined)
  })

  return {
    blob,
    /** The repository at hand. */
    repo: (did: string) =>
      Effect.map(sql<{ rev: string; car: Uint8Array }>`SELECT rev, car FROM backup WHERE did = ${did}`, ([row]) => row),
    preferences: (did: string) =>
      Effect.map(sql<{ preferences: string }>`SELECT preferences FROM backup WHERE did = ${did}`, ([row]) => row?.preferences),
    /** Brings the backup up to date with the host. */
    keep: Effect.fnUntraced(function*(session: Session) {
      const car = yield* session.query("com.atproto.sync.getRepo", { did: session.did })
      const { preferences } = yield* session.query("app.bsky.actor.getPreferences", {})
      const imported = verifyImport(car, { did: session.did as Did })
      if (Result.isSuccess(imported)) {
        const { rev } = imported.success.head
        yield* sql`INSERT INTO backup (did, rev, car, preferences) VALUES (${session.did}, ${rev}, ${car}, ${JSON.stringify(preferences)})
          ON CONFLICT (did) DO UPDATE SET rev = excluded.rev, car = excluded.car, preferences = excluded.preferences WHERE excluded.rev >= backup.rev`
      }
      yield* keepBlobs(session)
    })
  }
})

export type Backup = Effect.Success<typeof make>
