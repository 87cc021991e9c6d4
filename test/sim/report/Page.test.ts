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
      run: { ...first.run, virtualMillis: 4_001, faults: [{ kind: "crash", at: 2_500, until: 3_000, fired: true, detail: "" }] }
    })
    const points = /<polyline points="([^"]*)"/.exec(html)![1]!.split(" ").map((point) => point.split(",").map(Number))
    const highest = points.reduce((a, b) => b[1]! < a[1]! ? b : a)
    expect(highest[0]).toBe(Number(/<line x1="([\d.]+)"[^>]*stroke="var\(--fault\)"/.exec(html)![1]))
  })

  it("draws a fault for as long as it lasted, and to the end where the run ended before", () => {
    const html = page({
      ...first,
      actingMillis: 10_000,
      run: {
        ...first.run,
        virtualMillis: 10_000,
        faults: [
          { kind: "crash", at: 2_000, until: 4_000, fired: true, detail: "relay.test, for 2 s" },
          { kind: "storm", at: 6_000, fired: true, detail: "loss 3 %, for 40 s" },
          { kind: "restart", at: 7_000, fired: false, detail: "pds1.test, for 1 s" }
        ]
      }
    })
    const [broad] = html.split(`<svg class="narrow"`)
    const bars = [...broad!.matchAll(/<title>([^<]*)<\/title><rect x="([\d.]+)" y="\d+" width="([\d.]+)"/g)].map(([, title, x, width]) => [title, Number(x), Number(width)] as const).sort(([, a], [, b]) => a - b)
    // 978 units stand for ten seconds.
    expect(bars).toEqual([
      ["crash relay.test, for 2 s, from 0:00:02.000 until 0:00:04.000", 249.6, 195.6],
      ["storm loss 3 %, for 40 s, from 0:00:06.000 until the run ended", 640.8, 391.2],
      ["restart at 0:00:07.000, pds1.test, for 1 s: never fired", 738.6, 3]
    ])
    expect(html).toContain("0:00:02</span> <span class=\"mono\">– 0:00:04</span>")
    for (const label of ["crash relay.test, 2 s", "storm loss 3 %, to the end", "restart pds1.test, never fired"]) expect(broad).toContain(`>${label}</text>`)
  })

  it("writes at the scale of a chart what stands there, not what is near it", () => {
    const html = page({ ...first, metrics: { ...first.metrics, bucketMillis: 1_000, series: [{ name: "commits", counts: [2.4] }] }, run: { ...first.run, virtualMillis: 1_000 } })
    for (const tick of ["0", "1.25", "2.5"]) expect(html).toContain(`text-anchor="end">${tick}</text>`)
  })

  it("does not hold against a run that was cut short what it did not come to", () => {
    const html = page({
      ...first,
      run: { ...first.run, interrupted: true, invariants: [], marks: [], virtualMillis: 5_000, faults: [{ kind: "crash", at: 20_000, fired: false, detail: "relay.test" }] }
    })
    expect(html).toContain("not reached")
    expect(html).not.toContain(`class="no"`)
  })

  it("shows on the time axis what the scenario's timeline has, and where an invariant was violated first", () => {
    const [invariant] = first.run.invariants
    const html = page({
      ...first,
      timeline: [{ what: "move", detail: "", at: 5_000, until: 9_000 }, { what: "vanish", detail: "pds2.test", at: 12_000 }],
      run: {
        ...first.run,
        invariants: [{ ...invariant!, code: "MOD-1", violationCount: 7, violations: [{ at: 14_000, message: "alice sees bob", about: [] }] }]
      }
    })
    expect(html).toContain("<title>move from 0:00:05.000 until 0:00:09.000</title>")
    expect(html).toContain(">vanish pds2.test</text>")
    expect(html).toContain("<title>MOD-1 at 0:00:14.000: alice sees bob</title>")
    expect(html).toContain(">MOD-1, 7 in all</text>")
  })

  it("says at once what was violated, and leads to it", () => {
    const html = page({
      ...first,
      run: {
        ...first.run,
        verdict: "fail",
        reasons: ["MOD-1 is violated once, first: alice sees bob"],
        invariants: [
          ...first.run.invariants.map((each) => ({ ...each, checked: 1 })),
          { code: "MOD-1", title: "", source: "", checked: 9, violationCount: 1, violations: [{ at: 1, message: "alice sees bob", about: [] }] }
        ]
      }
    })
    expect(html).toContain(`${first.run.invariants.length} of ${first.run.invariants.length + 1} invariants held, 1 violated`)
    expect(html).toContain(`<a href="#MOD-1">MOD-1</a> is violated once`)
    expect(/<tr id="([^"]+)">/.exec(html)![1]).toBe("MOD-1")
  })

  it("leads only to what is there", () => {
    const html = page(first)
    const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    expect(links.length).toBeGreaterThan(5)
    expect(links.filter((id) => !ids.has(id))).toEqual([])
  })

  it("has a line where one stretch of time is all that there was, and zeros to the end", () => {
    const html = page({ ...first, metrics: { ...first.metrics, bucketMillis: 1_000, series: [{ name: "requests", counts: [3] }] }, run: { ...first.run, virtualMillis: 3_000 } })
    expect(/<polyline points="([^"]*)"/.exec(html)![1]!.split(" ")).toHaveLength(3)
    expect(page({ ...first, run: { ...first.run, virtualMillis: 0, faults: [] } })).not.toMatch(/NaN|Infinity|undefined/)
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
      diagrams: [{ code: "MOD-1", message: nasty, at: 1, chosen: nasty, messages: [{ at: 1, from: nasty, to: "bob.test", label: nasty, kind: "request" }] }],
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
