/**
 * A session of an account whose device signs: the same calls as any other, made
 * another way. Writes become commits of the device's own; what a PDS would
 * proxy is asked of the service directly, with a token of the device's own.
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import type { DataObject } from "../../../protocol/data/Data.ts"
import type { Methods } from "../../../protocol/lexicon/generated/Methods.ts"
import * as Countersign from "../../../protocol/repo/Countersign.ts"
import type { RepoWrite } from "../../../protocol/repo/Repo.ts"
import type { Nsid } from "../../../protocol/syntax/Nsid.ts"
import type { RecordKey } from "../../../protocol/syntax/RecordKey.ts"
import * as RepoPath from "../../../protocol/syntax/RepoPath.ts"
import { XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import * as Client from "../../xrpc/Client.ts"
import type { Session, Signer } from "../Session.ts"
import type { SigningDevice, SigningError } from "./SigningDevice.ts"

export interface Service {
  readonly origin: string
  /** What a token is made out to, such as `did:web:appview1.test#bsky_appview`. */
  readonly audience: string
}

export interface Services {
  readonly appView: Service
  readonly labeler?: Service
}

const createReport = "com.atproto.moderation.createReport"
/** Private state, which the PDS keeps itself. */
const kept = new Set(["app.bsky.actor.getPreferences", "app.bsky.actor.putPreferences"])

type Input<K extends keyof Methods> = Methods[K]["input"]
type Place = { readonly collection: string; readonly rkey?: string }

const pathOf = ({ collection, rkey }: Place): RepoPath.RepoPath => RepoPath.of(collection as Nsid, rkey as RecordKey)

const typed = (collection: string, record: DataObject): DataObject => record["$type"] === undefined ? { ...record, $type: collection } : record

/** What a device will not sign, or not build on, its user is told as a refusal. */
const asCallError = (error: SigningError): Client.CallError =>
  error._tag === "XrpcError" || error._tag === "XrpcUnreachable" ? error : new XrpcError({ status: 400, error: error._tag, message: error.message })

/** How a device signs for the sessions that it is given to. */
export const signerOf = Effect.fnUntraced(function*(device: SigningDevice, services: Services) {
  const client = yield* Client.make
  const context = yield* Effect.context<HttpClient>()
  const { did } = device

  const serviceFor = (nsid: string): Service | undefined =>
    nsid === createReport ? services.labeler : nsid.startsWith("app.bsky.") && !kept.has(nsid) ? services.appView : undefined

  const commit = Effect.fnUntraced(function*(at: Session, writes: ReadonlyArray<RepoWrite>) {
    const { commit, rev } = yield* Effect.mapError(device.write(at, writes), asCallError)
    return { cid: commit.toString(), rev: rev as string }
  })

  const shown = (path: RepoPath.RepoPath, record: DataObject) => ({ uri: `at://${did}/${path}`, cid: Countersign.cidOf(record).toString() })

  const present = (at: Session, { collection, rkey }: Place) =>
    Effect.catchIf(
      at.query("com.atproto.repo.getRecord", { repo: did, collection, rkey: rkey! }),
      (error) => error._tag === "XrpcError" && error.error === "RecordNotFound",
      () => Effect.succeed(undefined)
    )

  const createRecord = Effect.fnUntraced(function*(at: Session, { collection, record, rkey }: Input<"com.atproto.repo.createRecord">) {
    const path = pathOf({ collection, rkey: rkey ?? at.tids.next(0) })
    const value = typed(collection, record)
    return { ...shown(path, value), commit: yield* commit(at, [{ action: "create", path, record: value }]) }
  })

  const putRecord = Effect.fnUntraced(function*(at: Session, { collection, record, rkey }: Input<"com.atproto.repo.putRecord">) {
    const path = pathOf({ collection, rkey })
    const value = typed(collection, record)
    const there = yield* present(at, { collection, rkey })
    const answer = shown(path, value)
    if (there?.cid === answer.cid) return answer
    return { ...answer, commit: yield* commit(at, [{ action: there === undefined ? "create" : "update", path, record: value }]) }
  })

  const deleteRecord = Effect.fnUntraced(function*(at: Session, { collection, rkey }: Input<"com.atproto.repo.deleteRecord">) {
    if ((yield* present(at, { collection, rkey })) === undefined) return {}
    return { commit: yield* commit(at, [{ action: "delete", path: pathOf({ collection, rkey }) }]) }
  })

  const applyWrites = Effect.fnUntraced(function*(at: Session, { writes }: Input<"com.atproto.repo.applyWrites">) {
    const own = writes.map((write): RepoWrite => {
      const path = pathOf({ collection: write.collection, rkey: write.rkey ?? at.tids.next(0) })
      return write.$type === "com.atproto.repo.applyWrites#delete"
        ? { action: "delete", path }
        : { action: write.$type === "com.atproto.repo.applyWrites#create" ? "create" : "update", path, record: typed(write.collection, write.value) }
    })
    const made = yield* commit(at, own)
    const results = own.map((write) => {
      const kind = `com.atproto.repo.applyWrites#${write.action}Result`
      return write.action === "delete" ? { $type: kind } : { $type: kind, ...shown(write.path, write.record) }
    })
    return { commit: made, results }
  })

  const asked = <A>(nsid: string, { audience, origin }: Service, call: (reach: { readonly origin: string; readonly headers: Readonly<Record<string, string>> }) => Effect.Effect<A, Client.CallError>) =>
    Effect.flatMap(device.token({ aud: audience, lxm: nsid }), (token) => call({ origin, headers: Client.bearer(token) }))

  const signer: Signer = {
    didKey: device.key.didKey,
    token: device.token,
    adopt: (at, former) => Effect.mapError(device.adopt(at, former), asCallError),
    procedure: (at, nsid, input) => {
      switch (nsid) {
        case "com.atproto.repo.createRecord":
          return Effect.provideContext(createRecord(at, input as Input<typeof nsid>), context)
        case "com.atproto.repo.putRecord":
          return Effect.provideContext(putRecord(at, input as Input<typeof nsid>), context)
        case "com.atproto.repo.deleteRecord":
          return Effect.provideContext(deleteRecord(at, input as Input<typeof nsid>), context)
        case "com.atproto.repo.applyWrites":
          return Effect.provideContext(applyWrites(at, input as Input<typeof nsid>), context)
        case "com.atproto.server.activateAccount":
          return Effect.mapError(Effect.asVoid(device.write(at, [], { activate: true })), asCallError)
      }
      const service = serviceFor(nsid)
      return service === undefined ? undefined : asked(nsid, service, (reach) => client.procedure(nsid as typeof createReport, { ...reach, input: input as Input<typeof createReport> }))
    },
    query: (nsid, params, headers) => {
      if (nsid === "com.atproto.server.getServiceAuth") {
        const { aud, lxm } = params as Methods[typeof nsid]["params"]
        return lxm === undefined ? undefined : Effect.map(device.token({ aud, lxm }), (token) => ({ token }))
      }
      const service = serviceFor(nsid)
      return service === undefined ? undefined : asked(nsid, service, (reach) =>
        client.query(nsid as "app.bsky.feed.getTimeline", { origin: reach.origin, params: params as Methods["app.bsky.feed.getTimeline"]["params"], headers: { ...headers, ...reach.headers } }))
    }
  }
  return signer
})

export const attach = (session: Session, device: SigningDevice, services: Services) =>
  Effect.map(signerOf(device, services), (signer) => (session.signer = signer))
