/**
 * The rotation keys that an owner holds on their own devices, most trusted
 * first: a paper key in a drawer before the one on the phone. The rank that
 * counts is the one in the DID's own list; this order is only the owner's wish.
 *
 * A ring leaves memory sealed (`Sealed`), never otherwise. [SIG-4]
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Result from "effect/Result"
import * as Base64Url from "../../../protocol/keys/Base64Url.ts"
import type { DidKey } from "../../../protocol/keys/DidKey.ts"
import { type Curve, type KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import { isSecret } from "../../../protocol/keys/Scalar.ts"
import * as Sealed from "../../../protocol/keys/Sealed.ts"

export class NotAKeyring extends Data.TaggedError("NotAKeyring")<{ readonly reason: string }> {
  override get message(): string {
    return `not a keyring: ${this.reason}`
  }
}

export class Keyring {
  readonly keys: ReadonlyArray<KeyPair>

  constructor(keys: ReadonlyArray<KeyPair>) {
    this.keys = keys
  }

  get didKeys(): ReadonlyArray<DidKey> {
    return this.keys.map((key) => key.didKey)
  }

  holds(didKey: string): boolean {
    return this.keys.some((key) => key.didKey === didKey)
  }

  /** The held key that stands highest in a DID's list. */
  strongest(rotationKeys: ReadonlyArray<string>): { readonly key: KeyPair; readonly rank: number } | undefined {
    for (const [rank, didKey] of rotationKeys.entries()) {
      const key = this.keys.find((held) => held.didKey === didKey)
      if (key !== undefined) return { key, rank }
    }
    return undefined
  }

  /** In front of the others. */
  withFirst(key: KeyPair): Keyring {
    return new Keyring([key, ...this.keys.filter((held) => held.didKey !== key.didKey)])
  }

  without(didKey: string): Keyring {
    return new Keyring(this.keys.filter((held) => held.didKey !== didKey))
  }
}

export const empty = new Keyring([])

/** New keys, one a curve named; the first is the most trusted. */
export const generate = Effect.fnUntraced(function*(curves: ReadonlyArray<Curve> = ["k256"]) {
  const keys = yield* Keys
  return new Keyring(yield* Effect.forEach(curves, (curve) => keys.generate(curve)))
})

const purpose = "orrery keyring"
/** 32 MB and a tenth of a second for each guess. */
const defaultCostLog2 = 15

/** The ring as text that only its passphrase opens. */
export const seal = Effect.fnUntraced(function*(ring: Keyring, passphrase: string, costLog2: number = defaultCostLog2) {
  const { randomBytes } = yield* SecureRandom
  const plain = ring.keys.map(({ curve, secret }) => `${curve} ${Base64Url.encode(secret)}`).join("\n")
  return Sealed.seal(new TextEncoder().encode(plain), {
    passphrase,
    purpose,
    costLog2,
    salt: yield* randomBytes(Sealed.saltBytes),
    nonce: yield* randomBytes(Sealed.nonceBytes)
  })
})

const keyOf = (keys: Keys["Service"], line: string): Result.Result<KeyPair, NotAKeyring> => {
  const [curve, text, ...more] = line.split(" ")
  if ((curve !== "k256" && curve !== "p256") || more.length > 0) return Result.fail(new NotAKeyring({ reason: "a line is a curve and a key" }))
  const secret = Base64Url.decode(text ?? "")
  return secret === undefined || !isSecret(curve, secret)
    ? Result.fail(new NotAKeyring({ reason: `a line holds no key of ${curve}` }))
    : Result.succeed(keys.fromSecret(curve, secret))
}

export const open = Effect.fnUntraced(function*(sealed: string, passphrase: string) {
  const keys = yield* Keys
  const plain = new TextDecoder().decode(yield* Effect.fromResult(Sealed.open(sealed, { passphrase, purpose })))
  const lines = plain === "" ? [] : plain.split("\n")
  return new Keyring(yield* Effect.forEach(lines, (line) => Effect.fromResult(keyOf(keys, line))))
})
