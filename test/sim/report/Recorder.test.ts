import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import type { HttpRequestSent, Observation } from "../../../src/sim/Observation.ts"
import { Recorder } from "../../../src/sim/report/Recorder.ts"
import * as Run from "../../../src/sim/Run.ts"
import * as Town from "../oracles/SmallTown.ts"

const alice = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
const bob = "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"
const bytes = (text: string) => new TextEncoder().encode(text)

let exchange = 0
const ask = (at: number, to: string, path: string, body = ""): HttpRequestSent =>
  ({ _tag: "HttpRequestSent", at, exchange: ++exchange, from: "devices.test", to, method: "GET", path, headers: {}, body: bytes(body) })
const answer = (request: HttpRequestSent, body: string): Observation =>
  ({ _tag: "HttpResponseReceived", at: request.at + 5, exchange: request.exchange, request, status: 200, headers: {}, body: bytes(body) })

const around = (observations: ReadonlyArray<Observation>, message: string, about: ReadonlyArray<string> = [], meanwhile = false) => {
  const recorder = new Recorder()
  for (const o of observations) recorder.observe(o)
  return recorder.around({ at: 9, message, about }, "VIEW-5", meanwhile)
}

const profile = ask(1, "appview.test", `/xrpc/app.bsky.actor.getProfile?actor=${encodeURIComponent(alice)}`)
const timeline = ask(2, "pds1.test", "/xrpc/app.bsky.feed.getTimeline")
const thread = ask(3, "pds1.test", "/xrpc/app.bsky.feed.getPostThread", `at://${alice}/app.bsky.feed.post/3kaaaaaaaaa2a`)
const other = ask(4, "plc.test", `/${bob}`)
const all = [profile, answer(profile, "{}"), timeline, answer(timeline, `{"did":"${alice}"}`), thread, answer(thread, "{}"), other, answer(other, "{}")]

describe("The diagram of a violation", () => {
  it("has the messages that name the record of which it speaks, with their answers", () => {
    const { chosen, messages } = around(all, `appview.test shows at://${alice}/app.bsky.feed.post/3kaaaaaaaaa2a as undefined`)
    expect(messages.map(({ label }) => label)).toEqual(["GET app.bsky.feed.getPostThread", "200 app.bsky.feed.getPostThread"])
    expect(chosen).toBe(`messages that name at://${alice}/app.bsky.feed.post/3kaaaaaaaaa2a`)
  })

  it("has those that name the account where none names the record, in path or body", () => {
    const { messages } = around(all, `at://${alice}/app.bsky.feed.post/3kzzzzzzzzz2z, shown.`)
    expect(messages.map(({ label }) => label.split(".").at(-1))).toEqual(["getProfile", "getProfile", "getTimeline", "getTimeline", "getPostThread", "getPostThread"])
    expect(around(all, "is shown", [bob]).messages.map(({ to }) => to)).toEqual(["plc.test", "devices.test"])
  })

  it("has those of the hosts where no account is named, and else the latest of all", () => {
    expect(around(all, "appview.test: wrong").messages).toHaveLength(2)
    expect(around(all, "wrong", ["plc.test"]).chosen).toBe("messages to or from plc.test")
    expect(around(all, "wrong").messages).toHaveLength(all.length)
    expect(around([], "wrong").messages).toEqual([])
  })

  it("closes with the message in which it was found", () => {
    const { messages } = around(all, `${alice} is wrong`, [], true)
    expect(messages.at(-1)).toMatchObject({ from: "plc.test", found: true })
    expect(messages.filter(({ found }) => found)).toHaveLength(1)
  })

  it("says what frames hold, and takes those of one moment together", () => {
    const frames: ReadonlyArray<Observation> = [1, 2, 3].map((at) =>
      ({ _tag: "FrameSent", at: at / 10, connection: 1, from: "pds1.test", to: "relay.test", path: "/", bytes: Uint8Array.of(0xa0) }))
    expect(around(frames, "wrong").messages).toEqual([
      { at: 0.3, from: "pds1.test", to: "relay.test", kind: "frame", label: expect.stringMatching(/^3 frames, the last no frame: /) }
    ])
  })

  it("shows the frame that a relay broke, after the one that it had from the PDS", () => {
    const { diagrams } = Run.toEnd(new Run.Run({
      seed: 1,
      layerOf,
      scenario: Town.scenario({ duration: "40s" }),
      interpose: Town.oneCommit("relay.test", Town.anyCommit, (_event, frame) => frame.subarray(0, frame.length - 9))
    }))
    const stream = diagrams.find(({ code }) => code === "STREAM-1")!
    const [before, last] = stream.messages.slice(-2)
    expect(before).toMatchObject({ from: "pds1.test", to: "relay.test", label: expect.stringMatching(/^#commit \d+, create \w+\.\w+\/\S+, did:plc:/) })
    expect(last).toMatchObject({ from: "relay.test", label: expect.stringMatching(/^no frame: /), found: true })
  })
})
