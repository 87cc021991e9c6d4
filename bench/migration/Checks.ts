/**
 * What must hold of alice when all has come to rest, whatever befell her move.
 * Answers are read as any onlooker reads them; nobody's word is taken twice.
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Result from "effect/Result"
import type { Environment } from "../../src/actors/Environment.ts"
import * as Client from "../../src/actors/xrpc/Client.ts"
import * as DidDocument from "../../src/protocol/identity/DidDocument.ts"
import { Cid } from "../../src/protocol/data/Cid.ts"
import * as Frame from "../../src/protocol/frames/Frame.ts"
import * as RepoEvent from "../../src/protocol/frames/RepoEvent.ts"
import { Keys } from "../../src/protocol/keys/Keys.ts"
import * as Signature from "../../src/protocol/keys/Signature.ts"
import type { PlcState } from "../../src/protocol/plc/Operation.ts"
import { verifyImport } from "../../src/protocol/repo/Import.ts"
import { rotationSecretOf } from "../../src/sim/happenings/RotationSecret.ts"
import type { Cast } from "./People.ts"
import { hosts, originOf, type SmallWorld } from "./SmallWorld.ts"

export interface Expected {
  /** Where the DID must be; undefined: at any one of the hosts. */
  readonly home?: string
  /** The handle that the DID must name. */
  readonly handle?: string
  /** A did:key that must be among the rotation keys. */
  readonly rotationKey?: string
  /** Hosts at which nothing of a given-up move may be left. */
  readonly cleared?: ReadonlyArray<string>
  /** Blobs that a hostile host withheld. */
  readonly withheld?: ReadonlyArray<string>
  /** Paths of writes that were not answered: they may be there or not. */
  readonly open?: ReadonlySet<string>
  /** Hosts whose word on alice's status counts for nothing. */
  readonly hostile?: ReadonlyArray<string>
  /** Undefined: all that there are, and each has the whole graph. */
  readonly appViews?: ReadonlyArray<string>
  readonly relays?: ReadonlyArray<string>
}

const optional = <A, R>(effect: Effect.Effect<A, Client.CallError, R>) => Effect.orElseSucceed(effect, () => undefined)

const documentOf = (did: string) =>
  Effect.flatMap(HttpClient.HttpClient, (client) =>
    client.get(did.startsWith("did:web:") ? `https://${did.slice("did:web:".length)}/.well-known/did.json` : `${originOf(hosts.plc)}/${did}`).pipe(
      Effect.flatMap((response) => response.json),
      Effect.map((json) => Result.getOrThrow(DidDocument.parse(json))),
      Effect.orDie
    ))

/** The did:keys that may write the DID; none of a did:web. */
const rotationKeysOf = (did: string) =>
  did.startsWith("did:web:") ? Effect.succeed([]) : Effect.flatMap(HttpClient.HttpClient, (client) =>
    client.get(`${originOf(hosts.plc)}/${did}/data`).pipe(
      Effect.flatMap((response) => response.json),
      Effect.map((json) => (json as unknown as PlcState).rotationKeys),
      Effect.orDie
    ))

type SaidEvent = Exclude<RepoEvent.RepoEvent, RepoEvent.InfoEvent | RepoEvent.UnknownEvent>

/** What a stream says of one account, in order, each event once. */
export const eventsFrom = ({ observations }: SmallWorld, host: string, did: string): ReadonlyArray<SaidEvent> => {
  const seen = new Set<number>()
  const events: Array<SaidEvent> = []
  for (const o of observations) {
    if (o._tag !== "FrameSent" || o.from !== host) continue
    const seq = RepoEvent.seqOf(o.bytes)
    if (seq === undefined || seen.has(seq)) continue
    seen.add(seq)
    const event = Result.getOrUndefined(Result.flatMap(Frame.decode(o.bytes), RepoEvent.fromFrame))
    if (event === undefined || event._tag === "Info" || event._tag === "Unknown") continue
    if (RepoEvent.didOf(event) === did) events.push(event)
  }
  return events.sort((a, b) => a.seq - b.seq)
}

export const commitsFrom = (small: SmallWorld, host: string, did: string): ReadonlyArray<RepoEvent.CommitEvent> =>
  eventsFrom(small, host, did).flatMap((event) => event._tag === "Commit" ? [event] : [])

