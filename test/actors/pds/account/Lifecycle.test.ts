/** Accounts that are put to sleep until a day, and what may come in between. [lex:com.atproto.server.deactivateAccount] */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as BasicAuth from "../../../../src/protocol/xrpc/BasicAuth.ts"
import * as Town from "../Town.ts"

const origin = "https://pds1.test"
const hourMillis = 3_600_000

/** Undefined: there is no such account any more. */
const statusOf = ({ did }: Session) =>
  Effect.map(Effect.result(Client.query("com.atproto.sync.getRepoStatus", { origin, params: { did } })), (answer) =>
    Result.isFailure(answer) ? undefined : answer.success.status ?? "active")

const sleepUntil = (session: Session, millisFromNow: number) =>
  Effect.flatMap(Clock.currentTimeMillis, (nowMillis) =>
    session.procedureOnce("com.atproto.server.deactivateAccount", { input: { deleteAfter: new Date(nowMillis + millisFromNow).toISOString() } }))

const takedown = ({ did }: Session, applied: boolean) =>
  Client.procedure("com.atproto.admin.updateSubjectStatus", {
    origin,
    headers: { authorization: BasicAuth.format({ username: "admin", password: "admin" }) },
    input: { subject: { $type: "com.atproto.admin.defs#repoRef", did } as never, takedown: { applied } }
  })

describe("an account that is to be deleted on a day", () => {
  it("is there until then, and gone after it", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      yield* sleepUntil(alice, 48 * hourMillis)
      yield* Effect.sleep(47 * hourMillis)
      const before = yield* statusOf(alice)
      yield* Effect.sleep(2 * hourMillis)
      return [before, yield* statusOf(alice)]
    }), 60 * hourMillis)
    expect(seen).toEqual(["deactivated", undefined])
  })

  it("stays, once it was awake in between, however it sleeps then", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      yield* sleepUntil(alice, 48 * hourMillis)
      yield* alice.procedureOnce("com.atproto.server.activateAccount", {})
      yield* Effect.sleep(47 * hourMillis)
      yield* alice.procedureOnce("com.atproto.server.deactivateAccount", { input: {} })
      yield* Effect.sleep(2 * hourMillis)
      return yield* statusOf(alice)
    }), 60 * hourMillis)
    expect(seen).toBe("deactivated")
  })

  it("stays for an hour more if its owner is just about to name another day, and the directory cannot say where it is at home", () => {
    const town = Town.make()
    const alice = town.run(Effect.tap(Town.signUp("alice"), (alice) => sleepUntil(alice, 2 * hourMillis)))
    town.world.runUntil(town.world.now + 2 * hourMillis - 1_000)
    town.world.partition("pds1.test", "plc.test", true)
    const asked = town.world.fork("alice says now", "device.test", sleepUntil(alice, 0))
    town.world.runUntil(town.world.now + 30 * 60_000)
    expect(asked.pollUnsafe()).toBeDefined()
    const later = town.run(statusOf(alice))
    town.world.runUntil(town.world.now + hourMillis)
    expect([later, town.run(statusOf(alice))]).toEqual(["deactivated", undefined])
  })
})

/** A town whose directory takes its time, once it is told to. */
const slowDirectory = () => {
  let millis = 0
  const town = Town.make({ aroundPlc: (plc) => Layer.provide(plc, HttpRouter.middleware((route) => Effect.suspend(() => Effect.delay(route, millis))).layer) })
  return { town, slowBy: (delayMillis: number) => {
    millis = delayMillis
  } }
}

describe("an account whose day comes while its lock is held", () => {
  it("stays, for its owner who waits for the directory just then wakes it", () => {
    const { slowBy, town } = slowDirectory()
    const alice = town.run(Effect.tap(Town.signUp("alice"), (alice) => sleepUntil(alice, 2 * hourMillis)))
    town.world.runUntil(town.world.now + 2 * hourMillis - 1_000)
    slowBy(1_500)
    const woken = town.world.fork("alice wakes", "device.test", alice.procedureOnce("com.atproto.server.activateAccount", {}))
    town.world.runUntil(town.world.now + 2_000)
    expect(woken.pollUnsafe()).toBeUndefined()
    town.world.runUntil(town.world.now + 60_000)
    expect(woken.pollUnsafe()).toMatchObject({ _tag: "Success" })
    expect(town.run(statusOf(alice))).toBe("active")
  })

  it("stays until the day that its owner named just then, though the owner hung up, and is gone after that", () => {
    const { slowBy, town } = slowDirectory()
    const alice = town.run(Effect.tap(Town.signUp("alice"), (alice) => sleepUntil(alice, 2 * hourMillis)))
    town.world.runUntil(town.world.now + 2 * hourMillis - 1_000)
    slowBy(1_500)
    // At home here, it is kept for an hour from now. Who hangs up while the disk writes that has nobody look at the days anew.
    const asked = town.world.fork("alice says now", "device.test", Effect.timeout(sleepUntil(alice, 0), 5_000))
    town.world.runUntil(town.world.now + 1_200)
    town.world.setDisk("pds1.test", { syncMillis: 5_000 })
    town.world.runUntil(town.world.now + 20_000)
    expect(asked.pollUnsafe()).toMatchObject({ _tag: "Failure" })
    town.world.setDisk("pds1.test", { syncMillis: 0 })
    slowBy(0)
    const later = town.run(statusOf(alice))
    town.world.runUntil(town.world.now + hourMillis)
    expect([later, town.run(statusOf(alice))]).toEqual(["deactivated", undefined])
  })
})

describe("an account that is taken down", () => {
  it("is not given back by its owner's putting it to sleep, which holds once the takedown is lifted [ACCT-1]", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      yield* takedown(alice, true)
      const tokens = yield* Client.procedure("com.atproto.server.createSession", { origin, input: { identifier: alice.did, password: alice.credentials.password, allowTakendown: true } })
      yield* Client.procedure("com.atproto.server.deactivateAccount", { origin, headers: Client.bearer(tokens.accessJwt), input: {} })
      const down = yield* statusOf(alice)
      yield* takedown(alice, false)
      return [down, yield* statusOf(alice)]
    }))
    expect(seen).toEqual(["takendown", "deactivated"])
  })
})
