/**
 * An account whose DID its owner made. The PDS never holds a rotation key that
 * stands above the owner's, and none at all if the owner wishes so.
 *
 *     1 genesis: own rotation keys, own first signing key ─▶ 2 the owner signs the
 *     service token ─▶ createAccount(did), deactivated ─▶ 3 update: the PDS's signing
 *     key, its rotation key behind the owner's ─▶ 4 activate ─▶ 5 (dismiss)
 *
 * The first signing key only proves that who asks for the account owns the
 * DID; after step 3 it is good for nothing and may be forgotten. Until 4 the
 * whole may be abandoned: a DID that nobody uses stays behind.
 *
 * Who brings a device that signs keeps the first key: in 3 it is the PDS that
 * learns of it, and 4 is the device's first commit.
 */
import * as Clock from "effect/Clock"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { type KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import type * as Operation from "../../../protocol/plc/Operation.ts"
import * as ServiceJwt from "../../../protocol/xrpc/ServiceJwt.ts"
import * as Client from "../../xrpc/Client.ts"
import { type Credentials, patiently, type Session, signIn, type Signer } from "../Session.ts"
import * as Custody from "./Custody.ts"
import type { Keyring } from "./Keyring.ts"
import type { OwnIdentity } from "./OwnIdentity.ts"

const tokenSeconds = 60

/** A service token signed on the device with a key that the DID's document lists as `#atproto`. */
export const serviceToken = Effect.fnUntraced(function*(key: KeyPair, claims: { readonly iss: string; readonly aud: string; readonly lxm: string }) {
  const keys = yield* Keys
  const { randomBytes } = yield* SecureRandom
  const iatSeconds = Math.floor((yield* Clock.currentTimeMillis) / 1_000)
  const jti = Buffer.from(yield* randomBytes(16)).toString("hex")
  return ServiceJwt.create({ ...claims, iatSeconds, expSeconds: iatSeconds + tokenSeconds, jti }, key, keys)
})

/** Asks a PDS for an account under a DID of one's own; `key` is the one that its document lists as `#atproto`. */
export const admit = Effect.fnUntraced(function*(did: string, key: KeyPair, origin: string, { email, handle, password }: Credentials) {
  const client = yield* Client.make
  const { did: aud } = yield* patiently(() => client.query("com.atproto.server.describeServer", { origin, params: {} }))
  const ask = Effect.flatMap(serviceToken(key, { iss: did, aud, lxm: "com.atproto.server.createAccount" }), (token) =>
    client.procedure("com.atproto.server.createAccount", {
      origin,
      headers: Client.bearer(token),
      input: { did, handle, email, password }
    }))
  // A lost answer leaves an account, which has our password.
  yield* patiently((repeated) =>
    repeated
      ? Effect.catchTag(
        Effect.asVoid(client.procedure("com.atproto.server.createSession", { origin, input: { identifier: did, password } })),
        "XrpcError",
        () => Effect.asVoid(ask)
      )
      : Effect.asVoid(ask))
})

export interface OwnAccountOptions {
  /** Of the PDS. */
  readonly origin: string
  readonly credentials: Credentials
  /** The owner's rotation keys, most trusted first. */
  readonly ring: Keyring
  /** Whether the PDS gets a rotation key behind the owner's; without one it cannot change a handle on request. */
  readonly entrust: boolean
  /** Makes the device that signs, over the DID; absent, the PDS signs. */
  readonly signing?: {
    readonly key: KeyPair
    readonly attach: (session: Session) => Effect.Effect<Signer, Client.CallError | SqlError, HttpClient | Keys | SecureRandom | SqlClient>
  }
}

const serviceOf = (origin: string): Operation.PlcState["services"] => ({ atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: origin } })

export const create = Effect.fnUntraced(function*(identity: OwnIdentity, { credentials, entrust, origin, ring, signing }: OwnAccountOptions) {
  const keys = yield* Keys
  const first = signing?.key ?? (yield* keys.generate("k256"))
  const handle = `at://${credentials.handle}`
  const { did } = yield* identity.create(ring, {
    rotationKeys: ring.didKeys,
    verificationMethods: { atproto: first.didKey },
    alsoKnownAs: [handle],
    services: serviceOf(origin)
  })
  yield* admit(did, first, origin, credentials)
  const session: Session = yield* signIn(origin, credentials)
  if (signing !== undefined) {
    const { didKey } = yield* signing.attach(session)
    yield* session.procedure("dev.orrery.keys.holdSigningKey", { input: { signingKey: didKey } })
  }
  const wanted = yield* Custody.recommended(session)
  yield* identity.update(ring, did, (now) => ({
    ...now,
    rotationKeys: [...ring.didKeys, ...wanted.rotationKeys.filter((key) => !ring.holds(key))],
    verificationMethods: wanted.verificationMethods,
    services: wanted.services
  }))
  yield* session.procedure("com.atproto.server.activateAccount", {})
  if (!entrust) yield* Custody.dismiss(session, identity, ring)
  return session
})
