/**
 * What else happens to alice while she moves, by her own hand on another device
 * or by others. It begins as the move comes to a step that the seed draws, and
 * is tried until somebody has answered; what was acknowledged must be so at the end.
 *
 *   alone      nothing
 *   writing    another device writes all the while
 *   renamed    she changes her handle at the old host
 *   keyed      another device adds a rotation key of hers to the DID
 *   takendown  the old host's moderators take the account down
 *   clocks     the device's clock is off by weeks, where nothing is signed by it, and the hosts' by seconds
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as OwnIdentity from "../../src/actors/client/keys/OwnIdentity.ts"
import type { State, Step } from "../../src/actors/client/migration/Plan.ts"
import { type Session, signIn } from "../../src/actors/client/Session.ts"
import * as Client from "../../src/actors/xrpc/Client.ts"
import { Keys } from "../../src/protocol/keys/Keys.ts"
import * as BasicAuth from "../../src/protocol/xrpc/BasicAuth.ts"
import { Streams } from "../../src/sim/kernel/Stream.ts"
import * as People from "./People.ts"
import { hosts, originOf, phone, type SmallWorld } from "./SmallWorld.ts"

export const meanwhiles = ["alone", "writing", "renamed", "keyed", "takendown", "clocks"] as const
export type Meanwhile = typeof meanwhiles[number]

/** The old host of a salvage is gone, and who has no ring adds no key. */
export const fits = (kind: People.Kind, meanwhile: Meanwhile): boolean => {
  switch (meanwhile) {
    case "alone":
    case "clocks":
      return true
    case "renamed":
    case "writing":
    case "takendown":
      return People.wayOf(kind) !== "salvage"
    case "keyed":
      return People.ownsRing.has(kind)
  }
}

/** What was acknowledged. */
export interface Done {
  handle?: string
  rotationKey?: string
}

export interface Happening {
  readonly done: Done
  /** Paths of writes that were not answered: they may be there or not. */
  readonly open: ReadonlySet<string>
  /** Told whenever the move has come further. */
  readonly onState: (state: State) => void
  /** What others have done to her, they undo; she wakes what stays asleep. */
  readonly end: (stayed: boolean) => void
}

const steps: ReadonlyArray<Step> = ["arrive", "carry", "sign", "hush", "switch"]
const weeksMillis = 40 * 24 * 3_600_000
const secondsMillis = 20_000
const writeEveryMillis = 35
const writeForMillis = 15_000
const againMillis = 700
const tries = 40
const desk = "desk2.test"

/** Until her host says that she is asleep; what was not answered is open. */
const writing = Effect.fnUntraced(function*(cast: People.Cast, open: Set<string>) {
  const until = (yield* Clock.currentTimeMillis) + writeForMillis
  const session: Session = yield* signIn(originOf(hosts.old), People.credentials("alice", hosts.old))
  session.signer = yield* People.signerOf(cast)
  for (let n = 0; (yield* Clock.currentTimeMillis) < until; n++) {
    const rkey = session.tids.next((yield* Clock.currentTimeMillis) * 1_000)
    const path = `app.bsky.feed.post/${rkey}`
    const createdAt = new Date(yield* Clock.currentTimeMillis).toISOString()
    const record = { $type: "app.bsky.feed.post", text: `From the other device, ${n}.`, createdAt }
    open.add(path)
    const answer = yield* Effect.result(session.procedureOnce("com.atproto.repo.createRecord", { input: { repo: session.did, collection: "app.bsky.feed.post", rkey, record } }))
    if (Result.isSuccess(answer)) cast.records.set(path, answer.success.cid)
    else if (answer.failure._tag === "XrpcError" && answer.failure.error === "AccountDeactivated") yield* Effect.sleep(500)
    yield* Effect.sleep(writeEveryMillis)
  }
})

const takedown = (did: People.Cast["alice"]["did"], applied: boolean) => {
  const authorization = BasicAuth.format({ username: "admin", password: "admin" })
  const input = { subject: { $type: "com.atproto.admin.defs#repoRef" as const, did }, takedown: { applied } }
  return Client.procedure("com.atproto.admin.updateSubjectStatus", { origin: originOf(hosts.old), headers: { authorization }, input })
}

const rename = Effect.fnUntraced(function*(cast: People.Cast, done: Done) {
  const handle = `alicia.${hosts.old}`
  const session = yield* People.signedInAt(cast, hosts.old)
  yield* session.procedureOnce("com.atproto.identity.updateHandle", { input: { handle: handle as never } })
  // A did:web has the name that its owner writes into the document.
  if (cast.web) yield* People.writeHandle(handle, hosts.old)
  done.handle = handle
})

const addKey = Effect.fnUntraced(function*({ alice: { did }, ring }: People.Cast, didKey: string, done: Done) {
  const identity = yield* OwnIdentity.make(originOf(hosts.plc))
  yield* identity.update(ring!, did, (state) => state.rotationKeys.includes(didKey) ? state : { ...state, rotationKeys: [...state.rotationKeys, didKey] })
  done.rotationKey = didKey
})

/** Who has no answer asks again; a no is a no. */
const insistently = <A, E extends { readonly _tag: string; readonly status?: number }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.ignore(Effect.retry(Effect.tapError(effect, () => Effect.sleep(againMillis)), {
    times: tries,
    while: ({ _tag, status = 0 }) => _tag === "XrpcUnreachable" || _tag === "PlcUnreachable" || status >= 500
  }))

export const begin = (small: SmallWorld, cast: People.Cast, { meanwhile, seed, way }: { readonly meanwhile: Meanwhile; readonly seed: number; readonly way: People.Kind }): Happening => {
  const { world } = small
  const { did } = cast.alice
  const done: Done = {}
  const open = new Set<string>()
  const stream = Streams(seed).fork(`meanwhile ${meanwhile} ${way}`)
  const when = stream.pick(steps)
  let isDue = true
  if (meanwhile === "writing") world.fork("other device", desk, Effect.ignore(writing(cast, open)))
  if (meanwhile === "clocks") {
    // A commit that a device signs, and its token, are good by its clock.
    if (way === "mailed" || way === "own" || way === "web") world.setClock(phone, stream.pick([-weeksMillis, weeksMillis]))
    world.setClock(hosts.old, secondsMillis)
    world.setClock(hosts.new, -secondsMillis)
  }
  const happen = (): void => {
    if (meanwhile === "renamed") small.fork("another handle", desk, insistently(rename(cast, done)))
    if (meanwhile === "takendown") small.fork("a takedown", "moderator.test", insistently(takedown(did, true)))
    if (meanwhile === "keyed") {
      small.fork("another key", desk, Effect.flatMap(Keys, (keys) => Effect.flatMap(keys.generate("k256"), ({ didKey }) => insistently(addKey(cast, didKey, done)))))
    }
  }
  return {
    done,
    open,
    onState: ({ step }) => {
      if (!isDue || step !== when) return
      isDue = false
      happen()
    },
    end: (stayed) => {
      if (meanwhile !== "takendown") return
      const status = Client.query("com.atproto.sync.getRepoStatus", { origin: originOf(hosts.old), params: { did } })
      small.run(Effect.ignore(takedown(did, false)), "moderator.test")
      const isAwake = stayed && small.run(Effect.map(Effect.result(status), (told) => Result.isSuccess(told) && told.success.active))
      // Nobody woke it: that is for its owner to do.
      if (stayed && !isAwake) small.run(Effect.flatMap(People.signedInAt(cast, hosts.old), (session) => session.procedure("com.atproto.server.activateAccount", {})))
      world.runUntil(world.now + 60_000)
    }
  }
}
