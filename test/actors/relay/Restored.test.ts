/** A relay whose disk is lost, and which goes on from yesterday's. STREAM-1, RELAY-3 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { Received } from "../pds/Town.ts"
import * as PdsTown from "../pds/Town.ts"
import * as Town from "./Town.ts"

const count = (n: number) => (events: ReadonlyArray<unknown>) => events.length >= n
const revs = (events: ReadonlyArray<Received>) => events.flatMap((event) => event._tag === "Commit" ? [event.rev as string] : [])

describe("a relay that comes back from an old backup", () => {
  it("passes on anew what came since, in order, under numbers never given: nothing is lost, and its disk holds each commit once", () => {
    const town = Town.make()
    const alice = town.run(Town.signUp("alice"))
    const said = (n: number) => town.run(Effect.forEach(Array.from({ length: n }), (_, i) => Town.createPost(alice, `post ${i}`), { discard: true }))
    said(2)
    town.settle()
    const backup = town.world.backup("relay.test")!
    const kept = town.run(Town.listen("relay.test", "?cursor=0", count(5)))
    said(3)
    town.settle()
    const lost = town.run(Town.listen("relay.test", `?cursor=${PdsTown.seqOf(kept.at(-1)!)}`, count(3)))
    // Told to one consumer; another has heard only the first of them.
    const [heard] = lost
    town.world.crash("relay.test")
    town.world.restoreBackup("relay.test", backup)
    town.world.start("relay.test")
    said(1)
    town.settle(30_000)

    const again = town.run(Town.listen("relay.test", `?cursor=${PdsTown.seqOf(heard!)}`, count(4)))
    expect(revs(again).slice(0, 3)).toEqual(revs(lost))
    expect(PdsTown.seqOf(again[0]!)).toBeGreaterThan(PdsTown.seqOf(lost.at(-1)!))
    expect(revs(again)).toEqual([...revs(again)].sort())

    const whole = town.run(Town.listen("relay.test", "?cursor=0", count(9)))
    const home = town.run(Town.listen("pds1.test", "?cursor=0", count(9)))
    expect(revs(whole)).toEqual(revs(home))
    expect(new Set(revs(whole)).size).toBe(7)
    expect(town.defects()).toEqual([])
  })
})
