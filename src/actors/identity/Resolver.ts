/**
 * Who is behind a DID, and which handle is theirs. docs/identity.md
 *
 * Rules of the cache, in memory and bounded:
 * - a document serves an hour, then is fetched anew; if its source cannot be
 *   reached it serves on, up to 24 hours old. `refresh` always fetches, and
 *   fails when the source is away: it is asked because the old will not do.
 * - a refusal (unknown, tombstoned, invalid) is kept 10 s, an unreachable
 *   source 2 s.
 * - handle → DID serves a minute, the TTL of a zone.
 * - a handle is verified both ways: the document claims it, and it resolves to
 *   the DID. The verdict lasts until the document is fetched again, an hour at
 *   most; a handle that could not be reached is no verdict, and asked again
 *   after a minute.
 * - concurrent lookups share one fetch.
 * [did], [handle]; HANDLE-1, ID-7
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import type { DidDocument } from "../../protocol/identity/DidDocument.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import type { Did } from "../../protocol/syntax/Did.ts"
import * as Handle from "../../protocol/syntax/Handle.ts"
import { Hosts } from "../Hosts.ts"
import * as Cache from "./Cache.ts"
import * as Consortium from "./Consortium.ts"
import { type DirectoryHosts, listOf } from "./Directory.ts"
import * as FetchDid from "./FetchDid.ts"
import * as FetchHandle from "./FetchHandle.ts"
import { ResolveError } from "./ResolveError.ts"

const minuteMillis = 60_000
const hourMillis = 60 * minuteMillis
const capacity = 100_000

const isUnreachable = (error: ResolveError): boolean => error.reason === "Unreachable"

const unreachable = <A>(exit: Exit.Exit<A, ResolveError>): boolean =>
  Exit.isFailure(exit) && exit.cause.reasons.some((reason) => reason._tag === "Fail" && isUnreachable(reason.error))

const freshFor = (successMillis: number) => <A>(exit: Exit.Exit<A, ResolveError>): number =>
  Exit.isSuccess(exit) ? successMillis : unreachable(exit) ? 2_000 : 10_000

/** What is known of a DID's handle. */
export type Verdict =
  | { readonly _tag: "Valid"; readonly handle: Handle.Handle }
  /** It claims none, or one that does not name it. */
  | { readonly _tag: "Invalid" }
  /** Document or name could not be reached: that says nothing, but of any handle that is not the claimed one. */
  | { readonly _tag: "Unknown"; readonly claimed?: Handle.Handle }

interface Judged {
  readonly documentAtMillis: number | undefined
  readonly untilMillis: number
  readonly verdict: Verdict
}

export interface ResolverOptions {
  /** Host of the PLC directory, or the hosts of its operators. */
  readonly plc: DirectoryHosts
  /** Several operators in place of that directory, of whom nothing is believed without proof. */
  readonly consortium?: Consortium.ConsortiumOptions | undefined
  /** Believe the directory no document, but the operations of its audit log, replayed. PLC-16, PLC-17 */
  readonly verifyPlcLog?: boolean | undefined
  /** Believe DNS only what is signed, where the zone has a known key. [handle]; RFC 4033 */
  readonly dnssec?: boolean
}

export class Resolver extends Context.Service<Resolver, {
  /** The DID document, at most an hour old unless its source is unreachable. */
  readonly did: (did: string) => Effect.Effect<DidDocument, ResolveError>
  /** The DID document as it was last heard, asking nobody. */
  readonly lastHeard: (did: string) => DidDocument | undefined
  /** The DID document, if nothing has to be fetched for it. */
  readonly fresh: (did: string, nowMillis: number) => DidDocument | undefined
  /** The DID document, fetched now. */
  readonly refresh: (did: string) => Effect.Effect<DidDocument, ResolveError>
  /** The DID that a handle names, whether or not the DID claims it. */
  readonly handle: (handle: string) => Effect.Effect<Did, ResolveError>
  /** Whether the handle of a DID holds both ways. */
  readonly handleVerdict: (did: string) => Effect.Effect<Verdict>
  /** The handle of a DID, if it is known to hold both ways. */
  readonly verifiedHandle: (did: string) => Effect.Effect<Handle.Handle | undefined>
}>()("orrery/Resolver") {}

const valid = (handle: Handle.Handle): Verdict => ({ _tag: "Valid", handle })
const invalid: Verdict = { _tag: "Invalid" }
const unknown = (claimed?: Handle.Handle): Verdict => claimed === undefined ? { _tag: "Unknown" } : { _tag: "Unknown", claimed }

export const make = Effect.fnUntraced(function*(options: ResolverOptions) {
  const hosts = yield* Hosts
  const { verify } = yield* Keys
  const consortium = options.consortium === undefined ? undefined : yield* Consortium.make(options.consortium)
  const fetchDid = yield* FetchDid.make(listOf(options.plc).map(hosts.originOf), consortium, options.verifyPlcLog === true ? verify : undefined)
  const fetchHandle = yield* FetchHandle.make({ dnssec: options.dnssec ?? false })

  const documents = yield* Cache.make({
    fetch: fetchDid,
    capacity,
    freshMillis: freshFor(hourMillis),
    staleMillis: 24 * hourMillis,
    passing: isUnreachable
  })
  const handles = yield* Cache.make({
    fetch: fetchHandle,
    capacity,
    freshMillis: freshFor(minuteMillis),
    staleMillis: 0,
    passing: isUnreachable
  })
  const verdicts = new Map<string, Judged>()

  const judge = Effect.fnUntraced(function*(did: string) {
    const document = yield* Effect.exit(documents.get(did))
    if (Exit.isFailure(document)) return unreachable(document) ? unknown() : invalid
    const claimed = document.value.handle
    if (claimed === undefined) return invalid
    const nowMillis = yield* Clock.currentTimeMillis
    const documentAtMillis = documents.fetchedAtMillis(did)
    const known = verdicts.get(did)
    if (known !== undefined && known.documentAtMillis === documentAtMillis && nowMillis < known.untilMillis) return known.verdict
    const named = yield* Effect.exit(handles.refresh(claimed))
    const verdict = Exit.isSuccess(named) ? (named.value === did ? valid(claimed) : invalid) : unreachable(named) ? unknown(claimed) : invalid
    if (verdicts.size >= capacity) verdicts.clear()
    verdicts.set(did, { documentAtMillis, untilMillis: nowMillis + (verdict._tag === "Unknown" ? minuteMillis : hourMillis), verdict })
    return verdict
  })

  return Resolver.of({
    did: documents.get,
    lastHeard: documents.last,
    fresh: (did, nowMillis) => {
      const exit = documents.fresh(did, nowMillis)
      return exit !== undefined && Exit.isSuccess(exit) ? exit.value : undefined
    },
    refresh: documents.refresh,
    handle: (handle) => {
      const normal = handle.toLowerCase()
      return Handle.is(normal)
        ? handles.get(normal)
        : Effect.fail(new ResolveError({ subject: handle, reason: "Invalid", detail: "not a handle" }))
    },
    handleVerdict: judge,
    verifiedHandle: (did) => Effect.map(judge(did), (verdict) => verdict._tag === "Valid" ? verdict.handle : undefined)
  })
})

export const layer = (options: ResolverOptions) => Layer.effect(Resolver)(make(options))
