/**
 * A lost passphrase, a lost device with a session on it, a DID that was taken.
 *
 *     mailed token + recovery code ──▶ root key open
 *        1 a new delegation key is stored, sealed, beside the old
 *        2 the DID document names it in the old one's place
 *        3 settle: passphrase, key, epoch; every delegation revoked; token used up
 *
 * A crash or a lost answer between them leaves the old passphrase and the
 * token good; the same request again finds the new key and goes on from there.
 * Where the root key governs the DID no longer, 2 is left out: `undo` takes the
 * DID back, and brings the new delegation key in with that.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { SecureRandom } from "effect/crypto/SecureRandom"
import { SqlClient } from "effect/sql/SqlClient"
import { type KeyPair, Keys } from "../../protocol/keys/Keys.ts"
import type { PlcState } from "../../protocol/plc/Operation.ts"
import * as Ucan from "../../protocol/ucan/Ucan.ts"
import { declared } from "../../protocol/xrpc/XrpcError.ts"
import type { Outgoing } from "../mail/Outgoing.ts"
import type { Delegating } from "./Delegating.ts"
import type { Owner, Owners } from "./Owners.ts"
import type { Publishing, UndoOptions } from "./Publishing.ts"
import type { Vault } from "./Vault.ts"

const validMillis = 3_600_000
/** An hour, to one owner. */
const maxLetters = 10
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

const letter = (did: string, token: string) => ({
  subject: "Recovery of your keys",
  text: `Hello,\n\nwith this code and your recovery code you can choose a new passphrase for the keys of ${did}:\n\n    ${token}\n\n`
    + "It works once, within an hour. If you did not ask for it, somebody knows the name of your account and no more; you need do nothing.\n"
})

interface Next {
  readonly key: KeyPair
  readonly sealed: string
}

const withDelegation = ({ key }: Next) => (state: PlcState): PlcState => ({
  ...state,
  verificationMethods: { ...state.verificationMethods, [Ucan.keyId]: key.didKey }
})

export const make = Effect.fnUntraced(function*(options: {
  readonly vault: Vault
  readonly owners: Owners
  readonly delegating: Delegating
  readonly publishing: Publishing
  readonly outgoing: Outgoing
  readonly secureRandom: SecureRandom["Service"]
}) {
  const { delegating, outgoing, owners, publishing, secureRandom, vault } = options
  const sql = yield* SqlClient
  const keys = yield* Keys

  const nextKey = Effect.fnUntraced(function*(owner: Owner) {
    const known = owner.next_delegation === null ? undefined : yield* vault.openDelegation(owner.did, owner.next_delegation)
    if (known !== undefined) return { key: known, sealed: owner.next_delegation! }
    const key = yield* keys.generate("k256")
    const sealed = yield* vault.sealDelegation(owner.did, key)
    yield* sql`UPDATE owner SET next_delegation = ${sealed} WHERE did = ${owner.did}`
    return { key, sealed }
  })

  /** The new key is in the document: from here on it is the one. */
  const settle = (did: string, { key, sealed }: Next) =>
    sql`UPDATE owner SET delegation = ${sealed}, delegation_key = ${key.didKey}, next_delegation = NULL WHERE did = ${did}`

  return {
    /** Does as if it did for who is not known here. */
    request: Effect.fnUntraced(function*(did: string) {
      const owner = yield* owners.find(did)
      if (owner === undefined) return
      const token = Array.from(yield* secureRandom.randomBytes(10), (byte) => alphabet[byte & 31]).join("")
      const nowMillis = yield* Clock.currentTimeMillis
      yield* sql.withTransaction(Effect.gen(function*() {
        yield* sql`DELETE FROM recovery_token WHERE made_at_millis < ${nowMillis - validMillis}`
        const [row] = yield* sql<{ count: number }>`SELECT COUNT(*) AS count FROM recovery_token WHERE did = ${did}`
        // Anybody may ask. Who has that many letters needs no further one.
        if (row!.count >= maxLetters) return
        yield* sql`INSERT INTO recovery_token (token, did, made_at_millis) VALUES (${token}, ${did}, ${nowMillis})`
        yield* outgoing.send({ to: owner.email, ...letter(did, token) }, { purpose: "recovery", token })
      }))
    }),

    recover: Effect.fnUntraced(function*(input: {
      readonly did: string
      readonly token: string
      readonly recoveryCode: string
      readonly passphrase: string
    }) {
      const { did, passphrase, recoveryCode } = input
      const token = input.token.trim().toUpperCase()
      const nowMillis = yield* Clock.currentTimeMillis
      const tokens = yield* sql`SELECT did FROM recovery_token
        WHERE token = ${token} AND did = ${did} AND made_at_millis > ${nowMillis - validMillis}`
      if (tokens.length === 0) return yield* declared("InvalidToken", "The token is not good for this")
      const { key: root, owner } = yield* Effect.mapError(
        owners.withRecoveryCode(did, recoveryCode),
        (error) => "error" in error && error.error === "WrongPassphrase" ? declared("WrongRecoveryCode", "The recovery code is wrong") : error
      )
      const next = yield* nextKey(owner)
      const governs = yield* publishing.governs(root, did)
      if (governs) yield* publishing.update(root, did, withDelegation(next))
      const sealed = yield* vault.sealRoot(did, root, passphrase)
      yield* sql.withTransaction(Effect.gen(function*() {
        yield* delegating.revokeAll(owner)
        yield* sql`UPDATE owner SET by_passphrase = ${sealed}, epoch = epoch + 1 WHERE did = ${did}`
        if (governs) yield* settle(did, next)
        yield* sql`DELETE FROM recovery_token WHERE did = ${did}`
      }))
      // The door may be closed by somebody who knocks: the owner is in.
      const session = yield* owners.startSession({ did, epoch: owner.epoch + 1 })
      return { delegationKey: next.key.didKey as string, ...session }
    }),

    /** Takes the DID back from whoever signed operation `cid`. */
    undo: Effect.fnUntraced(function*(owner: Owner, root: KeyPair, cid: string, terms: Pick<UndoOptions, "removed" | "trusted">) {
      const next = owner.next_delegation === null ? undefined : yield* nextKey(owner)
      const change = next === undefined ? (state: PlcState) => state : withDelegation(next)
      const undone = yield* publishing.undo(root, owner.did, cid, { ...terms, change })
      if (next !== undefined) yield* settle(owner.did, next)
      return undone
    })
  }
})

export type Recovering = Effect.Success<ReturnType<typeof make>>
