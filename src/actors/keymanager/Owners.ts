/**
 * Owners and the ways in: a service token of the account at enrolment, the
 * passphrase for a session and for every use of the root key, the mailed token
 * with the recovery code when the passphrase is lost.
 *
 * Sessions are stateless and carry their owner's epoch; a recovery raises it,
 * which ends them all.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import { type KeyPair, Keys } from "../../protocol/keys/Keys.ts"
import * as BearerAuth from "../../protocol/xrpc/BearerAuth.ts"
import * as SessionJwt from "../../protocol/xrpc/SessionJwt.ts"
import { authenticationRequired, declared, expiredToken, invalidToken, XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import * as Xrpc from "../xrpc/Server.ts"
import type { Guesses, Place } from "./Guesses.ts"
import type { Vault } from "./Vault.ts"

export interface Owner {
  readonly did: string
  readonly email: string
  /** did:keys, in the clear: they are public. */
  readonly root_key: string
  readonly delegation_key: string
  /** Sealed. */
  readonly by_passphrase: string
  readonly by_recovery_code: string
  readonly delegation: string
  readonly next_delegation: string | null
  readonly epoch: number
}

const sessionSeconds = 2 * 3_600
const scope = "dev.orrery.keys"

/** What an unknown account and a wrong passphrase are told: the same. */
const strangers = () => new XrpcError({ status: 401, error: "WrongPassphrase", message: "The account or the passphrase is wrong" })

export const make = Effect.fnUntraced(function*(options: {
  readonly vault: Vault
  readonly guesses: Guesses
  readonly tokenSecret: Uint8Array
  /** The manager's DID. */
  readonly audience: string
}) {
  const { audience, guesses, tokenSecret, vault } = options
  const sql = yield* SqlClient
  const keys = yield* Keys

  const find = (did: string) => Effect.map(sql<Owner>`SELECT * FROM owner WHERE did = ${did}`, (rows) => rows[0])

  /** The root key, opened by what only the owner knows. */
  const opened = Effect.fnUntraced(function*(did: string, passphrase: string, box: "by_passphrase" | "by_recovery_code", place: Place) {
    const found = yield* guesses.guess(place, did, Effect.gen(function*() {
      const owner = yield* find(did)
      const key = owner === undefined ? undefined : yield* vault.openRoot(did, owner[box], passphrase)
      return owner === undefined || key === undefined ? undefined : { owner, key }
    }))
    return found ?? (yield* strangers())
  })

  /** The owner whose session it is. */
  const ofSession = Effect.fnUntraced(function*(headers: Readonly<Record<string, string | undefined>>) {
    const token = BearerAuth.tokenOf(headers)
    if (token === undefined) return yield* authenticationRequired("An access token is missing")
    const nowSeconds = (yield* Clock.currentTimeMillis) / 1_000
    const claims = yield* Effect.fromResult(Result.mapError(
      SessionJwt.verify(token, tokenSecret, { typ: "at+jwt", aud: audience, nowSeconds }),
      (error) => error.error === "JwtExpired" ? expiredToken("The session is over") : invalidToken(error.message)
    ))
    const owner = yield* find(claims.sub)
    if (owner === undefined || claims.scope !== scope || claims.jti !== String(owner.epoch)) return yield* expiredToken("The session is over")
    return owner
  })

  return {
    find,

    /** The owner with new keys; or as they are, if an answer of ours was lost. */
    enroll: Effect.fnUntraced(function*(did: string, input: { readonly passphrase: string; readonly recoveryCode: string; readonly email: string }) {
      const known = yield* find(did)
      if (known !== undefined) {
        const root = yield* guesses.guess("enrolment", did, Effect.gen(function*() {
          const byPassphrase = yield* vault.openRoot(did, known.by_passphrase, input.passphrase)
          return byPassphrase === undefined ? undefined : yield* vault.openRoot(did, known.by_recovery_code, input.recoveryCode)
        }))
        return root === undefined ? yield* declared("AlreadyEnrolled", "The account has keys here already") : known
      }
      const root: KeyPair = yield* keys.generate("k256")
      const delegation: KeyPair = yield* keys.generate("k256")
      const byPassphrase = yield* vault.sealRoot(did, root, input.passphrase)
      const byCode = yield* vault.sealRoot(did, root, input.recoveryCode)
      const sealed = yield* vault.sealDelegation(did, delegation)
      yield* sql`INSERT INTO owner (did, email, root_key, delegation_key, by_passphrase, by_recovery_code, delegation)
        VALUES (${did}, ${input.email.toLowerCase()}, ${root.didKey}, ${delegation.didKey}, ${byPassphrase}, ${byCode}, ${sealed})`
      return (yield* find(did))!
    }),

    atTheDoor: (did: string, passphrase: string) => opened(did, passphrase, "by_passphrase", "door"),
    inSession: (did: string, passphrase: string) => opened(did, passphrase, "by_passphrase", "session"),
    /** Of who has shown a mailed token. */
    withRecoveryCode: (did: string, code: string) => opened(did, code, "by_recovery_code", "recovery"),

    startSession: Effect.fnUntraced(function*(owner: Pick<Owner, "did" | "epoch">) {
      const iatSeconds = Math.floor((yield* Clock.currentTimeMillis) / 1_000)
      const expSeconds = iatSeconds + sessionSeconds
      const accessJwt = SessionJwt.create(
        { typ: "at+jwt", scope, aud: audience, sub: owner.did, iatSeconds, expSeconds, jti: String(owner.epoch) },
        tokenSecret
      )
      return { accessJwt, expiresAt: new Date(expSeconds * 1_000).toISOString() }
    }),

    ofSession,
    /** A procedure of an owner, looked at before the input is read and again when it is there: a recovery ends sessions at once. */
    procedure: <K extends Parameters<typeof Xrpc.procedure>[0], E, R>(
      nsid: K,
      handler: (call: Xrpc.Call<K>, owner: Owner) => ReturnType<Xrpc.Handler<K, E, R>>
    ) =>
      Xrpc.procedureOf(nsid, ({ headers }) => ofSession(headers), (call: Xrpc.Call<K>) =>
        Effect.flatMap(ofSession(call.headers), (owner) => handler(call, owner)))
  }
})

export type Owners = Effect.Success<ReturnType<typeof make>>
