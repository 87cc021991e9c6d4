/**
 * A guardian's share of a private key.
 *
 *     shamir256-1 $ threshold $ index $ did:key $ part $ signature       part and signature in base64url
 *
 * 1. The did:key is the commitment: what `threshold` shares give is that key or
 *    nothing. It stands in the DID document, where no guardian can change it.
 * 2. The signature is the key's own over all that stands before it, made when
 *    the key was split. So a false share shows by itself, whoever holds it, and
 *    one share is never taken for another.
 * 3. Fewer than `threshold` say nothing but what is public: the did:key, from
 *    which nobody computes the key, and that the shares are signed.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Base64Url from "./Base64Url.ts"
import * as DidKey from "./DidKey.ts"
import type { KeyPair, Keys } from "./Keys.ts"
import { isSecret } from "./Scalar.ts"
import * as Shamir from "./Shamir.ts"

export interface Share extends Shamir.Part {
  readonly threshold: number
  readonly key: DidKey.DidKey
}

export class FalseShare extends Data.TaggedError("FalseShare")<{ readonly reason: "Malformed" | "OtherVersion" | "OtherKey" | "NotSigned" }> {
  override get message(): string {
    return `not a share of this key: ${this.reason}`
  }
}

export class NotEnoughShares extends Data.TaggedError("NotEnoughShares")<{ readonly key: string; readonly found: number; readonly threshold: number | undefined }> {
  override get message(): string {
    return `${this.found} shares of ${this.key}, ${this.threshold ?? "some"} are needed`
  }
}

const scheme = "shamir256"
const version = 1
export const secretBytes = 32

/** What a share is sealed for at its guardian's, and on its way to a device. */
export const keptBy = (guardian: string, key: string): string => `share of ${key} kept by ${guardian}`
export const givenBy = (guardian: string, key: string): string => `share of ${key} given by ${guardian}`

const headOf = ({ bytes, index, key, threshold }: Share): string =>
  `${scheme}-${version}$${threshold}$${index}$${key}$${Base64Url.encode(bytes)}`

const signed = (head: string): Uint8Array => new TextEncoder().encode(head)

/** The shares as text, in the order of their indices. Throws a RangeError where the numbers do not fit. */
export const split = (key: KeyPair, how: Parameters<typeof Shamir.split>[1], sign: Keys["Service"]["sign"]): ReadonlyArray<string> =>
  Shamir.split(key.secret, how).map((part) => {
    const head = headOf({ ...part, threshold: how.threshold, key: key.didKey })
    return `${head}$${Base64Url.encode(sign(key, signed(head)))}`
  })

const small = /^[1-9]\d{0,2}$/

/** A share of `key`, or why it is none. */
export const read = (text: string, key: string, verify: Keys["Service"]["verify"]): Result.Result<Share, FalseShare> => {
  const fail = (reason: FalseShare["reason"]) => Result.fail(new FalseShare({ reason }))
  const [name, thresholdText, indexText, didKey, partText, signatureText, ...more] = text.split("$")
  if (name !== `${scheme}-${version}`) return fail(name?.startsWith(`${scheme}-`) === true ? "OtherVersion" : "Malformed")
  if (signatureText === undefined || more.length > 0 || !small.test(thresholdText!) || !small.test(indexText!)) return fail("Malformed")
  const [threshold, index] = [Number(thresholdText), Number(indexText)]
  const bytes = Base64Url.decode(partText!)
  const signature = Base64Url.decode(signatureText)
  if (threshold > Shamir.maxParts || index > Shamir.maxParts || bytes?.length !== secretBytes || signature === undefined) return fail("Malformed")
  if (didKey !== key || !DidKey.is(key)) return fail("OtherKey")
  const share = { threshold, index, key, bytes }
  return verify(key, signed(headOf(share)), signature) ? Result.succeed(share) : fail("NotSigned")
}

/** The scalar of `key`, from shares that `read` has found to be its own; the same one twice counts once. */
export const combine = (
  shares: ReadonlyArray<Share>,
  key: DidKey.DidKey,
  fromSecret: Keys["Service"]["fromSecret"]
): Result.Result<KeyPair, NotEnoughShares> => {
  const { curve } = Result.getOrThrow(DidKey.parse(key))
  const distinct = [...new Map(shares.filter((share) => share.key === key).map((share) => [share.index, share])).values()]
  const threshold = distinct[0]?.threshold
  const few = Result.fail(new NotEnoughShares({ key, found: distinct.length, threshold }))
  if (threshold === undefined || distinct.length < threshold) return few
  const secret = Result.getOrUndefined(Shamir.combine(distinct.slice(0, threshold)))
  // The key's owner signed shares that do not go together.
  if (secret === undefined || !isSecret(curve, secret)) return few
  const pair = fromSecret(curve, secret)
  return pair.didKey === key ? Result.succeed(pair) : few
}
