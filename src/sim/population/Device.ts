/**
 * A device of one person's own, whose power may fail while something is done on
 * it. What is on its disk is there when its owner switches it on and begins
 * again; what was only in its memory is not.
 */
import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import type { Environment } from "../../actors/Environment.ts"
import { devicesHost } from "../scenario/Build.ts"
import type { Stream } from "../kernel/Stream.ts"
import type { World } from "../World.ts"

/** How long each run of an act has power; the run after the last one ends by itself. */
export type Power = ReadonlyArray<number>

export const steady: Power = []

const maxFailures = 5
const offMillis = 20_000
/** Whoever waits for the device; between hosts there is nothing but messages to wait for. */
const looksEvery = "100 millis"

/** One to five failures, each within `withinMillis` of a run's beginning; most of them early, since what waited is not waited for again. */
export const failing = (stream: Stream, withinMillis: number): Power =>
  Array.from({ length: 1 + stream.below(maxFailures) }, () => stream.double() ** 2 * withinMillis)

export const hostOf = (name: string): string => `${name}.${devicesHost}`

/** Does this on a device, again from its beginning after each failure; `onFailure` is told of each that cut it short. */
export const run = Effect.fnUntraced(function*<A, E>(
  world: World,
  host: string,
  power: Power,
  act: Effect.Effect<A, E, Environment | Scope>,
  onFailure: () => void
) {
  for (let run = 0;; run++) {
    const fiber = world.fork("device", host, act)
    const lastsMillis = power[run]
    const life = { isOn: true }
    if (lastsMillis !== undefined) {
      world.at(world.now + lastsMillis, () => {
        if (fiber.pollUnsafe() !== undefined) return
        life.isOn = false
        world.crash(host)
        onFailure()
      })
    }
    while (fiber.pollUnsafe() === undefined && life.isOn) yield* Effect.sleep(looksEvery)
    const exit = fiber.pollUnsafe()
    if (exit !== undefined && life.isOn) return yield* exit
    yield* Effect.sleep(offMillis)
  }
})
