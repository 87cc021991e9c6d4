/**
 * People who hold keys, and the phones that they carry. [C2, C4, C6]
 *
 *     at home, or at a key manager     root key: first among the rotation keys
 *     in shares, at guardians          recovery key: below it
 *     on the phone                     a rotation key below both, and a key to which posting is delegated
 *
 * The phone has no session and no password. What is lost with it is revoked,
 * undone and replaced from home.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Custody from "../../actors/client/keys/Custody.ts"
import * as Delegated from "../../actors/client/keys/Delegated.ts"
import type { Keyring } from "../../actors/client/keys/Keyring.ts"
import type { Owner } from "../../actors/client/keys/Managed.ts"
import * as OwnDelegation from "../../actors/client/keys/OwnDelegation.ts"
import type { OwnIdentity } from "../../actors/client/keys/OwnIdentity.ts"
import { patiently, type Session } from "../../actors/client/Session.ts"
import { Hosts } from "../../actors/Hosts.ts"
import { type KeyPair, Keys } from "../../protocol/keys/Keys.ts"
import * as Log from "../../protocol/plc/Log.ts"
import * as Operation from "../../protocol/plc/Operation.ts"
import { restore } from "../../protocol/plc/Restore.ts"
import * as Datetime from "../../protocol/syntax/Datetime.ts"
import { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import type { Person } from "./Person.ts"
import type { Population } from "./Population.ts"
import { sentence } from "./Words.ts"

export const createRecord = "com.atproto.repo.createRecord"
export const putRecord = "com.atproto.repo.putRecord"
export const post = "app.bsky.feed.post"
export const getTimeline = "app.bsky.feed.getTimeline"

export interface Phone {
  readonly device: Delegated.Device
  /** Of what was delegated to it. */
  readonly cid: string
  readonly rotation: KeyPair
}

/** Where the root key is: in a drawer, or at a key manager. */
export type Home =
  | { readonly kind: "own"; readonly ring: Keyring; readonly delegation: KeyPair }
  | { readonly kind: "managed"; readonly owner: Owner; readonly recoveryCode: string }

export interface Keeper {
  readonly person: Person
  readonly session: Session
  readonly home: Home
  /** The directory, as the owner uses it. */
  readonly identity: OwnIdentity
  phone: Phone | undefined
}

const kept = new WeakMap<Population, Map<Person, Keeper>>()

/** The people of a population who hold keys, in the order in which they came to. */
export const keepers = (population: Population): Map<Person, Keeper> => {
  let all = kept.get(population)
  if (all === undefined) kept.set(population, all = new Map())
  return all
}

/** The network may fail for a while; what is refused is refused. */
export const insistently = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.retry(effect, {
    times: 20,
    schedule: Schedule.spaced("3 seconds"),
    while: (error) => error._tag === "PlcUnreachable" || error._tag === "XrpcUnreachable" || (error instanceof XrpcError && error.status >= 500)
  })

const weekSeconds = 7 * 24 * 3_600

/** The operations on the DID that this key signed, those that were taken back among them. */
const allBy = Effect.fnUntraced(function*(identity: OwnIdentity, did: string, key: string) {
  const { verify } = yield* Keys
  const log = yield* insistently(identity.log(did))
  return log.filter(({ operation }) => Operation.verify(operation, [key], verify))
})

/** Takes back whatever a stolen key did to the DID. True if there was something, though an earlier attempt has taken it back. */
export const undo = Effect.fnUntraced(function*({ home, identity, session: { did } }: Keeper, stolen: string) {
  const all = yield* allBy(identity, did, stolen)
  const [first] = Log.live(all)
  if (first === undefined) return all.length > 0
  if (home.kind === "managed") yield* insistently(home.owner.undoIdentity(first.cid.toString(), [stolen]))
  else {
    const terms = { removed: [stolen], trusted: home.ring.didKeys, verify: (yield* Keys).verify }
    yield* insistently(identity.recover(home.ring, did, ({ cid }) => !cid.equals(first.cid), (state, fallen) => restore(state, fallen, terms).state))
  }
  return true
})

/** What a phone makes for itself, and keeps before the DID can name it. */
export interface PhoneKeys {
  readonly rotation: KeyPair
  /** To which posting is delegated. */
  readonly key: KeyPair
}

export const phoneKeys = Effect.flatMap(Keys, (keys) => Effect.all({ rotation: keys.generate("p256"), key: keys.generate("k256") }))

/**
 * A new phone: its rotation key in the place of the old phone's, below that of
 * which guardians have shares, and posting delegated to it. With the same
 * `made` it may be repeated.
 */
export const equip = Effect.fnUntraced(function*(keeper: Keeper, old: KeyPair | undefined, guarded?: string, made?: PhoneKeys) {
  const { home, identity, session } = keeper
  const { did } = session
  const hosts = yield* Hosts
  const { key, rotation } = made ?? (yield* phoneKeys)
  const withPhone = ({ rotationKeys }: Operation.PlcState) =>
    Custody.withDevice(rotationKeys, { key: rotation.didKey, former: old?.didKey, guarded })
  const audience = hosts.didOf(keeper.person.pds)
  const capabilities = [
    ...[createRecord, putRecord].map((lxm) => ({ lxm, collections: [post], audiences: [audience] })),
    { lxm: getTimeline, audiences: [audience] }
  ]
  const grant = { audience: key.didKey, capabilities }
  let issued: { readonly ucan: string; readonly cid: string }
  if (home.kind === "managed") {
    yield* insistently(home.owner.updateIdentity(identity, (state) => ({ ...state, rotationKeys: withPhone(state) })))
    issued = yield* insistently(home.owner.delegate({ ...grant, name: "phone", lifetimeSeconds: weekSeconds }))
  } else {
    yield* insistently(identity.update(home.ring, did, (state) => OwnDelegation.withKey({ ...state, rotationKeys: withPhone(state) }, home.delegation)))
    const nowSeconds = Math.floor((yield* Clock.currentTimeMillis) / 1_000)
    issued = yield* OwnDelegation.issue(did, home.delegation, { ...grant, expSeconds: nowSeconds + weekSeconds })
  }
  const device = new Delegated.Device({ key, chain: [issued.ucan], origin: session.origin, audience })
  keeper.phone = { device, cid: issued.cid, rotation }
})

/** Ends what was delegated to a phone. */
export const revoke = ({ home, session }: Keeper, { cid }: Phone) =>
  home.kind === "managed"
    ? Effect.asVoid(insistently(home.owner.revoke(cid)))
    : insistently(OwnDelegation.revoke(session.did, home.delegation, cid, session.origin))

/** Writes a post from a phone. Repeated, it puts: an answer may have been lost. */
export const write = Effect.fnUntraced(function*(device: Delegated.Device, { did, tids }: Session, text: string) {
  const nowMillis = yield* Clock.currentTimeMillis
  const record = { $type: post, text, createdAt: Datetime.fromMillis(nowMillis) }
  const input = { repo: did, collection: post, rkey: tids.next(nowMillis * 1_000), record }
  return yield* patiently((repeated) => repeated ? device.procedureOnce(putRecord, { input }) : device.procedureOnce(createRecord, { input }))
})

export const writeSomething = (keeper: Keeper, phone: Phone) => write(phone.device, keeper.session, sentence(keeper.person.stream))
