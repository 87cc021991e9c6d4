import { gunzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { TraceWriter } from "../../../src/sim/trace/TraceWriter.ts"

const lines = (count: number): Array<string> =>
  Array.from({ length: count }, (_, i) => `{"at":${i / 2},"event":"HttpRequestSent","from":"álice.test","to":"pds1.test"}\n`)

const traceOf = (chunks: ReadonlyArray<string>, maxBytes?: number): Buffer => {
  const members: Array<Uint8Array> = []
  const writer = new TraceWriter({ write: (bytes) => members.push(bytes), ...(maxBytes === undefined ? {} : { maxBytes }) })
  for (const chunk of chunks) writer.lines(chunk)
  writer.end()
  return Buffer.concat(members)
}

describe("A trace file", () => {
  it("holds every line, in order, over many gzip members", () => {
    const many = lines(30_000)
    expect(gunzipSync(traceOf(many)).toString()).toBe(many.join(""))
  })

  it("is the same to the byte, however the lines were handed over", () => {
    const many = lines(60_000)
    const inTwo = [many.slice(0, 41_234).join(""), many.slice(41_234).join("")]
    expect(traceOf(many).equals(traceOf(inTwo))).toBe(true)
    expect(traceOf(many).equals(traceOf([many.join("")]))).toBe(true)
  })

  it("ends at its limit and says so", () => {
    const cut = gunzipSync(traceOf(lines(90_000), 1000)).toString().trimEnd().split("\n")
    expect(cut.length).toBeLessThan(90_000)
    expect(cut.at(-1)).toContain("limited to 1000 bytes")
  })

  it("of nothing is an empty file that gunzip reads", () => {
    expect(gunzipSync(traceOf([])).toString()).toBe("")
  })
})