const examine = (cast: Cast, small: SmallWorld, hostsOf: (kind: "pds" | "appview") => ReadonlyArray<string>, expected: Expected): Effect.Effect<ReadonlyArray<string>, never, Environment> =>
  Effect.gen(function*() {
    const wrong: Array<string> = []
    const ensure = (holds: boolean, what: () => string): void => {
      if (!holds) wrong.push(what())
    }
    const client = yield* Client.make
    const { did } = cast.alice
    const document = yield* documentOf(did)
    const { signing } = cast
    ensure(signing === undefined || document.signingKey === signing.didKey, () => `the DID names ${document.signingKey}, alice's devices sign with ${signing?.didKey}`)
    const origin = document.pds ?? "nowhere"
    const home = origin.replace("https://", "")
    ensure(expected.handle === undefined || document.handle === expected.handle, () => `the DID names the handle ${document.handle}, not ${expected.handle}, which was acknowledged`)
    ensure(expected.home === undefined || home === expected.home, () => `the DID names ${home}, not ${expected.home}`)

    // One host is hers: the one that her DID names.
    for (const host of hostsOf("pds")) {
      const status = yield* optional(client.query("com.atproto.sync.getRepoStatus", { origin: originOf(host), params: { did } }))
      if (host === home) ensure(status?.active === true, () => `${host}, which the DID names, says ${JSON.stringify(status)}`)
      else if (expected.hostile?.includes(host) !== true) ensure(status?.active !== true, () => `${host} says active, the DID names ${home}`)
      if (expected.cleared?.includes(host) === true) ensure(status === undefined, () => `${host} still knows the account: ${JSON.stringify(status)}`)
    }

    // Whoever lost her, or never had her for good, has no say in her DID.
    const keys = yield* Keys
    const rotationKeys = yield* rotationKeysOf(did)
    const { rotationKey } = expected
    ensure(rotationKey === undefined || rotationKeys.includes(rotationKey), () => `${rotationKey}, which another device of hers added, is not among the rotation keys`)
    for (const host of hostsOf("pds")) {
      const disk = host === home ? undefined : small.world.backup(host)
      const secret = disk === undefined ? undefined : rotationSecretOf(disk)
      ensure(secret === undefined || !rotationKeys.includes(keys.fromSecret("k256", secret).didKey), () => `${host} may still write the DID, which names ${home}`)
    }

    // Records, blobs, preferences.
    const car = yield* optional(client.query("com.atproto.sync.getRepo", { origin, params: { did } }))
    const repo = car === undefined ? undefined : Result.getOrUndefined(verifyImport(car, { did: cast.alice.did, signer: { signingKey: document.signingKey ?? "", verify: Signature.verify } }))
    ensure(repo !== undefined, () => `${home} exports nothing that verifies under the document's key`)
    const there = new Map((repo?.records ?? []).map(({ cid, path }) => [path as string, cid.toString()]))
    for (const [path, cid] of cast.records) ensure(there.get(path) === cid, () => `${path} is ${there.get(path) ?? "gone"}, was acknowledged as ${cid}`)
    for (const path of there.keys()) ensure(cast.records.has(path) || expected.open?.has(path) === true, () => `${path} was never written`)
    for (const cid of cast.blobs) {
      const bytes = yield* optional(client.query("com.atproto.sync.getBlob", { origin, params: { did, cid } }))
      const same = bytes !== undefined && Cid.ofRaw(bytes).toString() === cid
      ensure(same || expected.withheld?.includes(cid) === true, () => `blob ${cid} is not at ${home}`)
    }
    const signedIn = yield* optional(client.procedure("com.atproto.server.createSession", { origin, input: { identifier: did, password: cast.alice.credentials.password } }))
    ensure(signedIn !== undefined, () => `alice cannot sign in at ${home}`)
    const preferences = signedIn === undefined ? undefined : yield* optional(client.query("app.bsky.actor.getPreferences", { origin, params: {}, headers: Client.bearer(signedIn.accessJwt) }))
    ensure(JSON.stringify(preferences?.preferences) === JSON.stringify(cast.preferences), () => `preferences at ${home}: ${JSON.stringify(preferences)}`)

    // The relay: revs rise, and from the first commit of the home on all are the home's.
    for (const relay of expected.relays ?? [hosts.relay]) {
      const passed = commitsFrom(small, relay, did)
      for (const [i, event] of passed.entries()) {
        if (i > 0) ensure(passed[i - 1]!.rev < event.rev, () => `${relay}: rev ${event.rev} follows ${passed[i - 1]!.rev}`)
      }
      const last = passed.at(-1)
      if (expected.relays === undefined) ensure(last?.commit.toString() === repo?.head.commit.toString(), () => `${relay} ended with ${last?.rev}, ${home} with ${repo?.head.rev}`)
    }

    // The App Views: name, graph and posts as they were.
    const posts = [...there.keys()].filter((path) => path.startsWith("app.bsky.feed.post/")).length
    for (const appView of expected.appViews ?? hostsOf("appview")) {
      const profile = yield* optional(client.query("app.bsky.actor.getProfile", { origin: originOf(appView), params: { actor: did } }))
      const { followersCount, followsCount, handle, postsCount } = profile ?? {}
      ensure(handle === document.handle, () => `${appView} shows the handle ${handle}, the document says ${document.handle}`)
      ensure(postsCount === posts, () => `${appView} shows ${postsCount} posts of ${posts}`)
      if (expected.appViews === undefined) ensure(followersCount === 1 && followsCount === 1, () => `${appView} shows ${followersCount} followers, ${followsCount} follows`)
      const uri = `at://${did}/${[...cast.records.keys()].find((path) => path.startsWith("app.bsky.feed.post/"))}`
      const shown = yield* optional(client.query("app.bsky.feed.getPosts", { origin: originOf(appView), params: { uris: [uri] } }))
      if (expected.appViews === undefined) ensure(shown?.posts[0]?.likeCount === 1, () => `${appView} shows ${shown?.posts[0]?.likeCount} likes of bob's one`)
    }
    return wrong
  })

/** What is wrong, in sentences. */
export const check = (small: SmallWorld, cast: Cast, expected: Expected = {}): ReadonlyArray<string> => {
  const defects = small.defects
  const hostsOf = (wanted: string) => small.world.hosts().flatMap(({ host, kind }) => kind === wanted ? [host] : [])
  return [...small.run(examine(cast, small, hostsOf, expected), "observer.test"), ...defects.map((defect) => `defect: ${defect}`)]
}
