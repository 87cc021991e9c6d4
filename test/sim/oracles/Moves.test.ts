/** Bugs in moves, and the oracles that see them. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { HttpRequestSent, HttpResponseReceived, Observation } from "../../../src/sim/Observation.ts"
import { CameBack } from "../../../src/sim/oracles/CameBack.ts"
import { Jury } from "../../../src/sim/oracles/Jury.ts"
import { LeftHostIgnored } from "../../../src/sim/oracles/LeftHostIgnored.ts"
import { MovedWhole } from "../../../src/sim/oracles/MovedWhole.ts"
import { MoveUndone } from "../../../src/sim/oracles/MoveUndone.ts"
import { MoveHeard, RevAcrossMove } from "../../../src/sim/oracles/MoveHeard.ts"
import { OneHome } from "../../../src/sim/oracles/OneHome.ts"
import { OpenedAtHome } from "../../../src/sim/oracles/OpenedAtHome.ts"
import type { Oracle } from "../../../src/sim/oracles/Oracle.ts"
import type { ReportData } from "../../../src/sim/report/ReportData.ts"
import * as Run from "../../../src/sim/Run.ts"
import { layerOf } from "../../../src/actors/Actor.ts"
import type { Interpose } from "../../../src/sim/network/Interpose.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"
import { probing } from "./Probing.ts"
import * as SmallTown from "./SmallTown.ts"

const town = {
  topology: { pds: 2 },
  duration: "3m",
  timeline: [{ what: "move", at: "60s", share: "100%", within: "30s" }],
  population: { ...SmallTown.people, accounts: 4 }
}

/** The oracles of moves alone, over a town in which everybody moves. */
const seenWith = (interpose: Interpose | undefined, ...oracles: ReadonlyArray<Oracle>): ReportData["run"]["invariants"] =>
  Run.toEnd(new Run.Run({ scenario: SmallTown.scenario(town), seed: 1, layerOf, oracles, ...(interpose === undefined ? {} : { interpose }) })).run.invariants

const all = [MovedWhole, OneHome, RevAcrossMove, MoveUndone, OpenedAtHome, MoveHeard]

const violatedBy = (interpose: Interpose): ReadonlyArray<string> =>
  seenWith(interpose, ...all).filter(({ violationCount }) => violationCount > 0).map(({ code }) => code)

/** As `violatedBy`, of PDSes that err themselves. */
const violatedAt = (actor: typeof layerOf): ReadonlyArray<string> =>
  Run.toEnd(new Run.Run({ scenario: SmallTown.scenario(town), seed: 1, layerOf: actor, oracles: all })).run.invariants
    .filter(({ violationCount }) => violationCount > 0).map(({ code }) => code)

const pdsHosts = ["pds1.test", "pds2.test"]
const atEveryPds = (change: (host: string) => Interpose): Interpose => {
  const hooks = new Map(pdsHosts.map((host) => [host, change(host)]))
  return (host, message) => hooks.get(host)?.(host, message) ?? message.bytes
}

