/**
 * Planted bugs in how people and records are named, and the oracles that
 * notice. What else they violate follows from the same bug.
 */
import { describe, expect, it } from "vitest"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
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
    const trial = TidsRise.make((holds, message) => void (holds || wrong.push(message())), new Ledger([{ host: pds, kind: "pds" }]))
    for (const o of observed) trial.observe?.(o)
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
    }, "ID-6", ["VIEW-5", "MOD-5"])
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
