/** ACCT-1 asks every service every question; one answer that shows a hidden account is enough to alarm it. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as RepoPath from "../../../src/protocol/syntax/RepoPath.ts"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"
import type { HttpRequestSent, Observation } from "../../../src/sim/Observation.ts"
import { Ledger } from "../../../src/sim/oracles/model/Ledger.ts"
import { Visibility } from "../../../src/sim/oracles/Visibility.ts"
import { probing } from "./Probing.ts"

const [pds, relay, appView] = ["pds1.test", "relay1.test", "appview1.test"]
const alice = Did.make(`did:plc:${"a".repeat(24)}`)
const post = RepoPath.make("app.bsky.feed.post/3l22222222222")
const cid = Cid.ofCbor(new Uint8Array([0xa0]))
const accessJwt = [{ typ: "at+jwt" }, { sub: alice }].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") + ".AA"
const bytesOf = (json: unknown) => new TextEncoder().encode(JSON.stringify(json))

let exchanges = 0
const exchange = (at: number, path: string, input: unknown, output: unknown): ReadonlyArray<Observation> => {
  const request: HttpRequestSent = {
    _tag: "HttpRequestSent", at, exchange: ++exchanges, from: "device.test", to: pds, method: "POST", path: `/xrpc/${path}`,
    headers: { authorization: `Bearer ${accessJwt}` }, body: bytesOf(input)
  }
  return [request, { _tag: "HttpResponseReceived", at: at + 5, exchange: request.exchange, request, status: 200, headers: {}, body: bytesOf(output) }]
}

const path = "/xrpc/com.atproto.sync.subscribeRepos"
const listens = (at: number, connection: number): Observation => ({ _tag: "SocketOpened", at, connection, from: relay, to: pds, path: `${path}?cursor=0` })
const hears = (at: number, connection: number, bytes: Uint8Array): Observation => ({ _tag: "FrameSent", at, connection, from: pds, to: relay, path, bytes })
const commit = RepoEvent.encode({
  _tag: "Commit", seq: 1, repo: alice, commit: cid, rev: Tid.fromMicros(1, 0), since: null, blocks: new Uint8Array(),
  ops: [{ action: "create", path: post, cid }], time: Datetime.fromMillis(0)
})

const signUp = exchange(10, "com.atproto.server.createAccount", { handle: "alice.pds1.test" }, { did: alice, accessJwt, refreshJwt: "r" })
const upload = exchange(20, "com.atproto.repo.uploadBlob", {}, { blob: { ref: { $link: cid.toString() } } })
const life = [listens(0, 1), signUp, upload, hears(30, 1, commit)]
const pause = exchange(40, "com.atproto.server.deactivateAccount", {}, {})
const moveOut = exchange(40, "com.atproto.server.deactivateAccount", { deleteAfter: "2026-01-06T00:00:00.000Z" }, {})
const leave = exchange(40, "com.atproto.server.deleteAccount", { did: alice }, {})

type Answer = (host: string, path: string) => { readonly status: number; readonly json: unknown }

/** As honest services answer of who is asleep. */
const honest: Answer = (host, question) => {
  const method = question.slice("/xrpc/".length).split("?")[0]!
  switch (method) {
    case "com.atproto.sync.getRepoStatus":
      return { status: 200, json: { did: alice, active: false, status: "deactivated" } }
    case "com.atproto.sync.listRepos":
      return { status: 200, json: { repos: host === pds ? [{ did: alice, active: false }] : [] } }
    case "app.bsky.actor.getProfiles":
      return { status: 200, json: { profiles: [] } }
    case "app.bsky.feed.getPosts":
      return { status: 200, json: { posts: [] } }
    case "app.bsky.feed.getPostThread":
      return { status: 200, json: { thread: { $type: "app.bsky.feed.defs#notFoundPost" } } }
    default:
      return { status: 400, json: { error: "RepoDeactivated" } }
  }
}

/** As a service answers that forgot about it. */
const showing = (question: string): ReturnType<Answer> => ({
  status: 200,
  json: {
    did: alice, active: true, repos: [{ did: alice, active: true }], profiles: [{}], feed: [{}], posts: [{}],
    thread: { $type: "app.bsky.feed.defs#threadViewPost", question }
  }
})

const verdict = (observed: ReadonlyArray<Observation | ReadonlyArray<Observation>>, answer: Answer, home: string = pds, homeMeanwhile: string = pds) => {
  const ledger = new Ledger([{ host: pds, kind: "pds" }, { host: relay, kind: "relay" }, { host: appView, kind: "appview" }])
  const livesAt = (host: string) =>
    ledger.directory.identities.set(alice, { did: alice, signingKey: undefined, pds: `https://${host}`, handle: undefined, pdsSince: 0, moved: false, keys: [] })
  livesAt(homeMeanwhile)
  const said: Array<string> = []
  const asked: Array<readonly [string, string]> = []
  const { atRest, observe } = Visibility.make((holds, message) => {
    if (!holds) said.push(message())
  }, ledger)
  for (const o of observed.flat()) {
    ledger.observe(o)
    observe?.(o)
  }
  livesAt(home)
  Effect.runSync(atRest!(probing(1_000, (host, question) => {
    asked.push([host, question])
    const { json, status } = answer(host, question)
    return Effect.succeed({ status, body: bytesOf(json) })
  })))
  return { asked, said }
}

