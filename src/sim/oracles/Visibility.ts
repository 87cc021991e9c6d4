/**
 * ACCT-1. From the moment in which its server has said that an account is
 * deactivated, taken down or deleted, the public gets nothing of it there,
 * whichever way it asks; a deleted one's commits are not replayed either. At
 * rest relays and App Views give nothing of it. The same of a record that is
 * taken down, at its server. Who is shown everywhere is shown for good reason:
 * its server has said so too: so no two services differ. With it ACCT-3, ACCT-5
 * and ACCT-6
 */
import * as Effect from "effect/Effect"
import { ask } from "./model/Questions.ts"
import * as Shelves from "./model/Shelves.ts"
import { Standing } from "./model/Standing.ts"
import type { FrameSent, HttpResponseReceived } from "../Observation.ts"
import type { Oracle } from "./Oracle.ts"

const uploadBlob = "/xrpc/com.atproto.repo.uploadBlob"
const ofRecord = "/xrpc/com.atproto.repo.getRecord?"

/** What shows content to anybody. */
const shows = /^\/xrpc\/com\.atproto\.(?:sync\.(?:getRepo|getRecord|getLatestCommit|getBlocks|listBlobs|getBlob)|repo\.(?:getRecord|listRecords|describeRepo))\?(.*)$/

/** The repository and the record that a question is about. */
const asked = (path: string): { readonly did: string; readonly uri: string | undefined } | undefined => {
  const query = shows.exec(path)?.[1]
  if (query === undefined) return undefined
  const params = new URLSearchParams(query)
  const did = params.get("did") ?? params.get("repo") ?? ""
  if (!did.startsWith("did:")) return undefined
  const record = path.startsWith(ofRecord) ? `at://${did}/${params.get("collection")}/${params.get("rkey")}` : undefined
  return { did, uri: record }
}

