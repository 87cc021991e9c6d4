/**
 * Who steals a phone has its delegated key and its rotation key, and no more.
 *
 *     posts, as the key may ─▶ tries what it may not ─▶ perhaps takes the DID with the
 *     phone's rotation key, and delegates everything to itself ─▶ goes on until refused
 *
 * What must not succeed is a defect if it does.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Delegated from "../../actors/client/keys/Delegated.ts"
import * as Keyring from "../../actors/client/keys/Keyring.ts"
import * as OwnDelegation from "../../actors/client/keys/OwnDelegation.ts"
import * as Client from "../../actors/xrpc/Client.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import type { Stream } from "../kernel/Stream.ts"
import type { Marks } from "../population/Marks.ts"
import * as Phones from "../population/Phones.ts"

const like = "app.bsky.feed.like"
const hourSeconds = 3_600

/** A no, and not merely a host that is down. */
const isRefusal = (error: unknown): error is XrpcError => error instanceof XrpcError && error.status < 500 && error.status !== 429

export interface Loot {
  readonly keeper: Phones.Keeper
  readonly phone: Phones.Phone
  /** Somebody else, whom the phone does not concern. */
  readonly other: string | undefined
  readonly takesDid: boolean
  readonly stream: Stream
  readonly marks: Marks
}

const mustFail = <E, R>(marks: Marks, what: string, attempt: Effect.Effect<unknown, E, R>) =>
  Effect.matchEffect(attempt, {
    onSuccess: () => Effect.die(new Error(`a thief was let in: ${what}`)),
    onFailure: (error) => Effect.sync(() => isRefusal(error) && marks.hit("a thief was refused what was not delegated"))
  })

const forbidden = Effect.fnUntraced(function*({ keeper, marks, other, phone: { device } }: Loot) {
  const { did } = keeper.session
  const subject = { uri: `at://${did}/${Phones.post}/3kaaaaaaaaaa2`, cid: "bafyreieaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
  const createdAt = "2026-01-05T18:00:00.000Z"
  const create = (repo: string, collection: string, record: object) =>
    device.procedureOnce(Phones.createRecord, { input: { repo, collection, record: { $type: collection, createdAt, ...record } as never } })
  yield* mustFail(marks, "another collection", create(did, like, { subject }))
  yield* mustFail(marks, "another method", device.procedureOnce("com.atproto.repo.deleteRecord", { input: { repo: did, collection: Phones.post, rkey: "self" } }))
  yield* mustFail(marks, "the session", device.query("com.atproto.server.getSession", {}))
  yield* mustFail(marks, "a change of the identity", device.procedureOnce("com.atproto.identity.requestPlcOperationSignature", {}))
  if (other !== undefined) yield* mustFail(marks, "another's repository", create(other, Phones.post, { text: "not mine" }))
  const client = yield* Client.make
  const spent = yield* device.invocation(Phones.createRecord)
  const input = { repo: did, collection: Phones.post, record: { $type: Phones.post, text: "once", createdAt } as never }
  const once = client.procedure(Phones.createRecord, { origin: device.origin, headers: spent, input })
  const first = yield* Effect.result(once)
  if (first._tag === "Success") yield* mustFail(marks, "a token used before", once)
})

/** With the DID in hand: a delegation key of the thief's own, and everything that can be delegated. */
const takeDid = Effect.fnUntraced(function*({ keeper, marks, phone }: Loot) {
  const keys = yield* Keys
  const { identity, session: { did } } = keeper
  const delegation = yield* keys.generate("k256")
  const taken = yield* Effect.result(Phones.insistently(identity.update(new Keyring.Keyring([phone.rotation]), did, (state) =>
    OwnDelegation.withKey({ ...state, rotationKeys: [phone.rotation.didKey] }, delegation))))
  // Too late: the owner was quicker.
  if (taken._tag === "Failure") return undefined
  marks.hit("a stolen key took a DID")
  const key = yield* keys.generate("k256")
  const expSeconds = Math.floor((yield* Clock.currentTimeMillis) / 1_000) + hourSeconds
  const { ucan } = yield* OwnDelegation.issue(did, delegation, { audience: key.didKey, capabilities: [{ lxm: "*" }], expSeconds })
  const { audience, origin } = phone.device
  return new Delegated.Device({ key, chain: [ucan], origin, audience })
})

/** Posts until that is refused. */
const writeOn = Effect.fnUntraced(function*({ keeper, marks, stream }: Loot, device: Delegated.Device, untilMillis: number) {
  while ((yield* Clock.currentTimeMillis) < untilMillis) {
    const written = yield* Effect.result(Phones.write(device, keeper.session, "Cheap watches, ask me how."))
    if (written._tag === "Success") marks.hit("a thief wrote with a stolen key")
    else if (isRefusal(written.failure)) return marks.hit("a stolen or lost key was refused after its owner had acted")
    yield* Effect.sleep(5_000 + stream.double() * 25_000)
  }
})

/** All of it, until `untilMillis` of the world's clock at the latest. */
export const rob = Effect.fnUntraced(function*(loot: Loot, untilMillis: number) {
  yield* forbidden(loot)
  const own = loot.takesDid ? yield* takeDid(loot) : undefined
  yield* writeOn(loot, own ?? loot.phone.device, untilMillis)
})