const { asked, said } = verdict([...life, pause], honest)

describe("of an account that sleeps, ACCT-1", () => {
  it("is content with honest services", () => {
    expect(said).toEqual([])
    expect(new Set(asked.map(([host, question]) => `${host} ${question.slice("/xrpc/".length).split("?")[0]}`))).toEqual(new Set([
      ...["getRepo", "getRecord", "getBlocks", "getLatestCommit", "getRepoStatus", "listRepos", "listBlobs", "getBlob"].map((name) => `${pds} com.atproto.sync.${name}`),
      ...["getRecord", "listRecords", "describeRepo"].map((name) => `${pds} com.atproto.repo.${name}`),
      ...["getRepo", "getLatestCommit", "getRepoStatus", "listRepos"].map((name) => `${relay} com.atproto.sync.${name}`),
      ...["actor.getProfile", "actor.getProfiles", "feed.getAuthorFeed", "feed.getPosts", "feed.getPostThread", "graph.getFollows"].map((name) => `${appView} app.bsky.${name}`)
    ]))
  })

  for (const [host, question] of new Map(asked.map((each) => [each.join(" "), each])).values()) {
    it(`notices ${host} when it shows it in ${question.slice("/xrpc/".length).split("?")[0]}`, () => {
      const found = verdict([...life, pause], (at, path) => at === host && path === question ? showing(path) : honest(at, path))
      expect(found.said.length).toBeGreaterThan(0)
      for (const message of found.said) expect(message).toContain(host)
    })
  }

})

describe("ACCT-1 notices a relay", () => {
  it("that sends who wants a hidden repository to its server", () => {
    const sends: Answer = (host, question) => host === relay && question.includes("getRepo?") ? { status: 302, json: {} } : honest(host, question)
    expect(verdict([...life, pause], sends).said).toHaveLength(1)
  })
})

describe("ACCT-1 notices a PDS", () => {
  it("that replays the commits of a deleted account to who comes later", () => {
    expect(verdict([...life, leave, listens(100, 2), hears(110, 2, commit)], honest).said).toHaveLength(1)
  })

})

describe("of an account that has left, ACCT-1", () => {
  const proxied = (given: string): Answer => (host, question) =>
    host === pds && question.includes("repo.getRecord?") ? { status: 200, json: { uri: `at://${alice}/${post}`, cid: given, value: {} } } : honest(host, question)

  it("lets the server it has left give a record as its new home has it", () => {
    expect(verdict([...life, moveOut], proxied(cid.toString()), "pds2.test").said).toEqual([])
  })

  it("notices a server that still gives a record of its own", () => {
    const old = Cid.ofCbor(new Uint8Array([0x80])).toString()
    expect(verdict([...life, moveOut], proxied(old), "pds2.test").said).toHaveLength(1)
  })
})

describe("while an account has left and the network moves, ACCT-1", () => {
  const question = `/xrpc/com.atproto.repo.getRecord?repo=${alice}&collection=app.bsky.feed.post&rkey=3l22222222222`
  const record = (given: string) => ({ uri: `at://${alice}/${post}`, cid: given, value: {} })
  const asks = (at: number, from: string, to: string): HttpRequestSent => ({
    _tag: "HttpRequestSent", at, exchange: ++exchanges, from, to, method: "GET", path: question, headers: {}, body: new Uint8Array()
  })
  const answers = (at: number, request: HttpRequestSent, json: unknown): Observation => ({
    _tag: "HttpResponseReceived", at, exchange: request.exchange, request, status: 200, headers: {}, body: bytesOf(json)
  })
  const own = record(cid.toString())
  const judged = (...observed: ReadonlyArray<Observation>) => verdict([...life, moveOut, observed], (host, path) => honest(host, path), "pds2.test", "pds2.test").said
  const fromDevice = asks(100, "device.test", pds)
  const fromServer = asks(105, pds, appView)

  it("lets the server it has left pass on what its App View answers", () => {
    expect(judged(fromDevice, fromServer, answers(110, fromServer, own), answers(115, fromDevice, own))).toEqual([])
  })

  it("notices one that gives the record without asking, by an answer of before, or another than it got", () => {
    const earlier = asks(60, pds, appView)
    expect(judged(fromDevice, answers(115, fromDevice, own))).toHaveLength(1)
    expect(judged(earlier, answers(70, earlier, own), fromDevice, answers(115, fromDevice, own))).toHaveLength(1)
    expect(judged(fromDevice, fromServer, answers(110, fromServer, record("another")), answers(115, fromDevice, own))).toHaveLength(1)
  })

  it("notices one that gives anything but the record", () => {
    const list = { ...fromDevice, path: `/xrpc/com.atproto.repo.listRecords?repo=${alice}&collection=app.bsky.feed.post` }
    expect(judged(list, answers(115, list, { records: [own] }))).toHaveLength(1)
  })
})

describe("of an account that is deleted, ACCT-1", () => {
  it("says nothing of a listener that had been there before", () => {
    expect(verdict([...life, leave, hears(110, 1, commit)], honest).said).toEqual([])
  })
})
