/**
 * One point of the campaign: a move, one fault at one boundary of it, and what
 * became of it all.
 *
 * A boundary is a message (a request that was just sent, an answer that just
 * came) or a statement of somebody's database, counted from where the device
 * sets out. The fault is a host that loses power, or a link that is cut, for
 * three seconds, or the device that lies in a drawer for days, longer than any
 * token or letter is good for. Then it goes on, or its owner wants back.
 */
import * as Effect from "effect/Effect"
import * as Migrate from "../../src/actors/client/migration/Migrate.ts"
import type { State } from "../../src/actors/client/migration/Plan.ts"
import type { HttpRequestSent, HttpResponseReceived } from "../../src/sim/Observation.ts"
import * as Checks from "./Checks.ts"
import * as Meanwhile from "./Meanwhile.ts"
import * as People from "./People.ts"
import { hosts, phone, SmallWorld } from "./SmallWorld.ts"

export interface Point {
  readonly seed: number
  readonly way: People.Kind
  /** "none" runs the move without a fault, to count its boundaries. */
  readonly fault: "none" | "crash" | "cut" | "dark"
  readonly at: { readonly kind: "message" | "statement"; readonly number: number }
  /** Who crashes at a message: a host; at a statement it is whoever executes it. */
  readonly target?: string
  /** What the owner wants once the device runs again. */
  readonly then: "finish" | "quit"
  /** What else happens to her. */
  readonly meanwhile: Meanwhile.Meanwhile
}

export interface Told {
  readonly violations: ReadonlyArray<string>
  /** The step in which the fault fell. */
  readonly step: string
  readonly struck: boolean
  readonly outcome: string
  readonly messages: number
  readonly statements: number
}

const downMillis = 3_000
const darkMillis = 4 * 24 * 3_600_000
const limitMillis = 30 * 60_000
/** Longer than a consumer waits, at most 45 s, before it dials a host again that was away for days. */
const quietMillis = 60_000

/** A key stays wherever she goes; a handle is the old host's to give. */
const acknowledged = ({ handle, rotationKey }: Meanwhile.Done, home: string | undefined): Checks.Expected => ({
  ...(rotationKey === undefined ? {} : { rotationKey }),
  ...(handle === undefined || home !== hosts.old ? {} : { handle })
})

export const run = (point: Point): Told => {
  const small = new SmallWorld({ seed: point.seed })
  const cast = People.settle(small, point.way)
  const { world } = small
  const plan = People.planOf(cast, point.way)
  // Who salvages has lost the old host.
  if (plan.way === "salvage") world.stop(hosts.old)
  world.runUntil(world.now + 200)

  const happening = Meanwhile.begin(small, cast, point)
  let state: State | undefined
  const onState = (now: State): void => {
    state = now
    happening.onState(now)
  }
  let struckIn = ""
  let trouble: string | undefined
  const go = (wantsBack: boolean): void => {
    const effect = Effect.gen(function*() {
      const means = yield* People.meansOf(cast)
      if (wantsBack) yield* Effect.ignore(Migrate.quit(plan.did))
      const outcome = yield* Migrate.run(plan, means, { onState })
      state = outcome.state
    })
    const fiber = small.fork(wantsBack ? "want back" : "move", phone, effect)
    fiber.addObserver((exit) => {
      if (exit._tag === "Failure" && world.isUp(phone)) trouble = small.world.lastStep.kind + JSON.stringify(exit.cause).slice(0, 400)
    })
  }

  let messages = 0
  let statements = 0
  let struck = false
  const finished = (): boolean => state !== undefined && ["arrived", "stayed", "overtaken"].includes(state.step)
  let mendedAt = 0
  const strike = (host: string, forMillis = downMillis): void => {
    struck = true
    mendedAt = world.now + forMillis
    struckIn = state?.step ?? "begin"
    trouble = undefined
    world.crash(host)
    world.at(world.now + forMillis, () => {
      if (host === phone) go(point.then === "quit")
      else world.start(host)
    })
  }
  const wantBack = (): void => {
    if (point.then !== "quit") return
    // The owner changes their mind when the trouble begins; the device is told so.
    world.at(world.now + downMillis / 2, () => {
      if (finished() || world.now === 0) return
      world.crash(phone)
      go(true)
    })
  }
  const listening = (): boolean => !struck && !finished()
  world.observe((o) => {
    if ((o._tag !== "HttpRequestSent" && o._tag !== "HttpResponseReceived") || !listening()) return
    const request: HttpRequestSent = o._tag === "HttpRequestSent" ? o : (o as HttpResponseReceived).request
    messages++
    if (point.fault === "none" || point.at.kind !== "message" || messages !== point.at.number) return
    struck = true
    world.at(world.now, () => {
      if (point.fault === "cut") {
        struckIn = state?.step ?? "begin"
        world.partition(request.from, request.to, true)
        world.at(world.now + downMillis, () => world.partition(request.from, request.to, false))
      } else if (point.fault === "dark") strike(phone, darkMillis)
      else strike(point.target!)
      if (point.target !== phone && point.fault !== "dark") wantBack()
    })
  })
  small.listener.onStatement = (host) => {
    if (!listening()) return
    statements++
    if (point.fault !== "crash" || point.at.kind !== "statement" || statements !== point.at.number) return
    strike(host)
    if (host !== phone) wantBack()
  }

  go(false)
  const limit = world.now + limitMillis + (point.fault === "dark" ? darkMillis : 0)
  while (world.now < limit && !(finished() && world.quiet(quietMillis))) {
    // Who has given a salvage up wants the host that is back.
    if (state?.step === "wake" && plan.way === "salvage") world.start(hosts.old)
    if (trouble !== undefined && world.quiet(quietMillis)) break
    world.runUntil(Math.min(limit, Math.max(mendedAt, world.now + 5_000)))
  }
  if (finished()) happening.end(state?.step === "stayed")
  const home = state?.step === "arrived" ? hosts.new : state?.step === "stayed" ? hosts.old : undefined
  const violations = !finished()
    ? [`the move is stuck at "${state?.step}": ${trouble ?? small.world.pending().join("; ").slice(0, 400)}`]
    : Checks.check(small, cast, { open: happening.open, ...acknowledged(happening.done, home), ...(home === undefined ? {} : { home }), ...(home === hosts.old ? { cleared: [hosts.new] } : {}) })
  return { violations, step: struckIn, struck, outcome: state?.step ?? "begin", messages, statements }
}
