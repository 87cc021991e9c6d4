import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Preferences from "../../../../src/actors/pds/account/Preferences.ts"
import type * as Session from "../../../../src/actors/client/Session.ts"
import * as Town from "../Town.ts"

const details = "app.bsky.actor.defs#personalDetailsPref"
const age = "app.bsky.actor.defs#declaredAgePref"
const interests = { $type: "app.bsky.actor.defs#interestsPref" as const, tags: ["clockwork"] }
const bornOn = (birthDate: string) => ({ $type: details as typeof details, birthDate: birthDate as never })

const put = (session: Session.Session, preferences: ReadonlyArray<object>) =>
  session.procedureOnce("app.bsky.actor.putPreferences", { input: { preferences: preferences as never } })
const get = (session: Session.Session) => Effect.map(session.query("app.bsky.actor.getPreferences", {}), ({ preferences }) => preferences)

describe("preferences", () => {
  it("replace each other as a whole, outlive a crash, and are each account's own", () => {
    const town = Town.make()
    const { alice, bob } = town.run(Effect.gen(function*() {
      const [alice, bob] = [yield* Town.signUp("alice"), yield* Town.signUp("bob")]
      yield* put(alice, [interests, { $type: "app.bsky.actor.defs#adultContentPref", enabled: true }])
      yield* put(alice, [interests])
      return { alice, bob }
    }))
    town.world.crash("pds1.test")
    town.world.start("pds1.test")
    expect(town.run(Effect.delay(get(alice), 1000))).toEqual([interests])
    expect(town.run(get(bob))).toEqual([])
  })

  it("of another namespace, or of no type, are refused, and nothing is lost by it", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      yield* put(alice, [interests])
      const refused = yield* Effect.forEach([{ $type: "com.example.pref", x: 1 }, { $type: "app.bskyish.pref" }, { tags: ["x"] }], (one) =>
        Effect.map(Effect.flip(put(alice, [one])), (error) => error._tag === "XrpcError" ? error.error : error._tag))
      return { refused, left: yield* get(alice) }
    }))
    expect(seen).toEqual({ refused: ["InvalidRequest", "InvalidRequest", "InvalidRequest"], left: [interests] })
  })

  it("tell from the date of birth who is of age, whatever a client declares, and without one nothing", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const declared = { $type: age, isOverAge13: true, isOverAge16: true, isOverAge18: true }
      yield* put(alice, [declared])
      const undeclared = yield* get(alice)
      yield* put(alice, [bornOn("2012-01-05T00:00:00.000Z"), declared])
      const young = yield* get(alice)
      yield* put(alice, young)
      return { undeclared, young, again: yield* get(alice) }
    }))
    expect(seen.undeclared).toEqual([])
    expect(seen.young).toEqual([bornOn("2012-01-05T00:00:00.000Z"), { $type: age, isOverAge13: true, isOverAge16: false, isOverAge18: false }])
    expect(seen.again).toEqual(seen.young)
  })

  it.each([
    ["2010-03-01T00:00:00.000Z", "2026-02-28T23:59:59.000Z", false],
    ["2010-03-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z", true],
    ["2008-02-29T00:00:00.000Z", "2024-02-28T12:00:00.000Z", false],
    ["2008-02-29T00:00:00.000Z", "2024-02-29T12:00:00.000Z", true],
    ["1950-12-31T23:00:00-02:00", "1967-01-01T00:00:00.000Z", true]
  ])("born on %s, somebody is sixteen at %s: %s", (birthDate, now, isOverAge16) => {
    const shown = Preferences.shown([bornOn(birthDate)], false, Date.parse(now))
    expect(shown).toMatchObject([{ $type: age, isOverAge16 }])
  })
})
