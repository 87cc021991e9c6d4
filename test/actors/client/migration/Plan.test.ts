import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Plan from "../../../../src/actors/client/migration/Plan.ts"

const plan = (way: Plan.Way): Plan.Plan => ({
  did: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", way, from: "https://pds1.test", to: "https://pds2.test", handle: "alice.pds2.test", email: "alice@mail.test", password: "secret"
})

const ways: ReadonlyArray<Plan.Way> = ["mailed", "own", "salvage", "web"]

const events: ReadonlyArray<Plan.Event> = [
  { _tag: "Proved" }, { _tag: "Looked", present: false }, { _tag: "Looked", present: true }, { _tag: "Arrived" },
  { _tag: "Carried", rev: "3kkkkkkkkkk22", data: "bafyreidata", preferences: "[]", withheld: [] }, { _tag: "Signed", operation: { type: "plc_operation" } },
  { _tag: "Hushed" }, { _tag: "Stirred" }, { _tag: "Submitting" }, { _tag: "Switched" }, { _tag: "Stale" }, { _tag: "Overtaken" },
  { _tag: "Confirmed" }, { _tag: "Opened" }, { _tag: "Found", operation: { type: "plc_operation" } }, { _tag: "Gone" }, { _tag: "Recalled", former: { rotationKeys: [], alsoKnownAs: [], verificationMethods: {}, services: {} } }, { _tag: "Quit" }, { _tag: "Abandoned" }, { _tag: "Restored" }, { _tag: "Woken" }, { _tag: "Cleared" }
]

interface Edge {
  readonly from: Plan.State
  readonly event: Plan.Event
  readonly to: Plan.State
}

/** Every state that any order of events leads to, and every step between them. */
const explore = (way: Plan.Way) => {
  const first = Plan.start(plan(way), { trusted: [] })
  const states = new Map([[JSON.stringify(first), first]])
  const edges: Array<Edge> = []
  for (const from of states.values()) {
    for (const event of events) {
      const to = Result.getOrUndefined(Plan.next(plan(way), from, event))
      if (to === undefined) continue
      edges.push({ from, event, to })
      const key = JSON.stringify(to)
      if (!states.has(key)) states.set(key, to)
    }
  }
  return { states: [...states.values()], edges }
}

describe("the plan of a move", () => {
  for (const way of ways) {
    const { edges, states } = explore(way)

    it(`leads from every state to an end, and from an end nowhere (${way})`, () => {
      expect(states.length).toBeGreaterThan(20)
      const reach = new Set(states.filter(Plan.isOver).map((state) => JSON.stringify(state)))
      for (let grown = true; grown;) {
        grown = false
        for (const { from, to } of edges) {
          if (reach.has(JSON.stringify(to)) && !reach.has(JSON.stringify(from))) grown = reach.add(JSON.stringify(from)) !== undefined
        }
      }
      expect(states.filter((state) => !reach.has(JSON.stringify(state)))).toEqual([])
      expect(edges.filter(({ from }) => Plan.isOver(from))).toEqual([])
    })

    it(`switches only what was carried, signed and found quiet (${way}) [MIG-1]`, () => {
      for (const { from, to } of edges) {
        if (to.step !== "switch" || from.step === "switch") continue
        expect(from.step).toBe("hush")
        expect(to.carried).toBeDefined()
        expect(to.operation).toBeDefined()
      }
      for (const { from, to } of edges) if (to.step === "arrived") expect([from.step, from.switched]).toEqual(["open", true])
    })

    it(`can be given up until the DID names the new host, and after that by who signs for the DID (${way}) [MIG-4]`, () => {
      for (const state of states) {
        if (Plan.isOver(state) || ["restore", "wake", "clear"].includes(state.step)) continue
        const quits = Result.isSuccess(Plan.next(plan(way), state, { _tag: "Quit" }))
        expect([state.step, state.switched, quits]).toEqual([state.step, state.switched, !state.switched || way !== "mailed"])
      }
    })

    it(`wakes the old account on the way back wherever it may have been put to sleep (${way})`, () => {
      const back = edges.filter(({ event }) => event._tag === "Restored")
      expect(back.length).toBeGreaterThan(0)
      for (const { from, to } of back) expect(to.step).toBe(from.hushed ? "wake" : "clear")
    })

    it(`ends the way back with the old account awake, or with an owner who does not wait for it (${way})`, () => {
      for (const { event, from, to } of edges) {
        if (to.step !== "stayed" || event._tag === "Abandoned") continue
        expect(way === "salvage" ? from.step : "clear").toBe(way === "salvage" ? "wake" : from.step)
        expect(event._tag).toBe(way === "salvage" ? (event._tag === "Quit" ? "Quit" : "Woken") : "Cleared")
      }
    })

    it(`leaves nothing undone that it does not name (${way})`, () => {
      const given = edges.filter(({ event }) => event._tag === "Abandoned")
      expect(given.length).toBeGreaterThan(0)
      for (const { from, to } of given) {
        expect(["restore", "wake", "clear"]).toContain(from.step)
        expect(to.abandoned?.at(-1)).toBe(from.step)
      }
      for (const { event, from, to } of edges) {
        if (event._tag !== "Abandoned") expect(to.abandoned).toEqual(event._tag === "Found" ? undefined : from.abandoned)
      }
    })

    it(`wakes no account there that it has not compared with the old one since the DID names the new host (${way}) [MIG-1]`, () => {
      for (const { event, from, to } of edges) if (to.step === "open") expect([event._tag, from.switched]).toEqual(["Confirmed", true])
    })

    it(`takes the DID for one that does not name the new host, once its operation is stale: the way back is open (${way}) [MIG-4]`, () => {
      const stale = edges.filter(({ event }) => event._tag === "Stale")
      expect(stale.length).toBeGreaterThan(0)
      for (const { to } of stale) {
        expect(to).toMatchObject({ switched: false })
        expect(to.operation).toBeUndefined()
        expect(Result.isSuccess(Plan.next(plan(way), to, { _tag: "Quit" }))).toBe(!to.lost)
      }
    })

    it(`says what it waits for in every state (${way})`, () => {
      for (const state of states) expect(Plan.waitsFor(plan(way), state)).not.toBe("")
    })
  }

  it("refuses what cannot happen, by name", () => {
    const state = Plan.start(plan("mailed"), { trusted: [] })
    const refused = Plan.next(plan("mailed"), state, { _tag: "Switched" })
    expect(Result.isFailure(refused) && refused.failure).toMatchObject({ _tag: "NotNow", step: "look", event: "Switched" })
  })
})
