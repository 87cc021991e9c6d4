/**
 * What an account has, from the old host or a backup to the new one:
 * repository, then the blobs that it names, then preferences.
 * [g:account-migration] Migrating Data
 *
 * Nothing is believed: a repository must verify, a blob must be what its CID
 * says. Where a source has nothing sound the next is asked, and of what nobody
 * has a list is made.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Cid } from "../../../protocol/data/Cid.ts"
import type { Methods } from "../../../protocol/lexicon/generated/Methods.ts"
import { verifyImport } from "../../../protocol/repo/Import.ts"
import type { Did } from "../../../protocol/syntax/Did.ts"
import * as Client from "../../xrpc/Client.ts"
import { patiently, type Session } from "../Session.ts"
import type { Backup, KeptBlob } from "./Backup.ts"

/** The old host's export cannot be imported anywhere. */
export class UnsoundExport extends Data.TaggedError("UnsoundExport")<{ readonly did: string; readonly detail: string }> {
  override get message(): string {
    return `The export of ${this.did} is not sound: ${this.detail}`
  }
}

export type Preferences = Methods["app.bsky.actor.getPreferences"]["output"]["preferences"]

const blobsPerPage = 500

const isRefusal = (error: Client.CallError): boolean => error._tag === "XrpcError" && error.status < 500 && error.status !== 429

/** From whom the account's things come. */
export interface Source<E, R> {
  /** Undefined: there is none to be had. */
  readonly repo: Effect.Effect<Uint8Array | undefined, E, R>
  readonly blob: (cid: string) => Effect.Effect<KeptBlob | undefined, E, R>
  readonly preferences: Effect.Effect<Preferences, E, R>
}

const fetchBlob = (session: Session, cid: string) =>
  Effect.flatMap(Client.make, (client) =>
    patiently(() => client.queryReply("com.atproto.sync.getBlob", { origin: session.origin, params: { did: session.did, cid }, headers: session.authorization }))).pipe(
      Effect.map(({ headers, output }): KeptBlob | undefined => ({ bytes: output, mime: headers["content-type"] ?? "" })),
      Effect.catchIf(isRefusal, () => Effect.succeed(undefined))
    )

/** A host that does as it is asked. */
export const ofHost = (session: Session) => ({
  repo: session.query("com.atproto.sync.getRepo", { did: session.did }),
  blob: (cid: string) => fetchBlob(session, cid),
  preferences: Effect.map(session.query("app.bsky.actor.getPreferences", {}), ({ preferences }) => preferences)
})

/** A backup; of a host that cannot be trusted only blobs are asked, which need no trust. */
export const ofBackup = (backup: Backup, did: string, host: string) => ({
  repo: Effect.map(backup.repo(did), (kept) => kept?.car),
  blob: (cid: string) =>
    Effect.flatMap(backup.blob(did, cid), (kept) =>
      kept !== undefined ? Effect.succeed(kept) : Effect.flatMap(Client.make, (client) =>
        client.queryReply("com.atproto.sync.getBlob", { origin: host, params: { did, cid }, timeoutMillis: 5_000 })).pipe(
          Effect.map(({ headers, output }): KeptBlob | undefined => ({ bytes: output, mime: headers["content-type"] ?? "" })),
          Effect.catch(() => Effect.succeed(undefined))
        )),
  preferences: Effect.map(backup.preferences(did), (text) => JSON.parse(text ?? "[]") as Preferences)
})

const carryBlobs = Effect.fnUntraced(function*<E, R>(source: Source<E, R>, to: Session) {
  const withheld: Array<string> = []
  let cursor: string | undefined
  do {
    const page = yield* to.query("com.atproto.repo.listMissingBlobs", { limit: blobsPerPage, ...(cursor === undefined ? {} : { cursor }) })
    for (const { cid } of page.blobs) {
      const blob = yield* source.blob(cid)
      if (blob === undefined || Cid.ofRaw(blob.bytes).toString() !== cid) withheld.push(cid)
      else yield* to.procedure("com.atproto.repo.uploadBlob", { input: blob.bytes, contentType: blob.mime === "" ? "application/octet-stream" : blob.mime })
    }
    cursor = page.cursor
  } while (cursor !== undefined)
  return withheld
})

/** The root of the record tree of which a host exports a sound one. */
export const dataOf = Effect.fnUntraced(function*(session: Session) {
  const car = yield* session.query("com.atproto.sync.getRepo", { did: session.did })
  const { head } = yield* Effect.fromResult(
    Result.mapError(verifyImport(car, { did: session.did }), (error) => new UnsoundExport({ did: session.did, detail: error.message }))
  )
  return head.data.toString()
})

/** Repeatable: what is there already is not brought again. */
export const carry = Effect.fnUntraced(function*<E, R>(source: Source<E, R>, to: Session) {
  const car = yield* source.repo
  let rev = ""
  let data = ""
  if (car !== undefined) {
    const { head } = yield* Effect.fromResult(
      Result.mapError(verifyImport(car, { did: to.did as Did }), (error) => new UnsoundExport({ did: to.did, detail: error.message }))
    )
    rev = head.rev
    data = head.data.toString()
    const there = yield* Effect.catchIf(to.query("com.atproto.sync.getLatestCommit", { did: to.did }), isRefusal, () => Effect.succeed(undefined))
    if (there?.cid !== head.commit.toString()) {
      yield* to.procedure("com.atproto.repo.importRepo", { input: car, contentType: "application/vnd.ipld.car" })
    }
  }
  const withheld = yield* carryBlobs(source, to)
  const preferences = yield* source.preferences
  yield* to.procedure("app.bsky.actor.putPreferences", { input: { preferences } })
  return { rev, data, withheld, preferences: JSON.stringify(preferences) }
})
