/**
 * Planted bugs in how people and records are named, and the oracles that
 * notice. What else they violate follows from the same bug.
 */
import { describe, expect, it } from "vitest"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as Handle from "../../../src/protocol/syntax/Handle.ts"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"
import type { HttpRequestSent, Observation } from "../../../src/sim/Observation.ts"
import { Ledger } from "../../../src/sim/oracles/model/Ledger.ts"
import { TidsRise } from "../../../src/sim/oracles/TidsRise.ts"
import * as Town from "./SmallTown.ts"

const pds = "pds1.test"
const appView = "appview.test"

describe("ID-3 notices", () => {
  it("a PDS whose clock shows seconds, and whose generator looks at one repository only", () => {
    const sound = Tid.TidClock.prototype.above
    Tid.TidClock.prototype.above = function(nowMicros, after) {
      const seconds = Math.floor(nowMicros / 1_000_000) * 1_000_000
      return Tid.fromMicros(Math.max(seconds, Tid.toMicros(after) + 1), this.clockId)
    }
    try {
      Town.expectCaught({}, "ID-3")
    } finally {
      Tid.TidClock.prototype.above = sound
    }
  })

  const alice = `did:plc:${"a".repeat(24)}`
  const bob = `did:plc:${"b".repeat(24)}`
  const [earlier, later] = [Tid.fromMicros(1_000, 1), Tid.fromMicros(2_000, 1)]
  const said = (...observed: ReadonlyArray<Observation>) => {
    const wrong: Array<string> = []
    const ledger = new Ledger([{ host: pds, kind: "pds" }])
    const trial = TidsRise.make((holds, message) => void (holds || wrong.push(message())), ledger)
    for (const o of observed) {
      ledger.observe(o)
      trial.observe?.(o)
    }
    return wrong
  }
  const answered = (at: number, method: string, repo: string, output: unknown): Observation => {
    const bytes = (json: unknown) => new TextEncoder().encode(JSON.stringify(json))
    const request: HttpRequestSent = {
      _tag: "HttpRequestSent", at, exchange: at, from: "phone.test", to: pds, method: "POST", path: `/xrpc/dev.orrery.repo.${method}`, headers: {}, body: bytes({ repo })
    }
    return { _tag: "HttpResponseReceived", at: at + 5, exchange: at, request, status: 200, headers: {}, body: bytes(output) }
  }
  const taken = (at: number, rev: string) => answered(at, "putCommit", alice, { commit: { rev, cid: `cid of ${rev}` } })

  it("a PDS that takes a commit of a device below the one before", () => {
    expect(said(taken(10, earlier), taken(20, later), taken(30, later))).toEqual([])
    expect(said(taken(10, later), taken(20, earlier))).toEqual([`${pds} took ${earlier} of ${alice} after ${later}`])
  })

  it("a PDS that gives one rev to two accounts to sign", () => {
    const given = (at: number, did: string) => answered(at, "prepareCommit", did, { rev: later })
    expect(said(given(10, alice))).toEqual([])
    expect(said(given(10, alice), given(12, bob))).toEqual([`${pds} gave ${later} to ${alice} and to ${bob} to sign`])
  })

  it("a PDS that gives to sign what is not above all that it gave before", () => {
    const given = (at: number, rev: string, since: string | null = null, did = alice) => answered(at, "prepareCommit", did, { rev, since })
    expect(said(given(10, earlier), given(20, later))).toEqual([])
    expect(said(given(10, later), given(20, earlier))).toEqual([`${pds} gave ${earlier} to ${alice} to sign after ${later}`])
    expect(said(given(10, later), given(20, later))).toHaveLength(1)
    // On their way at once, in whatever order.
    expect(said(given(10, later), given(12, earlier, null, bob))).toEqual([])
  })

  it("nothing where a head is ahead of the generator, and not one microsecond beside that", () => {
    const ahead = Tid.fromMicros(9_000, 1)
    const given = (at: number, rev: string, since: string) => answered(at, "prepareCommit", alice, { rev, since })
    expect(said(given(10, later, earlier), given(20, Tid.fromMicros(9_001, 1), ahead), given(30, Tid.fromMicros(3_000, 1), earlier))).toEqual([])
    expect(said(given(10, later, earlier), given(20, Tid.fromMicros(9_002, 1), ahead), given(30, Tid.fromMicros(3_000, 1), earlier))).toHaveLength(1)
  })

  const connects: Observation = { _tag: "SocketOpened", at: 1, connection: 1, from: "relay.test", to: pds, path: "/xrpc/com.atproto.sync.subscribeRepos" }
  const says = (at: number, seq: number, did: string, micros: number): Observation => ({
    _tag: "FrameSent", at, connection: 1, from: pds, to: "relay.test", path: "/xrpc/com.atproto.sync.subscribeRepos",
    bytes: RepoEvent.encode({
      _tag: "Commit", seq, repo: Did.make(did), commit: Cid.ofCbor(new Uint8Array([seq])), rev: Tid.fromMicros(micros, 1), since: null,
      blocks: new Uint8Array(), ops: [], time: Datetime.fromMillis(0)
    })
  })
  const disk = (at: number, syncMillis: number): Observation => ({ _tag: "FaultFired", at, kind: "disk", detail: `${pds} {"syncMillis":${syncMillis},"full":false}` })
  const writes = (at: number, did: string, micros: number): Observation => {
    const write = answered(at, "createRecord", did, { uri: `at://${did}/a.b.c/d`, cid: "cid", commit: { cid: "cid", rev: Tid.fromMicros(micros, 1) } })
    if (write._tag !== "HttpResponseReceived") return write
    return { ...write, request: { ...write.request, path: "/xrpc/com.atproto.repo.createRecord" } }
  }

  it("a stream with a lower rev after a higher, unless commits waited for the disk", () => {
    const fall = [says(50, 2, alice, 3_000), says(50, 3, bob, 2_000)]
    const start = [connects, says(5, 1, bob, 1_000)]
    const told = [`${pds} gave ${later} after ${Tid.fromMicros(3_000, 1)}`]
    expect(said(...start, ...fall)).toEqual(told)
    expect(said(...start, disk(10, 20), ...fall)).toEqual([])
    // What the slow disk had begun is done 20 ms after its end.
    expect(said(...start, disk(10, 20), disk(60, 0), ...fall)).toEqual([])
    expect(said(connects, says(5, 1, bob, 2_500), disk(10, 20), ...fall)).toEqual(told)
    const after = [writes(90, alice, 1_500), says(95, 4, alice, 1_500)]
    expect(said(...start, disk(10, 20), disk(60, 0), ...after, says(100, 5, alice, 3_000), says(101, 6, bob, 2_000))).toEqual(told)
  })

  it("what was asked for after another was acknowledged and is not above it, slow disk or not", () => {
    const start = [connects, disk(2, 20)]
    const fall = `${pds} gave ${earlier} to ${bob}, asked for after ${later} was acknowledged`
    expect(said(...start, writes(10, alice, 2_000), says(12, 1, alice, 2_000), writes(20, bob, 1_000), says(22, 2, bob, 1_000))).toEqual([fall])
    // The stream may tell it first, or last.
    expect(said(...start, says(12, 1, alice, 2_000), says(22, 2, bob, 1_000), writes(10, alice, 2_000), writes(20, bob, 1_000))).toEqual([fall])
    expect(said(...start, writes(10, alice, 2_000), says(12, 1, alice, 2_000), writes(12, bob, 1_000), says(22, 2, bob, 1_000))).toEqual([])
    const restart: Observation = { _tag: "ActorStarted", at: 16, host: pds, kind: "pds" }
    expect(said(...start, writes(10, alice, 2_000), says(12, 1, alice, 2_000), restart, writes(20, bob, 1_000), says(22, 2, bob, 1_000))).toEqual([])
  })

  it("a PDS whose clock shows tens of seconds, though its disk is slow", () => {
    const sound = Tid.TidClock.prototype.above
    Tid.TidClock.prototype.above = function(nowMicros, after) {
      const tens = Math.floor(nowMicros / 10_000_000) * 10_000_000
      return Tid.fromMicros(Math.max(tens, Tid.toMicros(after) + 2), this.clockId)
    }
    try {
      Town.expectCaught({ town: { faults: [{ kind: "disk", at: "1s", for: "119s", target: pds, sync: "20ms" }] } }, "ID-3")
    } finally {
      Tid.TidClock.prototype.above = sound
    }
  })

  it("a second fall for one start", () => {
    const start: Observation = { _tag: "ActorStarted", at: 15, host: pds, kind: "pds" } as Observation
    const given = (at: number, rev: string) => answered(at, "prepareCommit", alice, { rev, since: null })
    expect(said(given(10, later), start, given(20, earlier))).toEqual([])
    expect(said(given(10, Tid.fromMicros(3_000, 1)), start, given(20, later), given(30, earlier))).toHaveLength(1)
  })
})

