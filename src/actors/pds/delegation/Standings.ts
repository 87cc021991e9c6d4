/**
 * How an account's delegations stand just now: the key under which it signs
 * them, and what it has revoked. [UCAN 0.10 §5]
 *
 * What is known serves `boundMillis`, no longer. So a revocation that the
 * account's key manager lists, and a key that its document no longer has, are
 * honoured within that bound; a manager or directory that is silent for longer
 * stops the delegations, not the revocations. KEY-1
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { DidDocument } from "../../../protocol/identity/DidDocument.ts"
import type { Revocation } from "../../../protocol/ucan/Revocation.ts"
import * as Ucan from "../../../protocol/ucan/Ucan.ts"
import { upstreamFailure } from "../../../protocol/xrpc/XrpcError.ts"
import type { Resolver } from "../../identity/Resolver.ts"
import * as Client from "../../xrpc/Client.ts"

/** Of the service entry that says where an account's revocations are listed. */
export const serviceId = "orrery_keys"
export const serviceType = "OrreryKeyManager"

export interface Standing {
  /** Undefined: the account delegates nothing. */
  readonly rootKey: string | undefined
  readonly revocations: ReadonlyArray<Revocation>
  /** When it was asked for, not when it was answered. */
  readonly askedAtMillis: number
}

const capacity = 20_000
const timeoutMillis = 5_000
/** A wrong signature may mean a new key, or an attacker who wants us to ask: this often at most. */
const minAgeMillis = 2_000

export const make = Effect.fnUntraced(function*(options: {
  readonly resolver: Resolver["Service"]
  readonly boundMillis: number
  /** Localhost has no TLS; everybody else must. PROXY-3 */
  readonly plainHttp: boolean
}) {
  const { boundMillis, resolver } = options
  const client = yield* Client.make
  const known = new Map<string, Standing>()
  const locks = new Map<string, { readonly lock: Semaphore.Semaphore; waiting: number }>()

  const remember = (did: string, standing: Standing): void => {
    known.delete(did)
    known.set(did, standing)
    if (known.size > capacity) for (const oldest of known.keys()) { known.delete(oldest); break }
  }

  const listed = Effect.fnUntraced(function*(document: DidDocument) {
    const service = document.services.get(serviceId)
    if (service === undefined || service.type !== serviceType) return []
    const origin = URL.canParse(service.endpoint) ? new URL(service.endpoint).origin : ""
    if (!origin.startsWith("https:") && !(options.plainHttp && origin.startsWith("http:"))) {
      return yield* upstreamFailure(`${document.did} names no key manager that can be asked`)
    }
    const answer = client.query("dev.orrery.keys.listRevocations", { origin, params: { did: document.did }, timeoutMillis })
    const { revocations } = yield* Effect.mapError(answer, () => upstreamFailure(`The key manager of ${document.did} does not answer`))
    return revocations
  })

  const ask = Effect.fnUntraced(function*(did: string) {
    const askedAtMillis = yield* Clock.currentTimeMillis
    const document = yield* Effect.mapError(resolver.refresh(did), () => upstreamFailure(`${did} cannot be resolved`))
    const rootKey = document.keys.get(Ucan.keyId)
    const standing: Standing = { rootKey, revocations: rootKey === undefined ? [] : yield* listed(document), askedAtMillis }
    remember(did, standing)
    return standing
  })

  const youngerThan = (did: string, ageMillis: number) =>
    Effect.map(Clock.currentTimeMillis, (nowMillis) => {
      const standing = known.get(did)
      return standing !== undefined && nowMillis - standing.askedAtMillis < ageMillis ? standing : undefined
    })

  /** Of several who ask at once, one asks. */
  const within = (did: string, ageMillis: number) =>
    Effect.flatMap(youngerThan(did, ageMillis), (standing) => {
      if (standing !== undefined) return Effect.succeed(standing)
      const entry = locks.get(did) ?? { lock: Semaphore.makeUnsafe(1), waiting: 0 }
      entry.waiting++
      locks.set(did, entry)
      return entry.lock.withPermit(Effect.flatMap(youngerThan(did, ageMillis), (fresh) => fresh === undefined ? ask(did) : Effect.succeed(fresh))).pipe(
        Effect.ensuring(Effect.sync(() => {
          if (--entry.waiting === 0) locks.delete(did)
        }))
      )
    })

  return {
    /** As it stood less than the bound ago. */
    of: (did: string) => within(did, boundMillis),
    /** As it stands now. */
    anew: (did: string) => within(did, minAgeMillis)
  }
})

export type Standings = Effect.Success<ReturnType<typeof make>>
