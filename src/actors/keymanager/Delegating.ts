/**
 * Delegations of the owners' accounts: issued as UCANs of one link, listed, and
 * taken back. [UCAN 0.10]
 *
 * A row is there before the token leaves, so that whatever was issued can be
 * revoked. A revocation is there before anybody is told that it is.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { SecureRandom } from "effect/crypto/SecureRandom"
import { SqlClient } from "effect/sql/SqlClient"
import * as DidKey from "../../protocol/keys/DidKey.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import type { Capability } from "../../protocol/ucan/Capability.ts"
import * as Revocation from "../../protocol/ucan/Revocation.ts"
import * as Ucan from "../../protocol/ucan/Ucan.ts"
import type { Did } from "../../protocol/syntax/Did.ts"
import { declared, invalidRequest } from "../../protocol/xrpc/XrpcError.ts"
import type { Owner } from "./Owners.ts"
import type { Vault } from "./Vault.ts"

/** What a capability is in a request: the account is the owner's own. */
export type Wanted = Omit<Capability, "did">

interface Row {
  readonly cid: string
  readonly name: string
  readonly audience: string
  readonly capabilities: string
  readonly issued_at_millis: number
  readonly expires_at_millis: number
  readonly challenge: string | null
}

/** Live ones of one owner. */
const maxDelegations = 200

export const make = Effect.fnUntraced(function*(options: { readonly vault: Vault; readonly secureRandom: SecureRandom["Service"] }) {
  const { secureRandom, vault } = options
  const sql = yield* SqlClient
  const keys = yield* Keys

  /** The operator's secret is wrong or the row was tampered with: nothing that a caller could mend. */
  const keyOf = (owner: Owner) =>
    Effect.flatMap(vault.openDelegation(owner.did, owner.delegation), (key) =>
      key === undefined ? Effect.die(new Error(`the delegation key of ${owner.did} does not open`)) : Effect.succeed(key))

  const live = Effect.fnUntraced(function*(did: string) {
    const nowMillis = yield* Clock.currentTimeMillis
    return yield* sql<Row>`SELECT * FROM delegation WHERE did = ${did} AND expires_at_millis > ${nowMillis}
      ORDER BY issued_at_millis DESC, cid`
  })

  return {
    delegate: Effect.fnUntraced(function*(owner: Owner, wanted: {
      readonly audience: string
      readonly name: string
      readonly capabilities: ReadonlyArray<Wanted>
      readonly lifetimeSeconds: number
    }) {
      const { audience, lifetimeSeconds, name } = wanted
      if (!DidKey.is(audience)) return yield* invalidRequest("A delegation is for a did:key of k256 or p256")
      if ((yield* live(owner.did)).length >= maxDelegations) return yield* declared("TooManyDelegations", `At most ${maxDelegations}; revoking does not make room, expiring does`)
      const key = yield* keyOf(owner)
      const nowMillis = yield* Clock.currentTimeMillis
      const expSeconds = Math.floor(nowMillis / 1_000) + lifetimeSeconds
      const nonce = Buffer.from(yield* secureRandom.randomBytes(12)).toString("base64url")
      const capabilities = wanted.capabilities.map((capability): Capability => ({ ...capability, did: owner.did as Did }))
      const token = Ucan.issue({ iss: owner.did, aud: audience, expSeconds, nonce, capabilities }, key, keys)
      const cid = Ucan.cidOf(token).toString()
      yield* sql`INSERT INTO delegation (cid, did, name, audience, capabilities, issued_at_millis, expires_at_millis)
        VALUES (${cid}, ${owner.did}, ${name}, ${audience}, ${JSON.stringify(wanted.capabilities)}, ${nowMillis}, ${expSeconds * 1_000})`
      return { ucan: token, cid, expiresAt: new Date(expSeconds * 1_000).toISOString() }
    }),

    list: Effect.fnUntraced(function*(did: string) {
      return (yield* live(did)).map((row) => ({
        cid: row.cid,
        audience: row.audience,
        name: row.name,
        capabilities: JSON.parse(row.capabilities) as ReadonlyArray<Wanted>,
        issuedAt: new Date(row.issued_at_millis).toISOString(),
        expiresAt: new Date(row.expires_at_millis).toISOString(),
        revoked: row.challenge !== null
      }))
    }),

    revoke: Effect.fnUntraced(function*(owner: Owner, cid: string) {
      const rows = yield* sql<Row>`SELECT * FROM delegation WHERE did = ${owner.did} AND cid = ${cid}`
      if (rows[0] === undefined) return yield* declared("NoSuchDelegation", `${cid} was not issued here`)
      if (rows[0].challenge !== null) return { iss: owner.did, revoke: cid, challenge: rows[0].challenge }
      const revocation = Revocation.sign(owner.did, cid, yield* keyOf(owner), keys)
      yield* sql`UPDATE delegation SET challenge = ${revocation.challenge} WHERE cid = ${cid}`
      return revocation
    }),

    /** Of tokens that would still work. */
    revocations: (did: string) =>
      Effect.map(live(did), (rows) =>
        rows.flatMap(({ challenge, cid }) => challenge === null ? [] : [{ iss: did, revoke: cid, challenge }])),

    /**
     * Everything issued under a key that is about to be no more, within the
     * caller's transaction. Who asks between the two changes must still read it.
     */
    revokeAll: Effect.fnUntraced(function*(owner: Owner) {
      const key = yield* keyOf(owner)
      for (const { challenge, cid } of yield* live(owner.did)) {
        if (challenge !== null) continue
        yield* sql`UPDATE delegation SET challenge = ${Revocation.sign(owner.did, cid, key, keys).challenge} WHERE cid = ${cid}`
      }
    })
  }
})

export type Delegating = Effect.Success<ReturnType<typeof make>>
