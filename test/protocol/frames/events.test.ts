import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Car from "../../../src/protocol/car/Car.ts"
import { CborEncodeError } from "../../../src/protocol/data/CborError.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import { fromJson } from "../../../src/protocol/data/Json.ts"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as LabelEvent from "../../../src/protocol/frames/LabelEvent.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as Handle from "../../../src/protocol/syntax/Handle.ts"
import * as RepoPath from "../../../src/protocol/syntax/RepoPath.ts"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"
import * as vectors from "../data/vectors.ts"

const alice = Did.make("did:plc:alice")
const time = Datetime.make("2026-01-05T18:00:00.000Z")
const rev = Tid.make("3jzfcijpj2z2a")
const cid = (n: number) => Cid.ofCbor(Uint8Array.of(n))

const commit: RepoEvent.CommitEvent = {
  _tag: "Commit",
  seq: 7,
  repo: alice,
  commit: cid(1),
  rev,
  since: null,
  blocks: Uint8Array.of(1, 2, 3),
  ops: [
    { action: "create", path: RepoPath.make("app.bsky.feed.post/a"), cid: cid(2) },
    { action: "update", path: RepoPath.make("app.bsky.feed.post/b"), cid: cid(3), prev: cid(4) },
    { action: "delete", path: RepoPath.make("app.bsky.feed.post/c"), cid: null, prev: cid(5) }
  ],
  prevData: cid(6),
  time
}

const events: ReadonlyArray<Exclude<RepoEvent.RepoEvent, RepoEvent.UnknownEvent>> = [
  commit,
  { _tag: "Commit", seq: 1, repo: alice, commit: cid(1), rev, since: rev, blocks: new Uint8Array(), ops: [], time },
  { _tag: "Sync", seq: 8, did: alice, rev, blocks: Uint8Array.of(1), time },
  { _tag: "Identity", seq: 9, did: alice, time },
  { _tag: "Identity", seq: 9, did: alice, handle: Handle.INVALID, time },
  { _tag: "Account", seq: 10, did: alice, active: true, time },
  { _tag: "Account", seq: 10, did: alice, active: false, status: "a-word-to-come", time },
  { _tag: "Info", name: "OutdatedCursor" },
  { _tag: "Info", name: "OutdatedCursor", message: "sorry" }
]

const read = (bytes: Uint8Array) => Result.flatMap(Frame.decode(bytes), RepoEvent.fromFrame)
const payloadOf = (event: RepoEvent.CommitEvent): DataObject => {
  const frame = Result.getOrThrow(Frame.decode(RepoEvent.encode(event)))
  return frame._tag === "Message" ? frame.payload : {}
}

describe("events of subscribeRepos", () => {
  it.each(events)("STREAM-4: $_tag comes back as it was sent", (event) => {
    expect(Result.getOrThrow(read(RepoEvent.encode(event)))).toEqual(event)
  })

  it("a #commit has every field that the lexicon requires, the dead ones too, in canonical order", () => {
    expect(Object.keys(payloadOf(commit)).join(" ")).toBe("ops rev seq repo time blobs since blocks commit rebase tooBig prevData")
    expect(payloadOf(commit)).toMatchObject({ rebase: false, tooBig: false, blobs: [] })
  })

  it("a #commit is written as any map of its fields would be, and refused with the same path", () => {
    const fields = payloadOf(commit)
    expect(RepoEvent.encode(commit)).toEqual(Frame.encode("#commit", Object.fromEntries(Object.entries(fields).toReversed())))
    const path = (wrong: object): unknown => {
      try {
        return RepoEvent.encode({ ...commit, ...wrong })
      } catch (error) {
        return error instanceof CborEncodeError ? error.path : error
      }
    }
    expect(path({ seq: 1.5 })).toEqual(["seq"])
    expect(path({ time: "\ud800" })).toEqual(["time"])
    expect(path({ ops: [commit.ops[0], { ...commit.ops[1], prev: 0.5 }] })).toEqual(["ops", 1, "prev"])
    expect(RepoEvent.encode(commit)).toEqual(Frame.encode("#commit", fields))
  })

  it("a new seq changes nothing else", () => {
    const moved = RepoEvent.withSeq(RepoEvent.encode(commit), 2 ** 40)
    expect(Result.getOrThrow(read(moved))).toEqual({ ...commit, seq: 2 ** 40 })
    expect(RepoEvent.seqOf(moved)).toBe(2 ** 40)
  })

  it("unknown types and ops are events to be skipped, unknown fields are ignored", () => {
    expect(Result.getOrThrow(read(Frame.encode("#tombstone", { seq: 1 })))).toEqual({ _tag: "Unknown", t: "#tombstone" })
    expect(Result.getOrThrow(RepoEvent.fromFrame({ _tag: "Unknown", op: 2 }))).toEqual({ _tag: "Unknown", t: "op 2" })
    const more = { ...payloadOf(commit), rebase: 3, tooBig: true, novelty: { a: [1] } }
    expect(Result.getOrThrow(read(Frame.encode("#commit", more)))).toEqual(commit)
  })

  it("an error frame is no event", () => {
    const result = read(Frame.encodeError("FutureCursor"))
    expect(Result.isFailure(result) && result.failure.reason).toBe("error frame: FutureCursor")
  })

  it("tell whom they are about", () => {
    expect(events.map(RepoEvent.didOf)).toEqual([...Array.from({ length: 7 }, () => alice), undefined, undefined])
  })

  it.each<[string, DataObject, string]>([
    ["no seq", { seq: null }, "#commit: seq is not a positive integer"],
    ["seq 0", { seq: 0 }, "#commit: seq is not a positive integer"],
    ["a repo that is no DID", { repo: "alice.test" }, "#commit: repo is not of its format"],
    ["a rev that is no TID", { rev: "x" }, "#commit: rev is not of its format"],
    ["a commit that is text", { commit: cid(1).toString() }, "#commit: commit is not a link"],
    ["since that is a number", { since: 1 }, "#commit: since is not of its format"],
    ["blocks that are text", { blocks: "x" }, "#commit: blocks is not bytes"],
    ["ops that are an object", { ops: {} }, "#commit: ops is not an array"],
    ["ops of links", { ops: [cid(1)] }, "#commit: ops is not an array of objects"],
    ["an op of unknown action", { ops: [{ action: "move", path: "a.b.c/d", cid: null }] }, "#commit: action is not of its format"],
    ["an op with a bad path", { ops: [{ action: "delete", path: "a.b.c/d/e", cid: null }] }, "#commit: path is not of its format"],
    ["an op without cid", { ops: [{ action: "delete", path: "a.b.c/d" }] }, "#commit: cid is not a link"],
    ["prevData that is null", { prevData: null }, "#commit: prevData is not a link"],
    ["a time that is none", { time: "now" }, "#commit: time is not of its format"]
  ])("a #commit with %s is a typed failure that names the field", (_name, wrong, expected) => {
    const result = read(Frame.encode("#commit", { ...payloadOf(commit), ...wrong }))
    expect(Result.isFailure(result) && result.failure.reason).toBe(expected)
  })
})

