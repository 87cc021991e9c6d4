/**
 * Planted bugs of operators and auditors, and the oracles that notice. What
 * else they violate follows from the same bug.
 */
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import type { Conduct } from "../../../src/actors/operator/conduct/Options.ts"
import type { Interpose } from "../../../src/sim/network/Interpose.ts"
import type { ActorLayer } from "../../../src/sim/World.ts"
import * as Town from "./SmallTown.ts"

const consortium = (hosts: ReadonlyArray<{ readonly host: string; readonly options: object }> = [], auditors = 1) => ({
  duration: "60s",
  topology: { pds: 1, operators: 4, auditors, hosts }
})
const declared = (host: string, conduct: Conduct) => ({ host, options: { conduct } })

/** Operators that lie though the scenario says nothing of it. */
const secretly = (conducts: Readonly<Record<string, Conduct>>) => (spec: ActorSpec): ActorLayer => {
  const conduct = conducts[spec.host]
  return layerOf(spec.kind === "operator" && conduct !== undefined ? { ...spec, options: { ...spec.options, conduct } } : spec)
}

/** Changes what hosts answer to the oracles' last questions, or to anybody. */
const told = (hosts: ReadonlyArray<string>, fits: (path: string, to: string) => boolean, change: (text: string) => string): Interpose => (from, message) =>
  hosts.includes(from) && message.kind === "response" && message.status === 200 && fits(message.path, message.to)
    ? new TextEncoder().encode(change(Buffer.from(message.bytes).toString()))
    : message.bytes

const toObserver = (path: string) => (asked: string, to: string): boolean => to === "observer.test" && asked.startsWith(path)

describe("LOG-1 notices", () => {
  it("a log other than the one that a quorum had cosigned", () => {
    const swap = (text: string): string => {
      const lines = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as { index: number; entry: string })
      if (lines.length < 4) return text
      const [one, other] = [lines[2]!.entry, lines[3]!.entry]
      return lines.map((line, i) => JSON.stringify({ ...line, entry: i === 2 ? other : i === 3 ? one : line.entry })).join("\n")
    }
    Town.expectCaught({
      town: consortium(),
      interpose: told(["plc1.test", "plc2.test", "plc3.test", "plc4.test"], toObserver("/consortium/entries"), swap)
    }, "LOG-1", ["LOG-2", "LOG-7"])
  })
})

describe("LOG-2 notices", () => {
  it("an operator that promises and does nothing", () => {
    Town.expectCaught({ town: consortium(), layerOf: secretly({ "plc1.test": { kind: "omit", deadlineMillis: 500 } }) }, "LOG-2", ["LOG-4"])
  })

  it("an operator that tells another place than the one in the log", () => {
    Town.expectCaught({
      town: consortium(),
      interpose: told(["plc1.test"], (path) => path.startsWith("/did:plc:"), (text) => text.replace(/"index":(\d+)/, (_, index: string) => `"index":${Number(index) + 1}`))
    }, "LOG-2")
  })
})

describe("LOG-3 notices", () => {
  it("that nobody watches a liar", () => {
    Town.expectCaught({ town: consortium([declared("plc3.test", { kind: "equivocate" })], 0) }, "LOG-3")
  })

  it("an auditor that keeps to itself what it knows", () => {
    Town.expectCaught({
      town: consortium([declared("plc3.test", { kind: "equivocate" })]),
      interpose: told(["auditor.test"], (path) => path === "/evidence", () => "{\"evidence\":[]}")
    }, "LOG-3")
  })

  it("an auditor that takes more than a minute", () => {
    Town.expectCaught({
      town: consortium([declared("plc3.test", { kind: "equivocate" })]),
      interpose: told(["auditor.test"], (path) => path === "/evidence", (text) =>
        text.replace(/"at":"([^"]+)"/g, (_, at: string) => `"at":"${new Date(Date.parse(at) + 75_000).toISOString()}"`))
    }, "LOG-3")
  })
})

