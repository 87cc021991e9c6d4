import { gunzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import type { Observation } from "../../../src/sim/Observation.ts"
import { TraceWriter } from "../../../src/sim/trace/TraceWriter.ts"

const request = (exchange: number): Observation => ({
  _tag: "HttpRequestSent",
  at: exchange / 2,
  exchange,
  from: "alice.device.test",
  to: "pds1.test",
  method: "POST",
  path: "/xrpc/com.atproto.server.createSession",
  headers: { authorization: "Bearer secret-token" },
  body: Buffer.from(`{"password":"hunter2"}`)
})

const traceOf = (observations: ReadonlyArray<Observation>, maxBytes?: number): Buffer => {
  const members: Array<Uint8Array> = []
  const writer = new TraceWriter({ write: (bytes) => members.push(bytes), ...(maxBytes === undefined ? {} : { maxBytes }) })
  for (const o of observations) writer.observe(o)
  writer.end()
  return Buffer.concat(members)
}

const linesOf = (trace: Buffer): Array<Record<string, unknown>> =>
  gunzipSync(trace).toString().split("\n").filter((text) => text !== "").map((text) => JSON.parse(text))

describe("A trace", () => {
  it("has one line an observation, in order, over many gzip members", () => {
    const many = Array.from({ length: 30_000 }, (_, i) => request(i + 1))
    const lines = linesOf(traceOf(many))
    expect(lines.map((each) => each.exchange)).toEqual(many.map((_, i) => i + 1))
    expect(lines[0]).toEqual({
      at: 0.5,
      is: "request",
      exchange: 1,
      from: "alice.device.test",
      to: "pds1.test",
      method: "POST",
      path: "/xrpc/com.atproto.server.createSession",
      bytes: 22
    })
  })

  it("holds neither passwords nor tokens", () => {
    const text = gunzipSync(traceOf([request(1)])).toString()
    expect(text).not.toContain("hunter2")
    expect(text).not.toContain("secret-token")
  })

  it("keeps what a refusal said", () => {
    const asked = request(1)
    if (asked._tag !== "HttpRequestSent") throw new Error("not a request")
    const body = Buffer.from(`{"error":"HandleNotAvailable"}`)
    const [, answered] = linesOf(traceOf([asked, { _tag: "HttpResponseReceived", at: 3, exchange: 1, request: asked, status: 400, headers: {}, body }]))
    expect(answered).toMatchObject({ is: "response", from: "pds1.test", status: 400, body: `{"error":"HandleNotAvailable"}` })
  })

  it("is the same to the byte for the same observations", () => {
    const many = Array.from({ length: 20_000 }, (_, i) => request(i + 1))
    expect(traceOf(many).equals(traceOf(many))).toBe(true)
  })

  it("ends at its limit and says so", () => {
    const many = Array.from({ length: 60_000 }, (_, i) => request(i + 1))
    const lines = linesOf(traceOf(many, 1000))
    expect(lines.length).toBeLessThan(many.length)
    expect(lines.at(-1)).toMatchObject({ is: "cut" })
  })

  it("of nothing is an empty file that gunzip reads", () => {
    expect(linesOf(traceOf([]))).toEqual([])
  })
})
