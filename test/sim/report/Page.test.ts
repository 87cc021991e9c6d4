import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import { page as drawn } from "../../../src/sim/report/page/Page.ts"
import type { ReportData } from "../../../src/sim/report/ReportData.ts"
import * as Run from "../../../src/sim/Run.ts"
import * as Town from "../oracles/SmallTown.ts"

const report = (seed: number): ReportData => Run.toEnd(new Run.Run({
  scenario: Town.scenario({ duration: "40s", faults: [{ kind: "crash", target: "relay.test", at: "20s", for: "5s" }] }),
  seed,
  layerOf
}))
const first = report(1)
const replay = "npm run orrery -- run small-town --seed 1"
const page = (data: ReportData): string => drawn(data, replay)

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

  it("says how to repeat the run, as it was asked for", () => {
    expect(drawn(first, "npm run orrery -- run a.yaml --seed 1 --set 'expect={}'")).toContain("<code>npm run orrery -- run a.yaml --seed 1 --set 'expect={}'</code>")
  })

  it("marks as missing what every run should pass through, and nothing else", () => {
    const only = (kind: "always" | "sometimes") => page({
      ...first,
      run: { ...first.run, invariants: [], faults: [], marks: [{ name: "a post was liked", kind, hits: 0 }] }
    })
    expect(only("always")).toMatch(/a post was liked<\/td>.*<span class="no">never<\/span>/)
    expect(only("sometimes")).toContain("a post was liked")
    expect(only("sometimes")).not.toContain(`class="no"`)
  })

  it("draws what happened in the middle of a run below the fault that struck there", () => {
    const html = page({
      ...first,
      metrics: { ...first.metrics, bucketMillis: 1_000, series: [{ name: "requests", counts: [0, 0, 90, 0, 0] }] },
      run: { ...first.run, virtualMillis: 4_001, faults: [{ kind: "crash", at: 2_500, fired: true, detail: "" }] }
    })
    const points = /<polyline points="([^"]*)"/.exec(html)![1]!.split(" ").map((point) => point.split(",").map(Number))
    const highest = points.reduce((a, b) => b[1]! < a[1]! ? b : a)
    expect(highest[0]).toBe(Number(/<line x1="([\d.]+)"[^>]*stroke="var\(--bad\)"/.exec(html)![1]))
  })

  it("does not call a run passed that was cut short", () => {
    const html = page({ ...first, run: { ...first.run, verdict: "fail", interrupted: true, invariants: [] } })
    expect(html).toContain(`<span class="verdict cut">interrupted</span>`)
  })

  it("has words for every picture", () => {
    for (const [picture] of page(first).matchAll(/<svg[^>]*>/g)) expect(picture).toMatch(/role="img" aria-label="[^"]+"|aria-hidden="true"/)
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
