/**
 * Requests with a delegated key: `Authorization: Bearer <invocation>`, and the
 * rest of its chain in `ucans`, separated by commas. [UCAN HTTP bearer 0.3], §C6
 *
 * 1. The chain stands (`Chain.verify`), as its root's key and revocations were
 *    less than the bound ago.
 * 2. Its last token is made out to this server, for a few minutes at most, and
 *    is used once: each request signs its own.
 * 3. The method is one that may be delegated, and every collection that the
 *    request writes is permitted.
 * 4. The account is here. Whether it is active is the caller's question.
 * 5. It is written down which key it was (`Uses`), by which a used token is known.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Keys } from "../../../protocol/keys/Keys.ts"
import * as Chain from "../../../protocol/ucan/Chain.ts"
import * as Revocation from "../../../protocol/ucan/Revocation.ts"
import { declared, invalidToken, upstreamFailure, XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import type { HostedAccounts } from "../account/Hosted.ts"
import { isDelegable } from "./Delegable.ts"
import type { Revocations } from "./Revocations.ts"
import type { Standing, Standings } from "./Standings.ts"
import type { Uses } from "./Uses.ts"

/** What a request with a delegated key does. */
export interface Delegable {
  readonly lxm: string
  /** Each collection that is written; absent where none is. */
  readonly collections?: ReadonlyArray<string>
  /** DID of a service of the caller's choosing to which the request goes on. */
  readonly service?: string | undefined
}

export const proofsHeader = "ucans"

const maxInvocationSeconds = 300
const leewaySeconds = 5

export const refused = (error: Chain.UcanRefusal): XrpcError =>
  error.reason === "NotPermitted" || error.reason === "ForeignRoot"
    ? new XrpcError({ status: 403, error: "Forbidden", message: error.message })
    : new XrpcError({ status: 401, error: `Ucan${error.reason}`, message: error.message })

export const make = Effect.fnUntraced(function*(options: {
  readonly keys: Keys["Service"]
  readonly accounts: HostedAccounts
  readonly standings: Standings
  readonly revocations: Revocations
  readonly uses: Uses
  /** This server's DID. */
  readonly audience: string
}) {
  const { accounts, audience, keys, revocations, standings, uses } = options
  const verify = Effect.fnUntraced(function*(chain: Chain.Chain, standing: Standing, nowSeconds: number) {
    const { rootKey } = standing
    if (rootKey === undefined) return Result.fail(new Chain.UcanRefusal({ reason: "BadSignature", detail: `${chain.root} delegates nothing` }))
    const brought = yield* revocations.of(chain.root)
    return Chain.verify(chain, { rootKey, nowSeconds, leewaySeconds, revocations: [...standing.revocations, ...brought], keys })
  })

  /** The account for which the holder of a delegated key may do all of this; nothing is written down yet. */
  const judge = Effect.fnUntraced(function*(token: string, proofs: string | undefined, wanted: Delegable | undefined) {
    if (wanted === undefined || !isDelegable(wanted.lxm)) return yield* invalidToken("This method is not for delegated keys")
    const nowMillis = yield* Clock.currentTimeMillis
    const nowSeconds = nowMillis / 1_000
    const proofTokens = proofs === undefined || proofs === "" ? [] : proofs.split(",").map((proof) => proof.trim())
    const chain = yield* Effect.fromResult(Result.mapError(Chain.assemble(token, proofTokens), refused))
    const { leaf, root } = chain
    const demands = (wanted.collections ?? [undefined]).map((collection) => ({ did: root, lxm: wanted.lxm, audience, collection, service: wanted.service }))
    // Before anybody is asked about the root: what cannot be permitted costs nothing.
    yield* Effect.fromResult(Result.mapError(Chain.permits(chain, demands), refused))
    if (leaf.expSeconds > nowSeconds + maxInvocationSeconds) return yield* invalidToken(`The last token of a chain lives at most ${maxInvocationSeconds} seconds`)
    const account = yield* accounts.byDid(root)
    if (account === undefined) return yield* invalidToken("The account is not here")
    let verified = yield* verify(chain, yield* standings.of(root), nowSeconds)
    if (Result.isFailure(verified) && verified.failure.reason === "BadSignature") {
      // The account's key may be newer than what is known of it.
      verified = yield* verify(chain, yield* standings.anew(root), nowSeconds)
    }
    if (Result.isFailure(verified)) return yield* refused(verified.failure)
    return { account, chain, nowMillis, wanted }
  })

  return {
    /** The account for which the holder of a delegated key does this, once. */
    account: Effect.fnUntraced(function*(token: string, proofs: string | undefined, asked: Delegable | undefined) {
      const { account, chain, nowMillis, wanted } = yield* judge(token, proofs, asked)
      if (!(yield* uses.add(chain, wanted, nowMillis))) return yield* invalidToken("This token was used before")
      return account
    }),

    /** The same before the input is read, which names collections: whom a key does not let in at all is told so. */
    foreseen: (token: string, proofs: string | undefined, wanted: Delegable | undefined) =>
      Effect.map(judge(token, proofs, wanted), ({ account }) => account),

    /** What keys did for an account. */
    uses: uses.list,

    /**
     * A revocation that somebody brings. Only the account's own key revokes
     * here; keys further down a chain have the manager's list.
     */
    putRevocation: Effect.fnUntraced(function*(did: string, revocation: Revocation.Revocation) {
      if ((yield* accounts.byDid(did)) === undefined) return yield* declared("InvalidRevocation", "The account is not here")
      const { rootKey } = yield* standings.anew(did)
      if (rootKey === undefined || revocation.iss !== did || !Revocation.holds(revocation, rootKey, keys)) {
        return yield* declared("InvalidRevocation", "The revocation is not signed by the account's delegation key")
      }
      const kept = yield* Effect.mapError(revocations.put(did, revocation), () => upstreamFailure("The database failed"))
      if (!kept) return yield* declared("TooManyRevocations", "Replace the delegation key instead")
    })
  }
})

export type Delegations = Effect.Success<ReturnType<typeof make>>
