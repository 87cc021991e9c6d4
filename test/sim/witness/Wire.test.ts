import { describe, expect, it } from "vitest"
import type { FrameSent, HttpRequestSent, Observation } from "../../../src/sim/Observation.ts"
import { Decoder, Encoder } from "../../../src/sim/witness/Wire.ts"

const bytes = (text: string) => new Uint8Array(Buffer.from(text))

const request: HttpRequestSent = {
  _tag: "HttpRequestSent",
  at: 12.345,
  exchange: 1,
  from: "devices.test",
  to: "pds1.test",
  method: "POST",
  path: "/xrpc/com.atproto.repo.createRecord?x=ü",
  headers: { authorization: "Bearer alice", "content-type": "application/json" },
  body: bytes("{\"text\":\"hello\"}")
}

const frame = (text: string, connection = 3): FrameSent =>
  ({ _tag: "FrameSent", at: 13, connection, from: "pds1.test", to: "relay.test", path: "/xrpc/com.atproto.sync.subscribeRepos", bytes: bytes(text) })

const all: ReadonlyArray<Observation> = [
  { _tag: "ActorStarted", at: 0, host: "pds1.test", kind: "pds" },
  request,
  { _tag: "HttpResponseReceived", at: 14, exchange: 1, request, status: 200, headers: { "content-length": "2" }, body: bytes("{}") },
  { ...request, exchange: 2, body: new Uint8Array(0), headers: {} },
  { _tag: "HttpFailed", at: 15, exchange: 2, request: { ...request, exchange: 2, body: new Uint8Array(0), headers: {} }, reason: "connection reset" },
  { _tag: "SocketOpened", at: 15, connection: 3, from: "relay.test", to: "pds1.test", path: "/xrpc/com.atproto.sync.subscribeRepos?cursor=0" },
  frame("one"),
  { ...frame("one"), _tag: "FrameReceived", at: 16 },
  { _tag: "SocketClosed", at: 17, connection: 3, from: "relay.test", to: "pds1.test", path: "/", code: 1006, reason: "" },
  { _tag: "FaultFired", at: 18, kind: "crash", detail: "pds1.test" },
  { _tag: "ActorStopped", at: 18, host: "pds1.test", kind: "pds", how: "crash" },
  { _tag: "Defect", at: 19, host: "pds1.test", message: "two\nlines" }
]

/** What arrives, when a batch is taken after every so many observations. */
const carried = (observations: ReadonlyArray<Observation>, batchLength: number): Array<Observation> => {
  const encoder = new Encoder()
  const heard: Array<Observation> = []
  const decoder = new Decoder({ observe: (o) => heard.push(o), readTimeline: () => {}, answer: () => {} })
  for (const o of observations) {
    encoder.observe(o)
    if (encoder.length >= batchLength) decoder.tell(structuredClone(encoder.take()))
  }
  decoder.tell(encoder.take())
  return heard
}

describe("Observations on their way to another thread", () => {
  it("arrive as they were, in their order, however they are batched", () => {
    // What stays out of a plain comparison: headers have no prototype there.
    const plain = (observations: ReadonlyArray<Observation>) => observations.map((o) => structuredClone(o))
    for (const batchLength of [1, 5, 1_000]) expect(plain(carried(all, batchLength))).toEqual(plain(all))
  })

  it("leave out headers that have no value", () => {
    const [heard] = carried([{ ...request, headers: { host: "pds1.test", cookie: undefined } }], 1)
    expect({ ...(heard as HttpRequestSent).headers }).toEqual({ host: "pds1.test" })
  })

  it("bring an answer together with the very request that it answers", () => {
    const [, sent, answer] = carried(all, 2)
    expect(answer).toHaveProperty("request", sent)
    expect((answer as { readonly request: unknown }).request).toBe(sent)
  })

  it("bring a buffer that several were sent as one buffer, and equal ones as two", () => {
    const first = frame("to all")
    const heard = carried([first, { ...first, connection: 4 }, frame("to all", 5), first], 2).map((o) => (o as FrameSent).bytes)
    expect(heard[1]).toBe(heard[0])
    expect(heard[3]).toBe(heard[0])
    expect(heard[2]).not.toBe(heard[0])
    expect(heard[2]).toEqual(heard[0])
  })

  it("bring a buffer of long ago anew, whole", () => {
    const old = frame("long ago")
    const heard = carried([old, ...Array.from({ length: 10_000 }, (_, i) => frame(`frame ${i}`)), old], 100)
    expect((heard.at(-1) as FrameSent).bytes).toEqual(old.bytes)
    expect((heard[9_000] as FrameSent).bytes).toEqual(bytes("frame 8999"))
  })

  it("do not keep a whole batch alive for one frame", () => {
    const [heard] = carried([frame("short"), frame("x".repeat(100_000))], 2)
    expect((heard as FrameSent).bytes.buffer.byteLength).toBe(5)
  })
})

describe("Timelines that were read", () => {
  it("arrive between the observations where they belong", () => {
    const encoder = new Encoder()
    const heard: Array<unknown> = []
    encoder.observe(all[0]!)
    encoder.readTimeline(["at://did:plc:alice/app.bsky.feed.post/1"], 5)
    encoder.observe(all[1]!)
    const readTimeline = (uris: ReadonlyArray<string>, at: number) => heard.push([...uris, at])
    new Decoder({ observe: (o) => heard.push(o._tag), readTimeline, answer: () => {} }).tell(encoder.take())
    expect(heard).toEqual(["ActorStarted", ["at://did:plc:alice/app.bsky.feed.post/1", 5], "HttpRequestSent"])
  })
})

describe("Answers to the last questions", () => {
  it("arrive between the observations where they belong, each with its own bytes", () => {
    const encoder = new Encoder()
    const heard: Array<unknown> = []
    encoder.observe(frame("one"))
    encoder.answer(5, { status: 200, body: bytes("two") })
    encoder.answer(6, { status: 0, body: bytes("") })
    encoder.observe(frame("three"))
    new Decoder({
      observe: (o) => heard.push((o as FrameSent).bytes),
      readTimeline: () => {},
      answer: (nowMillis, { body, status }) => heard.push([nowMillis, status, body])
    }).tell(encoder.take())
    expect(heard).toEqual([bytes("one"), [5, 200, bytes("two")], [6, 0, bytes("")], bytes("three")])
  })
})

describe("An answer to a request that nobody made", () => {
  it("is an error, not a witness's model of it", () => {
    expect(() => carried([all[2]!], 1)).toThrow("exchange 1 ended, but never began")
  })
})