describe("LOG-3", () => {
  const liars: ReadonlyArray<readonly [host: string, conduct: Conduct, found: RegExp]> = [
    ["plc3.test", { kind: "equivocate" }, /^equivocate by plc3.test: evidence after \d\.\d s$/],
    ["plc3.test", { kind: "invent" }, /^invent by plc3.test: evidence after \d\.\d s$/],
    ["plc1.test", { kind: "omit", deadlineMillis: 2_000 }, /^omit by plc1.test: evidence after \d\.\d s$/]
  ]

  it.each(liars)("measures how long it takes from the lie to the evidence: %s", (host, conduct, found) => {
    const { invariants } = Town.run({ town: consortium([declared(host, conduct)]) })
    const { measured = [], violations } = invariants.find(({ code }) => code === "LOG-3")!
    expect(violations).toEqual([])
    expect(measured).toHaveLength(1)
    expect(measured[0]).toMatch(found)
  })
})

describe("LOG-4 notices", () => {
  it("an auditor that accuses somebody else", () => {
    Town.expectCaught({
      town: consortium([declared("plc3.test", { kind: "equivocate" })]),
      interpose: told(["auditor.test"], (path) => path === "/evidence", (text) => text.replaceAll("plc3.test", "plc2.test"))
    }, "LOG-4", ["LOG-3"])
  })

  it("evidence that the accused did not sign", () => {
    Town.expectCaught({
      town: consortium([declared("plc3.test", { kind: "equivocate" })]),
      interpose: told(["auditor.test"], (path) => path.startsWith("/evidence/"), (text) => text.replace("— plc3.test", "— plc4.test"))
    }, "LOG-4")
  })
})

describe("LOG-5 notices", () => {
  it("an operator whose log lacks the newest entry", () => {
    Town.expectCaught({
      town: consortium(),
      interpose: told(["plc4.test"], toObserver("/consortium/entries"), (text) =>
        text.split("\n").filter((line) => line !== "" && (JSON.parse(line) as { index: number }).index < 4).join("\n"))
    }, "LOG-5")
  })
})

describe("LOG-6 notices", () => {
  it("that no operator takes what one refuses", () => {
    const refuse: Conduct = { kind: "refuse" }
    Town.expectCaught({
      town: consortium([declared("plc1.test", refuse)]),
      layerOf: secretly({ "plc1.test": refuse, "plc2.test": refuse, "plc3.test": refuse, "plc4.test": refuse })
    }, "LOG-6")
  })
})

describe("LOG-7 notices", () => {
  it("an operator that answers another state than its log has", () => {
    Town.expectCaught({
      town: consortium(),
      interpose: told(["plc2.test"], toObserver("/did:plc:"), (text) => text.replaceAll("at://", "at://not-"))
    }, "LOG-7", ["PLC-8"])
  })

  /** Accounts are stolen and recovered; then the directory goes, and operators found a log upon its. */
  const succession = {
    duration: "8m",
    topology: { pds: 1, successors: 4 },
    timeline: [
      { what: "claim", at: "20s", share: "100%", within: "5s" },
      { what: "theft", at: "1m", share: "100%", within: "5s", late: "0%", lastMinute: "0%", promptWithin: "70s" },
      { what: "succession", at: "6m", after: "10s" }
    ]
  }
  const audits = (path: string): boolean => path.endsWith("/log/audit")

  it("nothing where operators took over what the old log had", () => {
    const { invariants } = Town.run({ town: succession })
    const { checked, violations } = invariants.find(({ code }) => code === "LOG-7")!
    expect(violations).toEqual([])
    expect(checked).toBeGreaterThan(100)
  })

  it("a founder that dropped what had fallen in the old log", () => {
    const dropFallen = (text: string): string => JSON.stringify((JSON.parse(text) as ReadonlyArray<{ readonly nullified: boolean }>).filter(({ nullified }) => !nullified))
    Town.expectCaught({ town: succession, interpose: told(["plc2.test"], audits, dropFallen) }, "LOG-7", ["PLC-8"])
  })

  it("a founder that takes the time of its founding for that of the operations", () => {
    const late = (text: string): string => text.replaceAll(/"createdAt":"[^"]*"/g, `"createdAt":"2026-01-05T18:07:00.000Z"`)
    Town.expectCaught({ town: succession, interpose: told(["plc3.test"], audits, late) }, "LOG-7", ["PLC-8"])
  })
})
