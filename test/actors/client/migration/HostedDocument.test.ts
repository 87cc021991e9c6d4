/** alice's DID is a web host, whose document her devices read and write, each by its own line. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { Journey } from "../../../../bench/migration/Journey.ts"
import { namesHost, webDocument } from "../../../../bench/migration/People.ts"
import { hosts, originOf } from "../../../../bench/migration/SmallWorld.ts"

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
