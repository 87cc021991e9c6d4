/**
 * Two devices of one owner that want contrary things at once: one goes back or
 * clears away, the other finishes the move and writes. Each has looked before
 * it acts; here the other acts between the look and the act, which is as long
 * as a link is cut. What was acknowledged is never lost. MIG-1, MIG-4
 */
import { describe, expect, it } from "vitest"
import { Journey } from "../../bench/migration/Journey.ts"
import { type Kind, namesHost } from "../../bench/migration/People.ts"
import { hosts } from "../../bench/migration/SmallWorld.ts"
import type { Step } from "../../src/actors/client/migration/Plan.ts"

const phone = "phone.test"
const tablet = "tablet.test"

type Link = readonly [a: string, b: string]

/** The way on which the tablet's word of the DID goes. */
const publishing = (way: Kind): Link => [tablet, way === "web" ? namesHost : hosts.plc]

/** The phone sets out; as it comes to this step the tablet has its disk, and both lie still. */
const halted = (way: Kind, step: Step): Journey => {
  const journey = new Journey(60, way)
  journey.setOut(phone, hosts.new)
  journey.passUntil(() => journey.stateOf(phone)?.step === step)
  expect(journey.stateOf(phone)?.step).toBe(step)
  journey.world.crash(phone)
  journey.copyTrip(phone, tablet)
  return journey
}

type Answer = (request: { readonly to: string; readonly path: string }) => boolean

/** The link is cut as soon as the tablet has had these answers, one after the other. */
const cutAfter = (journey: Journey, link: Link, ...answers: ReadonlyArray<Answer>): void => {
  const awaited = [...answers]
  journey.world.observe((observation) => {
    if (observation._tag !== "HttpResponseReceived" || observation.request.from !== tablet || awaited[0]?.(observation.request) !== true) return
    awaited.shift()
    if (awaited.length === 0) journey.world.partition(...link, true)
  })
  journey.passUntil(() => awaited.length === 0)
  expect(awaited).toEqual([])
}

const inUse: Answer = ({ path, to }) => to === hosts.new && path.includes("getPreferences")
/** The last look at a did:web, which the publication follows on no condition. */
const document: Answer = ({ path }) => path.includes("did.json")

const arrivedAndWritten = (journey: Journey, device: string): void => {
  journey.resume(device)
  journey.passUntil(() => journey.stateOf(device)?.step === "arrived")
  expect([journey.stateOf(device)?.step, journey.home]).toEqual(["arrived", hosts.new])
  const { size } = journey.cast.records
  journey.postAt(hosts.new, true)
  journey.pass(2_000)
  expect(journey.cast.records.size).toBe(size + 1)
}

describe("a device that goes back, having seen that the new account is not in use", () => {
  for (const way of ["own", "web"] as const) {
    for (const step of ["confirm", "open"] as const) {
      it(`gives way to one that wakes it, and to what is written there, before the DID is taken back (${way}, ${step})`, { timeout: 60_000 }, () => {
        const journey = halted(way, step)
        journey.quit(tablet)
        cutAfter(journey, publishing(way), inUse, ...(way === "web" ? [document] : []))
        expect(journey.stateOf(tablet)?.step).toBe("restore")
        arrivedAndWritten(journey, phone)
        expect(journey.stateOf(tablet)?.step).toBe("restore")
        journey.world.partition(...publishing(way), false)
        expect([journey.end(), journey.stateOf(tablet)?.step, journey.home]).toEqual([[], "arrived", hosts.new])
      })
    }
  }
})

describe("a device that clears away, having seen that the DID does not name the new host", () => {
  for (const way of ["mailed", "own", "web"] as const) {
    it(`deletes nothing that another has moved in by the time it is heard (${way})`, { timeout: 60_000 }, () => {
      const journey = halted(way, "hush")
      journey.quit(tablet)
      journey.passUntil(() => journey.stateOf(tablet)?.step === "clear")
      const looked = way === "web" ? hosts.new : hosts.plc
      cutAfter(journey, [tablet, hosts.new], ({ path, to }) => to === looked && (to === hosts.plc || path.includes("getRepoStatus")))
      expect(journey.stateOf(tablet)?.step).toBe("clear")
      arrivedAndWritten(journey, phone)
      journey.world.partition(tablet, hosts.new, false)
      expect([journey.end(), journey.stateOf(tablet)?.step, journey.home]).toEqual([[], "arrived", hosts.new])
    })
  }
})
