import { describe, expect, it } from "vitest"
import type { HttpRequestSent, Observation } from "../../../src/sim/Observation.ts"
import * as Trace from "../../../src/sim/trace/Trace.ts"

const request: HttpRequestSent = {
  _tag: "HttpRequestSent",
  at: 1.5,
  exchange: 7,
  from: "devices.test",
  to: "pds1.test",
  method: "POST",
  path: "/xrpc/com.atproto.server.createSession",
  headers: { authorization: "Bearer secret-token" },
  body: Buffer.from(`{"password":"hunter2"}`)
}

const answer = (status: number, body: string): Observation => ({
  _tag: "HttpResponseReceived",
  at: 2,
  exchange: 7,
  request,
  status,
  headers: {},
  body: Buffer.from(body)
})

const parsed = (o: Observation): Record<string, unknown> => JSON.parse(Trace.line(o)) as Record<string, unknown>

describe("A line of the trace", () => {
  it("tells who asked whom for what, and what the body was by length and hash", () => {
    expect(parsed(request)).toMatchObject({ at: 1.5, exchange: 7, from: "devices.test", to: "pds1.test", method: "POST", bytes: 22 })
    expect(Trace.line(request)).toBe(Trace.line({ ...request, body: Buffer.from(`{"password":"hunter2"}`) }))
    expect(Trace.line(request)).not.toBe(Trace.line({ ...request, body: Buffer.from(`{"password":"hunter3"}`) }))
  })

  it("holds neither passwords nor tokens", () => {
    const lines = Trace.line(request) + Trace.line(answer(200, `{"accessJwt":"secret-token"}`))
    expect(lines).not.toContain("hunter2")
    expect(lines).not.toContain("secret-token")
  })

  it("keeps what a refusal says", () => {
    expect(parsed(answer(400, `{"error":"HandleNotAvailable"}`))).toMatchObject({ status: 400, refusal: `{"error":"HandleNotAvailable"}` })
  })

  it("is one line, whatever is in it", () => {
    const line = Trace.line({ _tag: "Defect", at: 0, host: "relay.test", message: "a \"bug\"\nin two lines" })
    expect(line.indexOf("\n")).toBe(line.length - 1)
    expect(JSON.parse(line)).toMatchObject({ message: "a \"bug\"\nin two lines" })
  })
})
