/**
 * Who is behind a DID, and which handle is theirs.
 *
 * Rules of the cache, in memory and bounded:
 * - a document serves an hour, then is fetched anew; if its source cannot be
 *   reached it serves on, up to 24 hours old. `refresh` always fetches.
 * - a refusal (unknown, tombstoned, invalid) is kept 10 s, an unreachable
 *   source 2 s.
 * - handle → DID serves a minute, the TTL of a zone.
 * - a handle is verified both ways: the document claims it, and it resolves to
 *   the DID. The verdict lasts until the document is fetched again, an hour at
 *   most; a handle that could not be reached is asked again after a minute.
 * - concurrent lookups share one fetch.
 * [did], [handle]; protocol-facts §8; HANDLE-1, ID-7
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import type { DidDocument } from "../../protocol/identity/DidDocument.ts"
import type { Did } from "../../protocol/syntax/Did.ts"
import * as Handle from "../../protocol/syntax/Handle.ts"
import { Hosts } from "../Hosts.ts"
import * as Cache from "./Cache.ts"
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

interface Verdict {
  readonly documentAtMillis: number | undefined
  readonly untilMillis: number
  readonly handle: Handle.Handle | undefined
}

export class Resolver extends Context.Service<Resolver, {
  /** The DID document, at most an hour old unless its source is unreachable. */
  readonly did: (did: string) => Effect.Effect<DidDocument, ResolveError>
  /** The DID document, fetched now. */
  readonly refresh: (did: string) => Effect.Effect<DidDocument, ResolveError>
  /** The DID that a handle names, whether or not the DID claims it. */
  readonly handle: (handle: string) => Effect.Effect<Did, ResolveError>
  /** The handle of a DID, if it holds both ways. */
  readonly verifiedHandle: (did: string) => Effect.Effect<Handle.Handle | undefined>
}>()("orrery/Resolver") {}

export const make = Effect.fnUntraced(function*(options: { readonly plc: string }) {
  const hosts = yield* Hosts
  const fetchDid = yield* FetchDid.make(hosts.originOf(options.plc))
  const fetchHandle = yield* FetchHandle.make

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
  const verdicts = new Map<string, Verdict>()

  const verify = Effect.fnUntraced(function*(did: string) {
    const document = yield* Effect.exit(documents.get(did))
    if (Exit.isFailure(document) || document.value.handle === undefined) return undefined
    const nowMillis = yield* Clock.currentTimeMillis
    const documentAtMillis = documents.fetchedAtMillis(did)
    const known = verdicts.get(did)
    if (known !== undefined && known.documentAtMillis === documentAtMillis && nowMillis < known.untilMillis) return known.handle
    const claimed = document.value.handle
    const named = yield* Effect.exit(handles.refresh(claimed))
    const handle = Exit.isSuccess(named) && named.value === did ? claimed : undefined
    if (verdicts.size >= capacity) verdicts.clear()
    verdicts.set(did, { documentAtMillis, untilMillis: nowMillis + (unreachable(named) ? minuteMillis : hourMillis), handle })
    return handle
  })

  return Resolver.of({
    did: documents.get,
    refresh: documents.refresh,
    handle: (handle) => {
      const normal = handle.toLowerCase()
      return Handle.is(normal)
        ? handles.get(normal)
        : Effect.fail(new ResolveError({ subject: handle, reason: "Invalid", detail: "not a handle" }))
    },
    verifiedHandle: verify
  })
})

export const layer = (options: { readonly plc: string }) => Layer.effect(Resolver)(make(options))
