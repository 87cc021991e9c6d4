/**
 * The signing key, from the PDS to a device of the owner's, to another device,
 * and back. Whoever does this holds a rotation key. [C2, C3, C7, C11]
 *
 *     PDS signs ──hold──▶ device signs ──hold, from a new device──▶ the new device signs
 *         ▲                    │
 *         └──────entrust───────┘
 *
 * hold:    the PDS stops signing, the DID names the device's key, a first
 *          commit under it. In this order no commit is ever made under a key
 *          that the DID does not name.
 * entrust: a key that the PDS reserves goes into the DID, then the PDS signs.
 *
 * Every step may be repeated: what is so already is left alone.
 */
import * as Effect from "effect/Effect"
import * as Operation from "../../../protocol/plc/Operation.ts"
import type { Session } from "../Session.ts"
import type { Keyring } from "./Keyring.ts"
import type { OwnIdentity } from "./OwnIdentity.ts"
import type { SigningDevice } from "./SigningDevice.ts"

const withSigningKey = (didKey: string) => (state: Operation.PlcState): Operation.PlcState => ({
  ...state,
  verificationMethods: { ...state.verificationMethods, atproto: didKey }
})

/** Every signing key that the DID ever named. */
export const everNamed = (identity: OwnIdentity, did: string) =>
  Effect.map(identity.log(did), (log) => [
    ...new Set(log.flatMap(({ operation }) => Operation.stateOf(operation)?.verificationMethods["atproto"] ?? []))
  ])

const name = Effect.fnUntraced(function*(identity: OwnIdentity, ring: Keyring, did: string, didKey: string) {
  const state = yield* identity.state(did)
  if (state.verificationMethods["atproto"] !== didKey) yield* identity.update(ring, did, withSigningKey(didKey))
})

export const hold = Effect.fnUntraced(function*(session: Session, identity: OwnIdentity, ring: Keyring, device: SigningDevice) {
  const { did } = session
  const { didKey } = device.key
  yield* session.procedure("dev.orrery.keys.holdSigningKey", { input: { signingKey: didKey } })
  yield* name(identity, ring, did, didKey)
  // What was signed before this key, by the PDS or a device that is lost, is what there is to go on from.
  yield* device.adopt(session, yield* everNamed(identity, did))
  yield* device.write(session, [])
})

export const entrust = Effect.fnUntraced(function*(session: Session, identity: OwnIdentity, ring: Keyring) {
  const { did } = session
  const { signingKey } = yield* session.procedure("com.atproto.server.reserveSigningKey", { input: { did } })
  yield* name(identity, ring, did, signingKey)
  yield* session.procedure("dev.orrery.keys.entrustSigningKey", { input: { signingKey } })
  session.signer = undefined
})