describe("where everybody moves", () => {
  it("each oracle of moves has something to check, and nothing to say", () => {
    for (const { checked, code, violationCount } of seenWith(undefined, ...all)) {
      expect([code, checked > 0, violationCount]).toEqual([code, true, 0])
    }
  })

  it("preferences that did not come along are noticed [MIG-1]", () => {
    const lost = atEveryPds((host) => SmallTown.answers(host, "app.bsky.actor.getPreferences", () => ({ preferences: [] })))
    expect(violatedBy(lost)).toEqual(["MIG-1"])
  })

  it("a host that takes no preferences of newcomers, or keeps other bytes of them, is noticed [MIG-1]", () => {
    const ofNewcomer = "(SELECT status FROM account WHERE id = NEW.account) IS NOT NULL"
    expect(violatedAt(SmallTown.withTrigger(`BEFORE INSERT ON preference WHEN ${ofNewcomer} BEGIN SELECT RAISE(IGNORE); END`))).toEqual(["MIG-1"])
    expect(violatedAt(SmallTown.withTrigger(`AFTER INSERT ON blob WHEN ${ofNewcomer} BEGIN UPDATE blob SET bytes = zeroblob(length(bytes)) WHERE rowid = NEW.rowid; END`))).toEqual(["MIG-1"])
  })

  it("a blob that the new host does not have is noticed [MIG-1]", () => {
    const lost: Interpose = (_host, message) =>
      message.kind === "response" && message.to === "observer.test" && message.path.includes("sync.getBlob") ? "drop" : message.bytes
    expect(violatedBy(lost)).toEqual(["MIG-1"])
  })

  it("an old host that goes on as if nothing had happened is noticed [MIG-2]", () => {
    const awake = atEveryPds((host) =>
      SmallTown.answers(host, "com.atproto.sync.getRepoStatus", (status: { readonly did: string }) => ({ did: status.did, active: true })))
    expect(violatedBy(awake)).toEqual(["MIG-2"])
  })

  it("a relay that swallows the news of an account is noticed [MIG-7]", () => {
    const mute = SmallTown.frames("relay.test", (event, { bytes }) => event._tag === "Account" && event.active ? "drop" : bytes)
    expect(violatedBy(mute)).toContain("MIG-7")
  })

  it("a relay that passes the old host's last commit on once more, after the new one's first, is noticed [MIG-3] [MIG-7]", () => {
    const last = new Map<string, { readonly bytes: Uint8Array; readonly since: string | null }>()
    let seq = 1_000_000
    let done = false
    const stale = SmallTown.frames("relay.test", (event, { bytes }) => {
      if (event._tag !== "Commit") return bytes
      const before = last.get(event.repo)
      last.set(event.repo, { bytes, since: event.since })
      // The first commit of a new home has no operations, and follows something.
      if (done || before === undefined || event.ops.length > 0 || event.since === null) return bytes
      done = true
      return [bytes, RepoEvent.withSeq(before.bytes, seq++)]
    })
    const codes = violatedBy(stale)
    expect(codes).toContain("MIG-7")
    expect(codes).toContain("MIG-3")
  })
})

describe("a resync at a move is allowed for what the relay cannot know, and MIG-3 notices", () => {
  /** Changes what the relay says of each account's commits, told whether it is the first of a new home. */
  const relayed = (change: (event: RepoEvent.CommitEvent, first: boolean, count: number) => RepoEvent.CommitEvent | "drop"): Interpose => {
    const counts = new Map<string, number>()
    return SmallTown.frames("relay.test", (event, { bytes }) => {
      if (event._tag !== "Commit") return bytes
      const count = (counts.get(event.repo) ?? 0) + 1
      counts.set(event.repo, count)
      const changed = change(event, event.ops.length === 0 && event.since !== null, count)
      return changed === "drop" ? "drop" : changed === event ? bytes : RepoEvent.encode(changed)
    })
  }
  const seen = (interpose: Interpose) => seenWith(interpose, RevAcrossMove)[0]!

  it("nothing where the relay passes everything on", () => {
    expect(seen(relayed((event) => event))).toMatchObject({ code: "MIG-3", violationCount: 0 })
  })

  it("a relay that kept from everybody what it heard while the old host was home", () => {
    const arrived = new Set<string>()
    const keeps = relayed((event, first, count) => {
      if (first) arrived.add(event.repo)
      return count > 3 && !arrived.has(event.repo) ? "drop" : event
    })
    expect(seen(keeps).violationCount).toBeGreaterThan(0)
  })

  it("a first commit that follows what nobody ever said", () => {
    const rootless = relayed((event, first) => first ? { ...event, since: Tid.fromMicros(Tid.toMicros(event.since!) + 1, 0) } : event)
    expect(seen(rootless).violationCount).toBeGreaterThan(0)
  })

  it("a first commit over another tree than it says it follows", () => {
    const other = relayed((event, first) => first ? { ...event, prevData: Cid.ofCbor(new Uint8Array([0xa0])) } : event)
    expect(seen(other).violationCount).toBeGreaterThan(0)
  })
})