export const Visibility: Oracle = {
  code: "ACCT-1",
  title: "Of an account that is not active, and of a record taken down, the public gets nothing.",
  source: "[account] Hosting status; [g:account-lifecycle]",
  // An old backup forgets what was acknowledged since; a hostile host is not asked.
  when: ({ faults, happenings }) =>
    (happenings.has("accounts") || happenings.has("move")) && !faults.has("restore") && !happenings.has("turn-hostile"),
  make: (check, ledger) => {
    /** What a listener gets that came after a deletion holds no commit of the deleted. */
    const replayed = ({ at, bytes, connection, from }: FrameSent): void => {
      const event = ledger.stream.eventOf(bytes)
      const openedAt = ledger.stream.connections.get(connection)?.openedAt
      if (event?._tag !== "Commit" || openedAt === undefined) return
      const gone = standing.isDeleted(`${from} ${event.did}`) && standing.isHidden(`${from} ${event.did}`, openedAt)
      if (gone) check(false, () => `${from} replayed commit ${event.rev} of ${event.did} at ${at} ms, though it had deleted the account`, () => [from, event.did])
    }
    const standing = new Standing(ledger.of("pds"))
    const pdsHosts = new Set(ledger.of("pds"))
    const appViews = new Set(ledger.of("appview"))
    /**
     * Deleted there, at home elsewhere: for records of strangers a server asks
     * its App View, and may give what that answers. [lex:com.atproto.repo.getRecord]
     */
    const isStranger = (host: string, did: string, path: string): boolean => {
      const home = ledger.directory.identities.get(did)?.pds
      return path.startsWith(ofRecord) && standing.mayBeGone(`${host} ${did}`) && home !== undefined && home !== `https://${host}`
    }
    /** What App Views answered servers, by server and question. */
    const fetched = new Map<string, Array<HttpResponseReceived>>()
    const passesOn = ({ at, body, request, status }: HttpResponseReceived): boolean =>
      fetched.get(`${request.to} ${request.path}`)?.some((answer) =>
        answer.at >= request.at && answer.at <= at && answer.status === status && Buffer.compare(answer.body, body) === 0) === true
    /** A blob that each account has brought to its server. */
    const blobs = new Map<string, string>()
    /** Its things, as far as anybody has seen them. */
    const thingsOf = (host: string, did: string): Shelves.Things => {
      const repo = ledger.repos.byDid.get(did)
      const paths = [...repo?.records.keys() ?? []]
      const path = paths.find((each) => each.startsWith("app.bsky.feed.post/") && !standing.isHidden(`${host} at://${did}/${each}`, Number.POSITIVE_INFINITY)) ?? paths[0]
      return { did, path, commit: repo?.commit, blob: blobs.get(`${host} ${did}`) }
    }
    return {
      observe: (o) => {
        standing.observe(o)
        if (o._tag === "FrameSent" && pdsHosts.has(o.from)) return replayed(o)
        if (o._tag !== "HttpResponseReceived") return
        const { at, from, headers, path, to } = o.request
        if (pdsHosts.has(from) && appViews.has(to) && path.startsWith(ofRecord)) {
          const question = `${from} ${path}`
          fetched.set(question, [...fetched.get(question) ?? [], o])
        }
        if (!pdsHosts.has(to)) return
        if (o.status === 200 && path === uploadBlob) {
          const link = (JSON.parse(Buffer.from(o.body).toString()) as { readonly blob: { readonly ref: { readonly $link: string } } }).blob.ref.$link
          const did = ledger.sessions.of(o.request)?.did
          if (did !== undefined) blobs.set(`${to} ${did}`, link)
        }
        if (headers["authorization"] !== undefined) return
        const about = asked(path)
        if (about === undefined) return
        if (isStranger(to, about.did, path) && passesOn(o)) return
        const hidden = standing.isHidden(`${to} ${about.did}`, at) || (about.uri !== undefined && standing.isHidden(`${to} ${about.uri}`, at))
        check(
          !hidden || o.status >= 300,
          () => `${to} answered ${path} with ${o.status} at ${o.at} ms, though that is hidden there`,
          () => [to, about.did]
        )
      },
      atRest: Effect.fnUntraced(function*(probe) {
        const now = probe.nowMillis()
        /** What it has of a stranger is what the stranger's home has: this very record, while that is shown there. */
        const ofStranger = Effect.fnUntraced(function*(at: string, question: string, { did, path }: Shelves.Things) {
          const { body, status } = yield* probe.get(at, question)
          if (status >= 300) return
          const home = ledger.directory.identities.get(did)?.pds?.replace("https://", "")
          const held = ledger.repos.byDid.get(did)?.records.get(path ?? "")?.toString()
          const { cid } = JSON.parse(Buffer.from(body).toString()) as { readonly cid?: string }
          check(!standing.isHidden(`${home} ${did}`, now), () => `${at} answers ${question}, though ${did} is hidden at ${home}`, () => [at, did])
          check(cid === held, () => `${at} answers ${question} with ${cid}, ${home} has ${held}`, () => [at, did])
        })
        const conceal = Effect.fnUntraced(function*(at: string, { path, shows }: Shelves.Question, did: string, host: string) {
          const answer = yield* probe.get(at, path)
          check(!shows(answer), () => `${at} answers ${path} with ${answer.status} and shows ${did}, which is hidden at ${host}`, () => [at, did])
        })
        for (const subject of standing.subjects.keys()) {
          const [host, did] = subject.split(" ") as [string, string]
          if (!did.startsWith("did:")) continue
          const hidden = standing.isHidden(subject, now)
          const things = thingsOf(host, did)
          for (const question of hidden ? Shelves.atServer(things) : []) {
            yield* isStranger(host, did, question.path) ? ofStranger(host, question.path, things) : conceal(host, question, did, host)
          }
          // Elsewhere the word of its home counts, and of no other.
          if (ledger.directory.identities.get(did)?.pds !== `https://${host}` || (!hidden && !standing.isShown(subject))) continue
          for (const relay of ledger.of("relay")) {
            for (const question of hidden ? Shelves.atRelay(things) : []) yield* conceal(relay, question, did, host)
            const told = yield* ask(probe, relay, `/xrpc/com.atproto.sync.getRepoStatus?did=${did}`)
            check((told?.active === true) === !hidden, () => `${relay} says of ${did}: ${JSON.stringify(told)}; at ${host} it is ${hidden ? "hidden" : "shown"}`, () => [relay, did])
          }
          for (const appView of ledger.of("appview")) {
            for (const question of hidden ? Shelves.atAppView(things) : []) yield* conceal(appView, question, did, host)
            const { status } = yield* probe.get(appView, `/xrpc/app.bsky.actor.getProfile?actor=${did}`)
            check((status === 200) === !hidden, () => `${appView} answers ${status} to who asks for the profile of ${did}; at ${host} it is ${hidden ? "hidden" : "shown"}`, () => [appView, did])
          }
        }
      })
    }
  }
}
