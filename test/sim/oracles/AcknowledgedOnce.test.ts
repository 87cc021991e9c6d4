/** REPO-7 and accounts that are deleted: what their deletion may take from the replay, and what it must not hide. */
import { describe, expect, it } from "vitest"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as RepoPath from "../../../src/protocol/syntax/RepoPath.ts"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"
import type { HttpRequestSent, Observation } from "../../../src/sim/Observation.ts"
import { AcknowledgedOnce } from "../../../src/sim/oracles/AcknowledgedOnce.ts"
import { Ledger } from "../../../src/sim/oracles/model/Ledger.ts"
import * as Town from "./SmallTown.ts"

const pds = "pds1.test"
const [alice, bob] = ["a", "b"].map((letter) => Did.make(`did:plc:${letter.repeat(24)}`)) as [Did.Did, Did.Did]
const time = Datetime.fromMillis(0)
const cidOf = (text: string) => Cid.ofCbor(new TextEncoder().encode(text))
const bytesOf = (json: unknown) => new TextEncoder().encode(JSON.stringify(json))

let exchanges = 0
const request = (at: number, path: string, body: unknown): HttpRequestSent => ({
  _tag: "HttpRequestSent", at, exchange: ++exchanges, from: "device.test", to: pds, method: "POST", path: `/xrpc/${path}`, headers: {}, body: bytesOf(body)
})

const answered = (at: number, sent: HttpRequestSent, body: unknown): ReadonlyArray<Observation> => [
  sent,
  { _tag: "HttpResponseReceived", at, exchange: sent.exchange, request: sent, status: 200, headers: {}, body: bytesOf(body) }
]

const pathOf = (name: string) => RepoPath.make(`app.bsky.feed.post/${name}`)

/** Somebody writes, and is told that it was done. */
const writes = (did: string, name: string, at: number) =>
  answered(at + 10, request(at, "com.atproto.repo.createRecord", { repo: did, collection: "app.bsky.feed.post" }), {
    uri: `at://${did}/${pathOf(name)}`, cid: cidOf(name).toString(), commit: { cid: cidOf(`commit of ${name}`).toString(), rev: "" }
  })

const deletes = (did: string, at: number) => answered(at + 10, request(at, "com.atproto.server.deleteAccount", { did }), {})

const listens: Observation = { _tag: "SocketOpened", at: 0, connection: 1, from: "relay1.test", to: pds, path: "/xrpc/com.atproto.sync.subscribeRepos?cursor=0" }
const hears = (at: number, bytes: Uint8Array): Observation => ({ _tag: "FrameSent", at, connection: 1, from: pds, to: "relay1.test", path: listens.path, bytes })

const commit = (seq: number, did: Did.Did, name: string) =>
  RepoEvent.encode({
    _tag: "Commit", seq, repo: did, commit: cidOf(`commit of ${name}`), rev: Tid.fromMicros(seq, 0), since: null, blocks: new Uint8Array(),
    ops: [{ action: "create", path: pathOf(name), cid: cidOf(name) }], time
  })
const gone = (seq: number, did: Did.Did) => RepoEvent.encode({ _tag: "Account", seq, did, time, active: false, status: "deleted" })

/** How often the oracle looked, and what it found. */
const verdict = (...observed: ReadonlyArray<Observation | ReadonlyArray<Observation>>) => {
  const ledger = new Ledger([{ host: pds, kind: "pds" }])
  const said: Array<string> = []
  let checked = 0
  const { observe, reckon } = AcknowledgedOnce.make((holds, message) => {
    checked++
    if (!holds) said.push(message())
  }, ledger)
  for (const o of observed.flat()) {
    ledger.observe(o)
    observe?.(o)
  }
  reckon!()
  return { checked, said }
}

describe("a write of an account that is deleted", () => {
  it("may be missing if nobody had come to it before the deletion", () => {
    expect(verdict(writes(alice, "one", 100), deletes(alice, 200), listens, hears(400, gone(2, alice)))).toEqual({ checked: 0, said: [] })
  })

  it("may be missing though a later one of somebody else is heard, once the deletion is asked for", () => {
    const { said } = verdict(writes(alice, "one", 100), writes(bob, "two", 150), deletes(alice, 200), listens, hears(400, commit(2, bob, "two")), hears(401, gone(3, alice)))
    expect(said).toEqual([])
  })

  it("may not be missing if the stream had passed it before", () => {
    const { checked, said } = verdict(listens, writes(alice, "one", 100), writes(bob, "two", 150), hears(180, commit(2, bob, "two")), deletes(alice, 200), hears(400, gone(3, alice)))
    expect(checked).toBe(2)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(alice)
  })

  it("is looked for like any other if it was heard in time", () => {
    const heard = [hears(120, commit(1, alice, "one")), hears(180, commit(2, bob, "two"))]
    expect(verdict(listens, writes(alice, "one", 100), writes(bob, "two", 150), heard, deletes(alice, 200), hears(400, gone(3, alice)))).toEqual({ checked: 2, said: [] })
  })
})

describe("REPO-7 notices a PDS", () => {
  it("that loses a write of an account which is deleted long after", () => {
    const town = {
      duration: "3m",
      population: { ...Town.people, accounts: 18 },
      timeline: [{ what: "accounts", at: "70s", share: "100%", within: "50s", pause: "20s", forGood: "100%" }]
    }
    let deleted: string | undefined
    Town.run({
      town,
      interpose: Town.frames(pds, (event, { bytes }) => {
        if (event._tag === "Account" && event.status === "deleted") deleted ??= event.did
        return bytes
      })
    })
    Town.expectCaught({
      town,
      interpose: Town.oneCommit(pds, (event) => event.repo === deleted && event.ops.some(({ action }) => action === "create"), () => "drop", 2)
    }, "REPO-7", ["SYNC-2", "MST-1", "REPO-3", "RELAY-3", "RELAY-10", "VIEW-3", "VIEW-5", "MOD-5", "SYNC-14"])
  })
})