describe("where everybody sets out and thinks better of it", () => {
  const wavering = { ...town, timeline: [{ ...town.timeline[0], quit: "100%" }] }
  const seen = (interpose?: Interpose) =>
    Run.toEnd(new Run.Run({ scenario: SmallTown.scenario(wavering), seed: 2, layerOf, oracles: [MoveUndone], ...(interpose === undefined ? {} : { interpose }) })).run.invariants[0]!

  it("nobody has lost anything", () => {
    expect(seen()).toMatchObject({ code: "MIG-4", violationCount: 0 })
    expect(seen().checked).toBeGreaterThan(10)
  })

  it("a home that has less than before is noticed [MIG-4]", () => {
    const less: Interpose = (_host, message) =>
      message.kind === "response" && message.to === "observer.test" && message.path.includes("sync.getRepo?") ? "drop" : message.bytes
    expect(seen(less).violationCount).toBeGreaterThan(0)
  })

  it("a home that does not wake the account again is noticed [MIG-4]", () => {
    const asleep = atEveryPds((host) =>
      SmallTown.answers(host, "com.atproto.sync.getRepoStatus", (status: { readonly did: string }) => ({ did: status.did, active: false, status: "deactivated" })))
    expect(seen(asleep).violationCount).toBeGreaterThan(0)
  })
})

/** Observations as an onlooker would write them down. */
const did = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
let exchange = 0
const told = (at: number, to: string, path: string, input: unknown, output: unknown, token?: string): Observation => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const request: HttpRequestSent = {
    _tag: "HttpRequestSent", at: at - 10, exchange: ++exchange, from: "devices.test", to, method: "POST", path, headers, body: encode(input)
  }
  return { _tag: "HttpResponseReceived", at, exchange, request, status: 200, headers: {}, body: encode(output) }
}
const operation = (pds: string, key: string, prev: string | null) => ({
  type: "plc_operation", prev, sig: "", rotationKeys: [], alsoKnownAs: ["at://alice.test"],
  verificationMethods: { atproto: key }, services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: `https://${pds}` } }
})
const hosts = [...pdsHosts.map((host) => ({ host, kind: "pds" })), { host: "plc.test", kind: "plc" }, { host: "appview.test", kind: "appview" }]
const signedIn = (at: number, host: string, token: string) =>
  told(at, host, "/xrpc/com.atproto.server.createSession", { identifier: did }, { did, accessJwt: token, refreshJwt: `refresh ${token}` })

const judged = (oracle: Oracle, observations: ReadonlyArray<Observation>, answers: (host: string, path: string) => unknown = () => ({})) => {
  const jury = new Jury([oracle], hosts)
  for (const o of observations) jury.observe(o)
  Effect.runSync(jury.atRest(probing(0, (host, path) => Effect.sync(() => ({ status: 200, body: encode(answers(host, path)) })))))
  jury.reckon(0)
  const [finding] = jury.findings()
  return { checked: finding?.checked, violationCount: finding?.violationCount }
}