describe("ID-6 notices", () => {
  it("people who like and answer posts by the names that an App View gave for them", () => {
    interface Item {
      readonly post: { readonly uri: string; readonly author: { readonly did: string; readonly handle: string } }
    }
    Town.expectCaught({
      interpose: Town.answers(appView, "app.bsky.feed.getTimeline", ({ feed }: { readonly feed: ReadonlyArray<Item> }) => ({
        feed: feed.map(({ post, ...item }) => ({ ...item, post: { ...post, uri: post.uri.replace(post.author.did, post.author.handle) } }))
      }))
    }, "ID-6", ["VIEW-3", "VIEW-5", "MOD-5"])
  })
})

describe("ID-8 notices", () => {
  it("a relay that passes on whatever handle it is told", () => {
    Town.expectCaught({
      interpose: Town.frames("relay.test", (event, { bytes }) =>
        event._tag === "Identity" ? RepoEvent.encode({ ...event, handle: Handle.make("somebody.else.test") }) : bytes)
    }, "ID-8")
  })

  it("a PDS that resolves a handle to whoever had it first", () => {
    let first: unknown
    Town.expectCaught({
      town: { population: { ...Town.people, customHandles: "100%" } },
      interpose: Town.answers(pds, "com.atproto.identity.resolveHandle", ({ did }: { readonly did: string }, { to }) =>
        to === "observer.test" ? { did: first ??= did } : undefined)
    }, "ID-8")
  })
})
