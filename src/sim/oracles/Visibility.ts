/**
 * ACCT-1. From the moment in which its server has said that an account is
 * deactivated, taken down or deleted, the public gets nothing of it there; and
 * at rest nothing from relays and App Views. The same of a record that is taken
 * down, at its server. Who is shown everywhere is shown for good reason: its
 * server has said so too.
 */
import * as Effect from "effect/Effect"
import { ask } from "./model/Questions.ts"
import { Standing } from "./model/Standing.ts"
import type { Oracle } from "./Oracle.ts"

/** What shows content to anybody. */
const shows = /^\/xrpc\/com\.atproto\.(?:sync\.(?:getRepo|getRecord|getLatestCommit|getBlocks|listBlobs|getBlob)|repo\.(?:getRecord|listRecords|describeRepo))\?(.*)$/

/** The repository and the record that a question is about. */
const asked = (path: string): { readonly did: string; readonly uri: string | undefined } | undefined => {
  const query = shows.exec(path)?.[1]
  if (query === undefined) return undefined
  const params = new URLSearchParams(query)
  const did = params.get("did") ?? params.get("repo") ?? ""
  if (!did.startsWith("did:")) return undefined
  const record = path.startsWith("/xrpc/com.atproto.repo.getRecord?") ? `at://${did}/${params.get("collection")}/${params.get("rkey")}` : undefined
  return { did, uri: record }
}

const questions = (did: string): ReadonlyArray<string> => [
  `/xrpc/com.atproto.sync.getRepo?did=${did}`,
  `/xrpc/com.atproto.sync.getLatestCommit?did=${did}`,
  `/xrpc/com.atproto.sync.listBlobs?did=${did}`,
  `/xrpc/com.atproto.repo.listRecords?repo=${did}&collection=app.bsky.feed.post`,
  `/xrpc/com.atproto.repo.describeRepo?repo=${did}`
]

export const Visibility: Oracle = {
  code: "ACCT-1",
  title: "Of an account that is not active, and of a record taken down, the public gets nothing.",
  source: "[account] Hosting status; [g:account-lifecycle]",
  // An old backup forgets what was acknowledged since; a hostile host is not asked.
  when: ({ faults, happenings }) =>
    (happenings.has("accounts") || happenings.has("move")) && !faults.has("restore") && !happenings.has("turn-hostile"),
  make: (check, ledger) => {
    const standing = new Standing(ledger.of("pds"))
    const pdsHosts = new Set(ledger.of("pds"))
    return {
      observe: (o) => {
        standing.observe(o)
        if (o._tag !== "HttpResponseReceived" || !pdsHosts.has(o.request.to) || o.request.headers["authorization"] !== undefined) return
        const about = asked(o.request.path)
        if (about === undefined) return
        const { at, to } = o.request
        const hidden = standing.isHidden(`${to} ${about.did}`, at) || (about.uri !== undefined && standing.isHidden(`${to} ${about.uri}`, at))
        check(
          !hidden || o.status >= 300,
          () => `${to} answered ${o.request.path} with ${o.status} at ${o.at} ms, though that is hidden there`,
          () => [to, about.did]
        )
      },
      atRest: Effect.fnUntraced(function*(probe) {
        const now = probe.nowMillis()
        for (const subject of standing.subjects.keys()) {
          const [host, did] = subject.split(" ") as [string, string]
          if (!did.startsWith("did:")) continue
          const hidden = standing.isHidden(subject, now)
          for (const question of hidden ? questions(did) : []) {
            const { status } = yield* probe.get(host, question)
            check(status >= 300, () => `${host} still answers ${question}, though ${did} is hidden there`, () => [host, did])
          }
          // Elsewhere the word of its home counts, and of no other.
          if (ledger.directory.identities.get(did)?.pds !== `https://${host}` || (!hidden && !standing.isShown(subject))) continue
          for (const relay of ledger.of("relay")) {
            const told = yield* ask(probe, relay, `/xrpc/com.atproto.sync.getRepoStatus?did=${did}`)
            check((told?.active === true) === !hidden, () => `${relay} says of ${did}: ${JSON.stringify(told)}; at ${host} it is ${hidden ? "hidden" : "shown"}`, () => [relay, did])
          }
          for (const appView of ledger.of("appview")) {
            const { status } = yield* probe.get(appView, `/xrpc/app.bsky.actor.getProfile?actor=${did}`)
            check((status === 200) === !hidden, () => `${appView} answers ${status} to who asks for the profile of ${did}; at ${host} it is ${hidden ? "hidden" : "shown"}`, () => [appView, did])
          }
        }
      })
    }
  }
}