describe("as told from outside", () => {
  const atHome = told(100, "plc.test", `/${did}`, operation("pds1.test", "did:key:z1", null), {})
  const moved = told(5_000, "plc.test", `/${did}`, operation("pds2.test", "did:key:z2", "bafyunknown"), {})
  const wakes = (at: number, host: string) => told(at, host, "/xrpc/com.atproto.server.activateAccount", {}, {}, "alice-token")
  const wants = (at: number, key: string) =>
    told(at, "pds2.test", "/xrpc/com.atproto.identity.getRecommendedDidCredentials", {}, { verificationMethods: { atproto: key } }, "alice-token")

  it("a host that wakes an account before the DID names it, or under another key, is noticed [MIG-5]", () => {
    const start = [atHome, signedIn(200, "pds2.test", "alice-token")]
    expect(judged(OpenedAtHome, [...start, wakes(3_000, "pds2.test")])).toEqual({ checked: 1, violationCount: 1 })
    expect(judged(OpenedAtHome, [...start, wants(300, "did:key:z2"), moved, wakes(9_000, "pds2.test")])).toEqual({ checked: 1, violationCount: 0 })
    expect(judged(OpenedAtHome, [...start, wants(300, "did:key:z3"), moved, wakes(9_000, "pds2.test")])).toEqual({ checked: 1, violationCount: 1 })
  })

  const fled: ReadonlyArray<Observation> = [
    atHome,
    { _tag: "ActorStopped", at: 1_000, host: "pds1.test", kind: "pds", how: "crash" },
    told(4_000, "pds2.test", "/xrpc/com.atproto.server.createAccount", { did, handle: "alice.pds2.test" }, { did, accessJwt: "alice-token" })
  ]

  const arrives = told(3_000, "pds2.test", "/xrpc/com.atproto.server.createAccount", { did, handle: "alice.pds2.test" }, { did, accessJwt: "alice-token" })
  const listens: Observation = {
    _tag: "SocketOpened", at: 1_000, connection: 1, from: "relay.test", to: "pds2.test", path: "/xrpc/com.atproto.sync.subscribeRepos"
  }
  const says = (at: number, status: string | undefined): Observation => ({
    _tag: "FrameSent", at, connection: 1, from: "pds2.test", to: "relay.test", path: "/xrpc/com.atproto.sync.subscribeRepos",
    bytes: RepoEvent.encode({ _tag: "Account", seq: at, did: Did.make(did), active: status === undefined, time: Datetime.fromMillis(0), ...(status === undefined ? {} : { status }) })
  })

  it("a host that got the DID and never said that the account is awake, or that speaks of one it never got, is noticed [MIG-4]", () => {
    const start = [atHome, signedIn(200, "pds2.test", "alice-token"), arrives]
    expect(judged(MoveUndone, [...start, moved, wakes(9_000, "pds2.test")])).toEqual({ checked: 1, violationCount: 0 })
    expect(judged(MoveUndone, [...start, moved])).toEqual({ checked: 1, violationCount: 1 })
    expect(judged(MoveUndone, start)).toEqual({ checked: 1, violationCount: 0 })
    expect(judged(MoveUndone, [...start, listens, says(4_000, undefined)])).toEqual({ checked: 1, violationCount: 1 })
  })

  it("a host that ends an account though nobody asked it to, or shows one that its owner has ended, is noticed [MIG-2]", () => {
    const came = [atHome, signedIn(200, "pds2.test", "alice-token"), listens, arrives, moved, wakes(9_000, "pds2.test"), says(9_100, undefined)]
    // Asked at the new host, and the answer lost.
    const { request } = told(20_000, "pds2.test", "/xrpc/com.atproto.server.deleteAccount", { did, password: "", token: "" }, {}) as HttpResponseReceived
    const atEnd = (active: boolean, ...ends: ReadonlyArray<Observation>) =>
      judged(OneHome, [...came, ...ends], (host) => ({ did, active: host === "pds2.test" && active })).violationCount
    expect([atEnd(true), atEnd(false)]).toEqual([0, 1])
    expect([atEnd(true, request, says(20_100, "deleted")), atEnd(false, request, says(20_100, "deleted"))]).toEqual([1, 0])
    // Nobody asked; or asked, and nothing was said of it; or asked elsewhere; or before it came.
    expect(atEnd(false, says(20_100, "deleted"))).toBe(1)
    expect(atEnd(false, request)).toBe(1)
    expect(atEnd(false, { ...request, to: "pds1.test" }, says(20_100, "deleted"))).toBe(1)
    expect(atEnd(false, { ...request, at: 4_000 }, says(20_100, "deleted"))).toBe(1)
  })

  it("somebody who fled from a host that is gone and did not come through is noticed [MIG-6]", () => {
    expect(judged(CameBack, [...fled, moved], () => ({ did, active: true }))).toEqual({ checked: 1, violationCount: 0 })
    expect(judged(CameBack, fled, () => ({ did, active: true }))).toEqual({ checked: 1, violationCount: 1 })
    expect(judged(CameBack, [...fled, moved], () => ({ did, active: false, status: "deactivated" }))).toEqual({ checked: 1, violationCount: 1 })
  })

  it("an App View that shows what a host wrote for somebody who had left it is noticed [MIG-8]", () => {
    const uri = `at://${did}/app.bsky.feed.post/3kkkkkkkkkk22`
    const forged = told(60_000, "pds1.test", "/xrpc/com.atproto.repo.createRecord", { repo: did }, { uri, cid: "bafyrecord", commit: { cid: "bafycommit" } })
    expect(judged(LeftHostIgnored, [atHome, moved, forged], () => ({ posts: [] }))).toEqual({ checked: 1, violationCount: 0 })
    expect(judged(LeftHostIgnored, [atHome, moved, forged], () => ({ posts: [{ uri }] }))).toEqual({ checked: 1, violationCount: 1 })
  })
})
