import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import { page } from "../../../src/sim/report/page/Page.ts"
import type { ReportData } from "../../../src/sim/report/ReportData.ts"
import * as Run from "../../../src/sim/Run.ts"
import * as Town from "../oracles/SmallTown.ts"

const report = (seed: number): ReportData => Run.toEnd(new Run.Run({
  scenario: Town.scenario({ duration: "40s", faults: [{ kind: "crash", target: "relay.test", at: "20s", for: "5s" }] }),
  seed,
  layerOf
}))
const first = report(1)

describe("The report's page", () => {
  it("is the same bytes for the same seed, and others for another", () => {
    expect(page(report(1))).toBe(page(first))
    expect(page(report(2))).not.toBe(page(first))
  })

  it("fetches nothing and runs nothing", () => {
    const html = page(first)
    expect(html.startsWith("<!doctype html>")).toBe(true)
    expect(html).not.toMatch(/(src|href)\s*=\s*["']?\s*(https?:)?\/\//i)
    expect(html).not.toMatch(/<script|<link\b|<iframe|@import|url\((?!["']?(#|data:))/i)
    expect(html).not.toMatch(/\son\w+\s*=/i)
  })

  it("shows every invariant, every fault and every actor of the run", () => {
    const html = page(first)
    for (const { code } of first.run.invariants) expect(html).toContain(code)
    for (const { host } of first.metrics.actors) expect(html).toContain(host)
    expect(html).toContain("crash")
    expect(html).toContain(first.run.traceHash)
  })

  it("shows what the run says as text, whatever characters it has", () => {
    const nasty = `<script>alert("alice & bob")</script>`
    const html = page({
      ...first,
      description: nasty,
      diagrams: [{ code: "MOD-1", message: nasty, at: 1, messages: [{ at: 1, from: nasty, to: "bob.test", label: nasty, kind: "request" }] }],
      metrics: {
        ...first.metrics,
        latencies: first.metrics.latencies.map((latency) => ({ ...latency, name: nasty, description: nasty })),
        actors: first.metrics.actors.map((actor) => ({ ...actor, host: nasty, kind: nasty }))
      },
      run: {
        ...first.run,
        verdict: "fail",
        reasons: [nasty],
        scenario: nasty,
        drawn: [{ name: nasty, value: nasty }],
        marks: [{ name: nasty, kind: "always", hits: 1 }],
        faults: [{ kind: nasty, at: 1, fired: true, detail: nasty }],
        invariants: first.run.invariants.map((invariant) => ({
          ...invariant, title: nasty, source: nasty, violationCount: 1, violations: [{ at: 1, message: nasty, about: [nasty] }]
        }))
      }
    })
    expect(html).not.toContain("<script")
    expect(html).not.toContain(`alert("`)
    expect(html).toContain("&lt;script&gt;alert(&quot;alice &amp; bob&quot;)&lt;/script&gt;")
  })
})
