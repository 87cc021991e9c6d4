/**
 * Every point there is, a fair sample of them, and what they told.
 *
 * For each way to move, also of accounts whose devices sign, with and without
 * what else may happen (`Meanwhile.ts`), wanting on or back: at each message a crash of the
 * device, the old host, the new host or the directory, a cut between those who
 * talk, or days in which the device is dark; at each statement of anybody a
 * crash of whoever executes it.
 */
import { type Stream, Streams } from "../../src/sim/kernel/Stream.ts"
import { fits, type Meanwhile, meanwhiles } from "./Meanwhile.ts"
import { type Kind, wayOf } from "./People.ts"
import * as Point from "./Point.ts"
import { hosts, phone } from "./SmallWorld.ts"

const kinds: ReadonlyArray<Kind> = ["mailed", "own", "salvage", "web", "webSalvage", "signed", "signedSalvage"]
const targets = [phone, hosts.old, hosts.new, hosts.plc]

/** All points of one seed; the moves are run once without a fault, to count their boundaries. */
export const points = (seed: number): ReadonlyArray<Point.Point> =>
  kinds.flatMap((way) =>
    meanwhiles.filter((meanwhile) => fits(way, meanwhile)).flatMap((meanwhile) => {
      const calm: Point.Point = { seed, way, meanwhile, fault: "none", at: { kind: "message", number: 0 }, then: "finish" }
      const told = Point.run(calm)
      if (told.violations.length > 0) throw new Error(`${recipe(calm)} fails without a fault: ${told.violations.join("; ")}`)
      const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1)
      return (["finish", "quit"] as const).flatMap((then): ReadonlyArray<Point.Point> => [
        ...numbers(told.messages).flatMap((number): ReadonlyArray<Point.Point> => [
          ...targets.filter((target) => wayOf(way) !== "salvage" || target !== hosts.old).map((target) =>
            ({ ...calm, then, fault: "crash", at: { kind: "message", number }, target }) as const),
          { ...calm, then, fault: "cut", at: { kind: "message", number } },
          { ...calm, then, fault: "dark", at: { kind: "message", number } }
        ]),
        ...numbers(told.statements).map((number) => ({ ...calm, then, fault: "crash", at: { kind: "statement", number } }) as const)
      ])
    }))

/** Without repetition; all of them, if there are no more. */
export const sample = <A>(all: ReadonlyArray<A>, count: number, stream: Stream): ReadonlyArray<A> => stream.shuffle([...all]).slice(0, count)

export const sampleOf = (seed: number, count: number) => {
  const all = points(seed)
  return { possible: all.length, chosen: sample(all, count, Streams(seed).fork("campaign")) }
}

/** One line from which a point can be run again. */
export const recipe = ({ at, fault, seed, meanwhile, target, then, way }: Point.Point): string =>
  [seed, way, meanwhile, fault, at.kind, at.number, target ?? "-", then].join(":")

export const fromRecipe = (text: string): Point.Point => {
  const [seed, way, meanwhile, fault, kind, number, target, then] = text.split(":")
  return {
    seed: Number(seed),
    way: way as Kind,
    meanwhile: meanwhile as Meanwhile,
    fault: fault as Point.Point["fault"],
    at: { kind: kind as Point.Point["at"]["kind"], number: Number(number) },
    ...(target === undefined || target === "-" ? {} : { target }),
    then: then as Point.Point["then"]
  }
}

export interface Tally {
  /** Points whose fault was seen to strike. */
  struck: number
  /** Points at which the move was over before the fault's turn came. */
  missed: number
  readonly byWay: Record<string, number>
  readonly byMeanwhile: Record<string, number>
  readonly byFault: Record<string, number>
  readonly byStep: Record<string, number>
  readonly byOutcome: Record<string, number>
  readonly failures: Array<{ readonly recipe: string; readonly step: string; readonly violations: ReadonlyArray<string> }>
}

export const emptyTally = (): Tally => ({ struck: 0, missed: 0, byWay: {}, byMeanwhile: {}, byFault: {}, byStep: {}, byOutcome: {}, failures: [] })

const count = (counts: Record<string, number>, key: string, by = 1): void => {
  counts[key] = (counts[key] ?? 0) + by
}

export const add = (tally: Tally, point: Point.Point, told: Point.Told): void => {
  if (told.struck) tally.struck++
  else tally.missed++
  count(tally.byWay, point.way)
  count(tally.byMeanwhile, point.meanwhile)
  count(tally.byFault, `${point.fault} at a ${point.at.kind}${point.target === undefined ? "" : `, ${point.target}`}, then ${point.then}`)
  count(tally.byStep, told.struck ? told.step : "none")
  count(tally.byOutcome, told.outcome)
  if (told.violations.length > 0) tally.failures.push({ recipe: recipe(point), step: told.step, violations: told.violations })
}

/** Adds what another process counted. */
export const merge = (into: Tally, from: Tally): void => {
  into.struck += from.struck
  into.missed += from.missed
  for (const name of ["byWay", "byMeanwhile", "byFault", "byStep", "byOutcome"] as const) {
    for (const [key, by] of Object.entries(from[name])) count(into[name], key, by)
  }
  into.failures.push(...from.failures)
}

export const run = (chosen: ReadonlyArray<Point.Point>, onPoint: (tally: Tally) => void = () => {}): Tally => {
  const tally = emptyTally()
  for (const point of chosen) {
    add(tally, point, Point.run(point))
    onPoint(tally)
  }
  return tally
}
