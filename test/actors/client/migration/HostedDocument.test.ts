/** alice's DID is a web host, whose document her devices read and write, each by its own line. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { Journey } from "../../../../bench/migration/Journey.ts"
import { namesHost, webDocument } from "../../../../bench/migration/People.ts"
import { hosts, originOf } from "../../../../bench/migration/SmallWorld.ts"
import type { Step } from "../../../../src/actors/client/migration/Plan.ts"

const phone = "phone.test"
const read = Effect.flatMap(webDocument, ({ read }) => read)

describe("the document of a did:web", () => {
  it("is what stands there, though the answer to its publication was lost", () => {
    const { small, world } = new Journey(60, "web")
    const before = small.run(read, phone)
    const moved = {
      ...before,
      verificationMethods: { ...before.verificationMethods, other: before.verificationMethods["atproto"]! },
      services: { ...before.services, atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: originOf(hosts.new) } }
    }
    world.partitionOneWay(namesHost, phone, true)
    const answer = small.run(Effect.result(Effect.flatMap(webDocument, ({ publish }) => publish(moved))), phone)
    const unread = small.run(Effect.result(read), phone)
    expect([answer, unread]).toMatchObject([{ failure: { _tag: "XrpcUnreachable" } }, { failure: { _tag: "XrpcUnreachable" } }])
    expect(small.run(read, "tablet.test")).toEqual(moved)
    world.partitionOneWay(namesHost, phone, false)
    expect(small.run(read, phone)).toEqual(moved)
  })

  /** What the owner writes into it while the move is at this step stays, whatever becomes of the move. */
  const edited = (kind: "web" | "webSalvage", at: Step, then: "goes on" | "wants back") => {
    const journey = new Journey(60, kind)
    const before = journey.document
    if (kind === "webSalvage") journey.world.stop(hosts.old)
    journey.setOut(phone, hosts.new)
    journey.passUntil(() => journey.stateOf(phone)?.step === at)
    expect(journey.stateOf(phone)?.step).toBe(at)
    journey.world.crash(phone)
    const other = { type: "BskyNotificationService", endpoint: "https://notify.test" }
    const key = before.verificationMethods["atproto"]!
    journey.edit((now) => ({
      ...now,
      alsoKnownAs: ["at://alice-web.people.test", "https://alice.test"],
      verificationMethods: { ...now.verificationMethods, other: key },
      services: { ...now.services, bsky_notif: other }
    }))
    if (then === "wants back") journey.quit(phone)
    // Who has given a salvage up wants the host that is back.
    journey.world.start(hosts.old)
    journey.resume(phone)
    journey.pass(120_000)
    return { journey, before, other, now: journey.document }
  }

  for (const kind of ["web", "webSalvage"] as const) {
    it(`keeps what its owner writes into it meanwhile, but for host and key, when the move is given up (${kind})`, { timeout: 120_000 }, () => {
      for (const at of ["carry", "sign", "switch", ...(kind === "web" ? ["hush", "confirm"] as const : []), "open"] as const) {
        const { before, journey, now, other } = edited(kind, at, "wants back")
        expect([at, journey.stateOf(phone)?.step]).toEqual([at, "stayed"])
        expect([at, now]).toEqual([at, {
          ...before,
          alsoKnownAs: ["at://alice-web.people.test", "https://alice.test"],
          verificationMethods: { ...before.verificationMethods, other: before.verificationMethods["atproto"] },
          services: { ...before.services, bsky_notif: other }
        }])
      }
    })
  }

  it("says the handle that its owner wrote before the switch again when the move is given up after it", { timeout: 120_000 }, () => {
    for (const step of ["confirm", "open"] as const) {
      const journey = new Journey(60, "web")
      journey.setOut(phone, hosts.new)
      journey.passUntil(() => journey.stateOf(phone)?.step === "hush")
      journey.world.crash(phone)
      journey.edit((now) => ({ ...now, alsoKnownAs: ["at://alice-web.people.test"] }))
      journey.resume(phone)
      journey.passUntil(() => journey.stateOf(phone)?.step === step)
      expect(journey.handle).toBe(`alice.${hosts.new}`)
      journey.world.crash(phone)
      journey.quit(phone)
      journey.pass(60_000)
      expect([step, journey.stateOf(phone)?.step, journey.home, journey.handle]).toEqual([step, "stayed", hosts.old, "alice-web.people.test"])
    }
  })

  it("keeps what its owner writes into it meanwhile when the move goes on, but for the handle, which is the new host's", { timeout: 120_000 }, () => {
    for (const at of ["carry", "hush", "switch"] as const) {
      const { journey, now, other } = edited("web", at, "goes on")
      expect([at, journey.stateOf(phone)?.step, journey.home]).toEqual([at, "arrived", hosts.new])
      expect([at, now.alsoKnownAs, now.services["bsky_notif"], Object.keys(now.verificationMethods)]).toEqual([at, [`at://alice.${hosts.new}`, "https://alice.test"], other, ["atproto", "other"]])
    }
  })

  it("is waited for by a device that cannot reach it, which says so and goes on once it can", () => {
    const journey = new Journey(60, "web")
    journey.setOut(phone, hosts.new)
    journey.passUntil(() => journey.stateOf(phone)?.step === "carry")
    journey.world.partition(phone, namesHost, true)
    journey.pass(45 * 60_000)
    expect(journey.stateOf(phone)?.step).toBe("sign")
    expect(journey.troubleOf(phone)).toMatch(/the owner's web host.*MoveWaits/)
    journey.world.partition(phone, namesHost, false)
    expect([journey.end(), journey.stateOf(phone)?.step]).toEqual([[], "arrived"])
  })
})