interface Scenario {
  readonly messages: ReadonlyArray<{ readonly frame: { readonly header: DataObject; readonly body: unknown } }>
}

describe.skipIf(!vectors.present)("interop relay-scenarios", () => {
  it.each(["account_lifecycle", "post_lifecycle", "seq_ordering"])("%s: every frame is read", (name) => {
    const scenario = vectors.object<Scenario>(`relay-scenarios/${name}.json`)
    const seen = new Set<string>()
    for (const { frame } of scenario.messages) {
      const body = Result.getOrThrow(fromJson(frame.body))
      const event = Result.getOrThrow(read(Frame.encode(frame.header["t"] as string, body)))
      seen.add(event._tag)
      if (event._tag === "Commit" || event._tag === "Sync") {
        const car = Result.getOrThrow(Car.read(event.blocks))
        if (event._tag === "Commit") expect(car.roots[0]).toEqual(event.commit)
      }
      if (event._tag !== "Unknown") expect(RepoEvent.seqOf(RepoEvent.encode(event))).toBe((frame.body as { seq: number }).seq)
    }
    expect(seen.has("Unknown")).toBe(false)
    expect(seen.size).toBeGreaterThan(0)
  })
})

describe("events of subscribeLabels", () => {
  const labels: LabelEvent.LabelEvent & { _tag: "Labels" } = {
    _tag: "Labels",
    seq: 3,
    labels: [
      { ver: 1, src: alice, uri: "at://did:plc:bob/app.bsky.feed.post/a", val: "spam", cts: time, sig: new Uint8Array(64) },
      { ver: 1, src: alice, uri: "did:plc:bob", cid: cid(1).toString(), val: "!hide", neg: true, cts: time, exp: time, sig: new Uint8Array(64) }
    ]
  } as LabelEvent.LabelEvent & { _tag: "Labels" }
  const readLabels = (bytes: Uint8Array) => Result.flatMap(Frame.decode(bytes), LabelEvent.fromFrame)

  it("STREAM-4: come back as they were sent", () => {
    expect(Result.getOrThrow(readLabels(LabelEvent.encode(labels)))).toEqual(labels)
    const info = { _tag: "Info", name: "OutdatedCursor" } as const
    expect(Result.getOrThrow(readLabels(LabelEvent.encode(info)))).toEqual(info)
    expect(Result.getOrThrow(readLabels(Frame.encode("#new", {})))).toEqual({ _tag: "Unknown", t: "#new" })
  })

  it("take a new seq", () => {
    expect(Result.getOrThrow(readLabels(LabelEvent.withSeq(LabelEvent.encode(labels), 300)))).toEqual({ ...labels, seq: 300 })
  })

  it.each([["ver", 2], ["sig", null], ["src", "bob.test"], ["cts", "now"], ["neg", 1], ["val", 1], ["uri", "x"]])(
    "a label whose %s is %j is a typed failure",
    (key, value) => {
      const bytes = Frame.encode("#labels", { seq: 1, labels: [{ ...labels.labels[0], [key]: value } as DataObject] })
      const result = readLabels(bytes)
      expect(Result.isFailure(result) && result.failure.reason).toContain(`#labels: ${key}`)
    }
  )
})
