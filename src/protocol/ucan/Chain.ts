/**
 * A chain of delegations from an account to whoever holds the last token.
 *
 *     did:plc:alice ──▶ did:key:phone ──▶ did:key:app ──▶ did:web:pds
 *       #delegation       grant             grant            invocation: made for one request
 *
 * A chain stands only if all hold, and then nothing in it grants more than
 * what is above it:
 * 1. It has at most `maxLength` tokens; each but the first names its parent.
 * 2. Every issuer is its parent's audience. The first is an account, all
 *    others are did:key, so that no second document is needed.
 * 3. Every signature holds, under the account's `#delegation` or the did:key.
 * 4. All capabilities are for the first issuer's own account.
 * 5. Now lies in every token's time, and a child's time in its parent's.
 * 6. Every capability of a child is within one of its parent's.
 * 7. No token was revoked by an issuer at or above it.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import type { Keys } from "../keys/Keys.ts"
import * as Did from "../syntax/Did.ts"
import * as Capability from "./Capability.ts"
import * as Revocation from "./Revocation.ts"
import * as Ucan from "./Ucan.ts"

export class UcanRefusal extends Data.TaggedError("UcanRefusal")<{
  readonly reason:
    | "Malformed"
    | "TooLong"
    | "MissingProof"
    | "BrokenChain"
    | "BadSignature"
    | "ForeignRoot"
    | "NotYetValid"
    | "Expired"
    | "Outlives"
    | "Widened"
    | "Revoked"
    | "WrongAudience"
    | "NotPermitted"
  readonly detail: string
}> {
  override get message(): string {
    return `${this.reason}: ${this.detail}`
  }
}

export const maxLength = 5

export interface Chain {
  /** The account from which all of it comes. */
  readonly root: Did.Did
  /** Root first. */
  readonly links: ReadonlyArray<Ucan.Ucan>
  readonly leaf: Ucan.Ucan
}

const refuse = (reason: UcanRefusal["reason"], detail: string) => Result.fail(new UcanRefusal({ reason, detail }))

/** Rule 1 and the shape of 2: puts the tokens in order. Proofs that the chain does not name are ignored. */
export const assemble = (leafToken: string, proofTokens: ReadonlyArray<string>): Result.Result<Chain, UcanRefusal> => {
  if (proofTokens.length >= maxLength) return refuse("TooLong", `a chain has at most ${maxLength} tokens`)
  const proofs = new Map<string, string>()
  for (const token of proofTokens) proofs.set(Ucan.cidOf(token).toString(), token)
  const links: Array<Ucan.Ucan> = []
  for (let token: string | undefined = leafToken; token !== undefined;) {
    const decoded = Ucan.decode(token)
    if (Result.isFailure(decoded)) return refuse("Malformed", decoded.failure.message)
    const link: Ucan.Ucan = decoded.success
    // A parent is named by its hash, so no chain returns to itself.
    links.unshift(link)
    if (link.proof === undefined) break
    token = proofs.get(link.proof)
    if (token === undefined) return refuse("MissingProof", `${link.proof} was not sent along`)
  }
  const root = links[0]!.iss
  if (Did.method(root) === "key") return refuse("ForeignRoot", "the first issuer is an account, not a key")
  return Result.succeed({ root, links, leaf: links.at(-1)! })
}

export interface VerifyOptions {
  /** The `#delegation` key of the root's document. */
  readonly rootKey: string
  readonly nowSeconds: number
  /** Clocks differ: a token may be this much ahead of ours. */
  readonly leewaySeconds?: number
  /** Those that concern the root's account; others do no harm. */
  readonly revocations: ReadonlyArray<Revocation.Revocation>
  readonly keys: Pick<Keys["Service"], "verify">
}

/** The key under which an issuer in this chain signs. */
const keyOf = (chain: Chain, iss: string, rootKey: string): string => iss === chain.root ? rootKey : iss

const isRevoked = (chain: Chain, options: VerifyOptions): boolean =>
  options.revocations.some((revocation) => {
    const position = chain.links.findIndex((link) => link.cid.toString() === revocation.revoke)
    return position !== -1
      && chain.links.slice(0, position + 1).some((link) => link.iss === revocation.iss)
      && Revocation.holds(revocation, keyOf(chain, revocation.iss, options.rootKey), options.keys)
  })

/** Rules 2 to 7. */
export const verify = (chain: Chain, options: VerifyOptions): Result.Result<Chain, UcanRefusal> => {
  const { keys, leewaySeconds = 0, nowSeconds, rootKey } = options
  for (const [position, link] of chain.links.entries()) {
    const parent = chain.links[position - 1]
    const name = `token ${position + 1}`
    if (parent !== undefined && link.iss !== parent.aud) return refuse("BrokenChain", `${name} is not from whom the one before is for`)
    if (parent !== undefined && Did.method(link.iss) !== "key") return refuse("BrokenChain", `${name} is not from a did:key`)
    if (!Ucan.isSignedBy(link, keyOf(chain, link.iss, rootKey), keys)) return refuse("BadSignature", `${name} is not signed by ${link.iss}`)
    if (link.capabilities.some((capability) => capability.did !== chain.root)) return refuse("ForeignRoot", `${name} is about another's account`)
    if (nowSeconds >= link.expSeconds) return refuse("Expired", `${name} is over`)
    if (link.nbfSeconds !== undefined && nowSeconds + leewaySeconds < link.nbfSeconds) return refuse("NotYetValid", `${name} is for later`)
    if (parent === undefined) continue
    if (link.expSeconds > parent.expSeconds || (parent.nbfSeconds ?? 0) > (link.nbfSeconds ?? 0)) {
      return refuse("Outlives", `the time of ${name} is not within its parent's`)
    }
    if (!link.capabilities.every((child) => parent.capabilities.some((above) => Capability.within(child, above)))) {
      return refuse("Widened", `${name} grants more than its parent`)
    }
  }
  return isRevoked(chain, options) ? refuse("Revoked", "a token of the chain was revoked") : Result.succeed(chain)
}

/** Whether a verified chain allows all of what is demanded. Its last token must be made out to the service itself. */
export const permits = (chain: Chain, demands: ReadonlyArray<Capability.Demand>): Result.Result<void, UcanRefusal> => {
  for (const demand of demands) {
    if (chain.leaf.aud !== demand.audience) return refuse("WrongAudience", `the token is for ${chain.leaf.aud}`)
    if (!chain.leaf.capabilities.some((capability) => Capability.permits(capability, demand))) {
      return refuse("NotPermitted", `${demand.lxm}${demand.collection === undefined ? "" : ` of ${demand.collection}`} was not delegated`)
    }
  }
  return demands.length === 0 ? refuse("NotPermitted", "nothing is demanded") : Result.void
}
