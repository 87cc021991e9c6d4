/** What the game of moves itself has to get right, or it finds faults where none are. */
import { describe, expect, it } from "vitest"
import { Journey } from "../../bench/migration/Journey.ts"
import { hosts, phone } from "../../bench/migration/SmallWorld.ts"

describe("a game of moves", () => {
  it("is at rest only when who found a relay gone has dialled it again", () => {
    const journey = new Journey(343_082, "own", { twoAppViews: true })
    journey.crash(hosts.relay)
    journey.setOut(phone, hosts.new)
    journey.pass(22_000)
    expect(journey.end()).toEqual([])
    expect(journey.home).toBe(hosts.new)
  })

  it("takes two wishes that one device has at once for one trip", () => {
    const journey = new Journey(0, "signed", { twoAppViews: true })
    journey.setOut(phone, hosts.third)
    journey.setOut(phone, hosts.new)
    journey.pass(20)
    journey.crashDevice(phone)
    expect(journey.end()).toEqual([])
  })
})
