/**
 * Keys at rest. [SIG-4]
 *
 *     root key          sealed by the owner's passphrase, and again by the recovery code:
 *                       the manager signs with it while its owner is there, never alone
 *     delegation key    sealed by the operator's secret, which is not in the database:
 *                       the manager signs delegations, which the root key can end at any time
 *
 * A key is open for the time of one request. What opens it is derived where
 * passwords are hashed (`PasswordKdf`): strangers who guess hold up nobody.
 */
import * as Effect from "effect/Effect"
import type { SecureRandom } from "effect/crypto/SecureRandom"
import * as Result from "effect/Result"
import { type KeyPair, Keys } from "../../protocol/keys/Keys.ts"
import { PasswordKdf } from "../pds/account/PasswordKdf.ts"
import * as Sealed from "../../protocol/keys/Sealed.ts"

export const make = Effect.fnUntraced(function*(options: {
  readonly secureRandom: SecureRandom["Service"]
  readonly sealingSecret: string
  readonly costLog2: number
}) {
  const { costLog2, sealingSecret, secureRandom } = options
  const keys = yield* Keys
  const { derive } = yield* PasswordKdf

  const keyOf = (passphrase: string, salt: Uint8Array, costLog2: number) =>
    derive({ _tag: "scrypt", costLog2 }, Sealed.normal(passphrase), salt, Sealed.keyBytes)

  const seal = Effect.fnUntraced(function*(key: KeyPair, passphrase: string, purpose: string) {
    const salt = yield* secureRandom.randomBytes(Sealed.saltBytes)
    const nonce = yield* secureRandom.randomBytes(Sealed.nonceBytes)
    return Sealed.sealWith(yield* keyOf(passphrase, salt, costLog2), key.secret, { purpose, salt, nonce, costLog2 })
  })

  const open = Effect.fnUntraced(function*(sealed: string, passphrase: string, purpose: string) {
    const box = Result.getOrUndefined(Sealed.read(sealed))
    if (box === undefined) return undefined
    const key = yield* keyOf(passphrase, box.salt, box.costLog2)
    const secret = Result.getOrUndefined(Sealed.openWith(key, box, purpose))
    return secret === undefined ? undefined : keys.fromSecret("k256", secret)
  })

  // A box names its owner and its part: boxes that change places do not open.
  const rootPurpose = (did: string) => `root key of ${did}`
  const delegationPurpose = (did: string) => `delegation key of ${did}`

  return {
    sealRoot: (did: string, key: KeyPair, passphrase: string) => seal(key, passphrase, rootPurpose(did)),
    /** undefined for a wrong passphrase, and for a box that was tampered with. */
    openRoot: (did: string, sealed: string, passphrase: string) => open(sealed, passphrase, rootPurpose(did)),
    sealDelegation: (did: string, key: KeyPair) => seal(key, sealingSecret, delegationPurpose(did)),
    openDelegation: (did: string, sealed: string) => open(sealed, sealingSecret, delegationPurpose(did))
  }
})

export type Vault = Effect.Success<ReturnType<typeof make>>
