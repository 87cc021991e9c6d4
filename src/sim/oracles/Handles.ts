/**
 * HANDLE-1. The handle that an App View shows for a DID is claimed by the
 * DID's document, and resolves back to that DID, by DNS or by the web.
 */
import * as Effect from "effect/Effect"
import { ask, chunks, type Json, repeated } from "./model/Questions.ts"
import type { Oracle, Probe } from "./Oracle.ts"

const byDns = Effect.fnUntraced(function*(probe: Probe, names: ReadonlyArray<string>, handle: string) {
  for (const host of names) {
    const answer = yield* ask(probe, host, `/dns-query?name=_atproto.${handle}&type=TXT`)
    for (const record of answer?.Answer as ReadonlyArray<{ readonly data: string }> | undefined ?? []) {
      const did = /^"?did=([^"]+)"?$/.exec(record.data)?.[1]
      if (did !== undefined) return did
    }
  }
  return undefined
})

const byWeb = (probe: Probe, handle: string): Effect.Effect<string | undefined> =>
  Effect.map(probe.get(handle, "/.well-known/atproto-did"), ({ body, status }) =>
    status === 200 ? Buffer.from(body).toString().trim() : undefined)

export const Handles: Oracle = {
  code: "HANDLE-1",
  title: "A handle that is shown is claimed by the DID's document and resolves back to that DID.",
  source: "[handle] Resolution, bidirectional check",
  make: (check, ledger) => ({
    atRest: Effect.fnUntraced(function*(probe) {
      // Of a move that nobody completed no host has told, so views may not know of it yet.
      const dids = [...ledger.repos.byDid.values()]
        .filter((repo) => repo.active && repo.rev !== undefined && !ledger.repos.betweenHomes(repo))
        .map((repo) => repo.did)
      for (const host of ledger.of("appview")) {
        for (const chunk of chunks(dids, 25)) {
          const answer = yield* ask(probe, host, `/xrpc/app.bsky.actor.getProfiles?${repeated("actors", chunk)}`)
          const shown = new Map((answer?.profiles as ReadonlyArray<Json> | undefined ?? []).map((p) => [String(p.did), String(p.handle)]))
          for (const did of chunk) {
            const handle = shown.get(did)
            const claimed = ledger.directory.identities.get(did)?.handle
            const resolved = handle === undefined
              ? undefined
              : (yield* byDns(probe, ledger.of("names"), handle)) ?? (yield* byWeb(probe, handle))
            check(
              handle !== undefined && handle === claimed && resolved === did,
              () => `${host} shows ${did} as ${handle}; its document claims ${claimed}; that name resolves to ${resolved}`,
              () => [host, did]
            )
          }
        }
      }
    })
  })
}
