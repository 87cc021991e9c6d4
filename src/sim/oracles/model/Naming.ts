/** At rest: under which handle each App View shows each account, what its document claims, and what that name leads to now. Asked once. */
import * as Effect from "effect/Effect"
import type { Probe } from "../Oracle.ts"
import type { HostOf, Ledger } from "./Ledger.ts"
import { didIn, optionsOf } from "./Names.ts"
import { ask, askEach, chunks, type Json, repeated } from "./Questions.ts"

export interface Named {
  readonly appView: string
  readonly did: string
  readonly shown: string | undefined
  readonly claimed: string | undefined
  readonly resolved: string | undefined
  /** Nothing about it has changed within the App View's staleness bound. */
  readonly settled: boolean
}

const reserved = /\.(alt|arpa|example|internal|invalid|local|localhost|onion)$/
/** As the App View has it where nobody says otherwise. */
const defaultRecheckMillis = 6 * 3_600_000
/** An App View that cannot look does so within this time of being able to; and it takes a while to look at all. */
const slackMillis = 10 * 60_000

const boundOf = (host: HostOf): number => {
  const recheck = optionsOf(host).handleRecheckMillis
  return (typeof recheck === "number" ? recheck : defaultRecheckMillis) + slackMillis
}

/** Where each of these handles leads to now: by DNS, or else by its well-known file. */
const resolve = Effect.fnUntraced(function*(probe: Probe, names: ReadonlyArray<string>, handles: Iterable<string>) {
  const resolved = new Map<string, string | undefined>()
  let open = [...new Set(handles)].filter((handle) => !reserved.test(handle))
  for (const host of names) {
    yield* askEach(probe, host, open, (handle) => `/dns-query?name=_atproto.${handle}&type=TXT`, (handle, json) => {
      const answer = json as Parameters<typeof didIn>[0] | undefined
      // DNS that contradicts itself is the end of it.
      if ((answer?.Answer ?? []).some(({ data }) => /^"?did=/.test(data))) resolved.set(handle, didIn(answer!))
    })
    open = open.filter((handle) => !resolved.has(handle))
  }
  yield* probe.each(open.map((host) => ({ host, path: "/.well-known/atproto-did" })), ({ body, status }, index) => {
    resolved.set(open[index]!, status === 200 ? Buffer.from(body).toString().trim() : undefined)
  })
  return resolved
})

const surveys = new WeakMap<Ledger, ReadonlyArray<Named>>()

export const survey = Effect.fnUntraced(function*(ledger: Ledger, probe: Probe) {
  const known = surveys.get(ledger)
  if (known !== undefined) return known
  // Of a move that nobody completed no host has told, so views may not know of it yet.
  const dids = [...ledger.repos.byDid.values()]
    .filter((repo) => repo.active && repo.rev !== undefined && !ledger.repos.betweenHomes(repo))
    .map((repo) => repo.did)
  const claims = new Map<string, string | undefined>()
  for (const did of dids) claims.set(did, yield* claimOf(ledger, probe, did))
  const resolved = yield* resolve(probe, ledger.of("names"), [...claims.values()].filter((claimed) => claimed !== undefined))
  const truths = new Map<string, { readonly claimed: string | undefined; readonly resolved: string | undefined; readonly toldAt: number; readonly changedAt: number }>()
  for (const [did, claimed] of claims) {
    const taken = (ledger.submissions.byDid.get(did) ?? []).filter(({ status }) => status === 200)
    const lastOf = (byPds: boolean): number =>
      taken.reduce((last, { answeredAt, from }) => (ledger.kindOf(from) === "pds") === byPds ? Math.max(last, answeredAt) : last, Number.NEGATIVE_INFINITY)
    truths.set(did, {
      claimed,
      resolved: claimed === undefined ? undefined : resolved.get(claimed),
      // A PDS that submits an operation, or takes a handle, tells everybody by #identity. Nobody tells of what others do.
      toldAt: Math.max(lastOf(true), ledger.names.accepted.get(did)?.at ?? Number.NEGATIVE_INFINITY),
      changedAt: lastOf(false)
    })
  }
  const all: Array<Named> = []
  for (const host of ledger.hosts.filter(({ kind }) => kind === "appview")) {
    yield* askEach(probe, host.host, chunks(dids, 25), (chunk) => `/xrpc/app.bsky.actor.getProfiles?${repeated("actors", chunk)}`, (chunk, answer) => {
      const shown = new Map((answer?.profiles as ReadonlyArray<Json> | undefined ?? []).map((p) => [String(p.did), String(p.handle)]))
      for (const did of chunk) {
        const { changedAt, claimed, resolved, toldAt } = truths.get(did)!
        const changes = [changedAt, ledger.names.lastChange(claimed ?? ""), ledger.names.lastChange(shown.get(did) ?? "")]
        const touched = Math.max(...changes.map((at) => at > toldAt ? at : Number.NEGATIVE_INFINITY))
        all.push({ appView: host.host, did, shown: shown.get(did), claimed, resolved, settled: probe.nowMillis() - touched > boundOf(host) })
      }
    })
  }
  surveys.set(ledger, all)
  return all
})

/** The handle that the document of a DID claims. */
const claimOf = (ledger: Ledger, probe: Probe, did: string): Effect.Effect<string | undefined> => {
  if (!did.startsWith("did:web:")) return Effect.succeed(ledger.directory.identities.get(did)?.handle)
  return Effect.map(ask(probe, did.slice("did:web:".length), "/.well-known/did.json"), (document) => {
    const aliases = document?.["alsoKnownAs"] as ReadonlyArray<string> | undefined
    return aliases?.find((uri) => uri.startsWith("at://"))?.slice("at://".length).toLowerCase()
  })
}
