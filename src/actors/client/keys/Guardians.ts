/**
 * Guardians: other people who together give an owner's recovery key back, who
 * has lost every device. (Shamir 1979; notes of 2022, Key management)
 *
 *     appoint   a new key, split; a share to each guardian's key manager, sealed for the
 *               guardian; then the DID names the key, below the root key; then the key is
 *               forgotten. Again, with other guardians: another key, in the former one's place
 *     Appeal    a new device asks, its owner speaks to the guardians, they give; enough
 *               sound shares are the key, with which the new device puts its own in
 *
 * The root key stands above: what a thief gets out of guardians is taken back
 * within 72 hours. [PLC-7] Until the DID names a new key the old guardians are
 * good, so that `appoint` may break off anywhere and be begun again: then the
 * key of what broke off goes out. `renew` may be repeated as well, by a device
 * that has kept its own key (`Appeal.device`) and the new root key.
 */
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as DidKey from "../../../protocol/keys/DidKey.ts"
import * as Envelope from "../../../protocol/keys/Envelope.ts"
import { type KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import * as Shamir from "../../../protocol/keys/Shamir.ts"
import * as Share from "../../../protocol/keys/Share.ts"
import * as Log from "../../../protocol/plc/Log.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import { serviceId, serviceType } from "../../pds/delegation/Standings.ts"
import * as Client from "../../xrpc/Client.ts"
import { patiently, type Session } from "../Session.ts"
import * as Appointments from "./Appointments.ts"
import * as Custody from "./Custody.ts"
import * as Keyring from "./Keyring.ts"
import type { Change, OwnIdentity } from "./OwnIdentity.ts"

export class NotAGuardian extends Data.TaggedError("NotAGuardian")<{ readonly did: string; readonly reason: "NoKeyManager" | "OtherKey" }> {
  override get message(): string {
    return `${this.did} cannot be a guardian: ${this.reason}`
  }
}

export interface Guardian {
  readonly did: string
  /** Of the key manager, and its DID. */
  readonly origin: string
  readonly audience: string
  readonly rotationKey: DidKey.DidKey
}

/** By the guardian's own log: no key manager can put another key in. */
export const find = Effect.fnUntraced(function*(identity: OwnIdentity, did: string) {
  const state = yield* identity.state(did)
  const service = state.services[serviceId]
  if (service?.type !== serviceType) return yield* new NotAGuardian({ did, reason: "NoKeyManager" })
  const origin = service.endpoint
  const { rotationKey } = yield* patiently(() => Client.query("dev.orrery.keys.getGuardian", { origin, params: { did } }))
  if (!state.rotationKeys.includes(rotationKey) || !DidKey.is(rotationKey)) return yield* new NotAGuardian({ did, reason: "OtherKey" })
  return { did, origin, audience: `did:web:${encodeURIComponent(new URL(origin).host)}`, rotationKey } satisfies Guardian
})

export interface AppointOptions<A, E, R> {
  readonly session: Session
  /** Told of every request. */
  readonly email: string
  readonly guardians: ReadonlyArray<Guardian>
  readonly threshold: number
  /** The key that former guardians have shares of, where another device appointed them. */
  readonly former?: string | undefined
  /** Changes the DID with the root key. */
  readonly publish: (change: Change) => Effect.Effect<A, E, R>
}

/** The did:key that the guardians have shares of from here on. */
export const appoint = Effect.fnUntraced(function*<A, E, R>({ email, former, guardians, publish, session, threshold }: AppointOptions<A, E, R>) {
  const keys = yield* Keys
  const client = yield* Client.make
  const appointments = yield* Appointments.make(session.did)
  const { randomBytes } = yield* SecureRandom
  const key = yield* keys.generate("k256")
  const random = yield* randomBytes(Shamir.randomBytes(Share.secretBytes, threshold))
  const texts = Share.split(key, { threshold, shares: guardians.length, random }, keys.sign)
  const deposits = yield* Effect.forEach(guardians, (guardian, at) =>
    Effect.map(keys.generate(Result.getOrThrow(DidKey.parse(guardian.rotationKey)).curve), (once) => ({
      guardian,
      sealed: Envelope.seal(new TextEncoder().encode(texts[at]!), { recipient: guardian.rotationKey, purpose: Share.keptBy(guardian.did, key.didKey), once })
    })))
  const lxm = "dev.orrery.keys.depositShare" as const
  const deposit = Effect.forEach(deposits, ({ guardian, sealed }) =>
    patiently(() =>
      Effect.flatMap(session.query("com.atproto.server.getServiceAuth", { aud: guardian.audience, lxm }), ({ token }) =>
        client.procedure(lxm, {
          origin: guardian.origin,
          headers: Client.bearer(token),
          input: { guardian: guardian.did, key: key.didKey, threshold, shares: guardians.length, sealed, email }
        }))), { discard: true })
  yield* deposit
  const replaced = [former, ...(yield* appointments.known)]
  yield* appointments.begin(key.didKey)
  yield* publish((state) => {
    const [root, ...others] = state.rotationKeys.filter((each) => !replaced.includes(each))
    return { ...state, rotationKeys: Custody.inFront([root!, key.didKey], others) }
  })
  // A hostile PDS could have withdrawn them until now, in its user's name.
  yield* deposit
  yield* appointments.settle(key.didKey)
  return key.didKey
})

/** What the guardians have answered so far. */
export interface Answers {
  readonly shares: ReadonlyArray<Share.Share>
  /** Guardians whose share was none, and why. */
  readonly untrue: ReadonlyArray<{ readonly did: string; readonly reason: string }>
  readonly refused: ReadonlyArray<string>
  /** Have not answered, or cannot be reached. */
  readonly silent: ReadonlyArray<string>
}

/** A device without keys that asks the guardians of its owner. */
export class Appeal {
  readonly did: string
  readonly guardians: ReadonlyArray<Guardian>
  /** Its public half is what the owner reads out to the guardians. */
  readonly device: KeyPair
  private readonly identity: OwnIdentity

  constructor(identity: OwnIdentity, did: string, guardians: ReadonlyArray<Guardian>, device: KeyPair) {
    this.identity = identity
    this.did = did
    this.guardians = guardians
    this.device = device
  }

  /** Asks each once; who cannot be reached is not waited for. */
  ask() {
    const input = { did: this.did, recipient: this.device.didKey }
    return Effect.flatMap(Client.make, (client) =>
      Effect.forEach(this.guardians, ({ did, origin }) =>
        Effect.ignore(client.procedure("dev.orrery.keys.requestShare", { origin, input: { ...input, guardian: did } })), { discard: true }))
  }

  answers() {
    const { device, did, guardians, identity } = this
    return Effect.gen(function*() {
      const keys = yield* Keys
      const client = yield* Client.make
      const named = new Set(Log.live(yield* identity.log(did)).flatMap(({ operation }) => Operation.stateOf(operation)?.rotationKeys ?? []))
      const shares: Array<Share.Share> = []
      const untrue: Array<{ readonly did: string; readonly reason: string }> = []
      const refused: Array<string> = []
      const silent: Array<string> = []
      for (const guardian of guardians) {
        const answer = yield* Effect.result(client.query("dev.orrery.keys.collectShare", {
          origin: guardian.origin,
          params: { did, guardian: guardian.did, recipient: device.didKey }
        }))
        if (Result.isFailure(answer)) {
          const isRefusal = answer.failure._tag === "XrpcError" && answer.failure.error === "Refused"
          ;(isRefusal ? refused : silent).push(guardian.did)
          continue
        }
        const { key, sealed } = answer.success
        const share = named.has(key)
          ? Result.flatMap(Envelope.open(sealed, { key: device, purpose: Share.givenBy(guardian.did, key) }), (plain) => Share.read(new TextDecoder().decode(plain), key, keys.verify))
          : Result.fail(new Share.FalseShare({ reason: "OtherKey" }))
        if (Result.isSuccess(share)) shares.push(share.success)
        else untrue.push({ did: guardian.did, reason: share.failure.reason })
      }
      return { shares, untrue, refused, silent } satisfies Answers
    })
  }

  /** The recovery key, once enough have given: the one that the DID names, or named last. */
  key({ shares }: Answers) {
    const { did, identity } = this
    return Effect.gen(function*() {
      const keys = yield* Keys
      const states = Log.live(yield* identity.log(did)).toReversed().map(({ operation }) => Operation.stateOf(operation)?.rotationKeys ?? [])
      const named = states.flat().find((each) => shares.some(({ key }) => key === each))
      const { key } = shares.find((share) => share.key === named) ?? {}
      return yield* key === undefined
        ? new Share.NotEnoughShares({ key: did, found: 0, threshold: undefined })
        : Effect.fromResult(Share.combine(shares, key, keys.fromSecret))
    })
  }
}

export const appeal = Effect.fnUntraced(function*(identity: OwnIdentity, did: string, guardians: ReadonlyArray<Guardian>) {
  return new Appeal(identity, did, guardians, yield* (yield* Keys).generate("k256"))
})

/** The state with a new root key: the recovery key, which is spent, and all that stood above it, which is lost, are out. */
export const renewed = (state: Operation.PlcState, recoveryKey: string, root: string): Operation.PlcState => ({
  ...state,
  rotationKeys: [root, ...state.rotationKeys.slice(state.rotationKeys.indexOf(recoveryKey) + 1)]
})

/**
 * The new root key, a did:key, where the recovery key is good; where the DID names it first
 * already, nothing is left to do. `change` is what the owner wants besides.
 */
export const renew = Effect.fnUntraced(function*(identity: OwnIdentity, did: string, recoveryKey: KeyPair, root: string, change: Change = (state) => state) {
  if ((yield* identity.state(did)).rotationKeys[0] === root) return
  yield* identity.update(new Keyring.Keyring([recoveryKey]), did, (state) => change(renewed(state, recoveryKey.didKey, root)))
})
