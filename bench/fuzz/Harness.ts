/**
 * Runs cases against a target and tells the first promise that it broke.
 *
 * A case fails if the target throws, takes longer than a bound linear in the
 * input's size, or if the process grows beyond measure. A slow case is run
 * again before it counts, and then by the processor's time: on a busy machine
 * the clock tells of the others. The failing input is cut down as long as it
 * fails in the same way.
 */
import { mutateBytes } from "./MutateBytes.ts"
import { mutateCar, mutateCbor, mutateFrame, mutateJson } from "./MutateValue.ts"
import { Prng } from "./Prng.ts"
import type { Target } from "./Target.ts"

export interface Failure {
  readonly kind: "throw" | "time" | "memory"
  readonly message: string
  /** Which case of the campaign. */
  readonly index: number
  readonly input: Uint8Array
}

export interface Report {
  readonly name: string
  readonly cases: number
  /** How many mutants the decoder took for valid: none would mean that nothing behind its first gate was tried. */
  readonly accepted: number
  readonly casesPerSecond: number
  readonly slowestMicrosPerByte: number
  readonly failure: Failure | undefined
}

const MAX_GROWTH_BYTES = 1 << 30
const MAX_INPUT_BYTES = 1 << 20

const valueMutations: { readonly [form in Target["form"]]?: (prng: Prng, bytes: Uint8Array) => Uint8Array } = {
  cbor: mutateCbor,
  car: mutateCar,
  frame: mutateFrame,
  json: mutateJson
}

/** Case `index` of the campaign `seed`; each depends on these two alone. */
export const makeCase = (target: Target, seeds: ReadonlyArray<Uint8Array>, seed: number, index: number): Uint8Array => {
  const prng = new Prng(seed * 0x1_0000_0000 + index)
  const start = prng.pick(seeds)
  const mutateValue = valueMutations[target.form]
  let bytes = start
  const deep = mutateValue !== undefined && prng.chance(0.6)
  if (deep) {
    for (let rounds = 1 + prng.below(3); rounds > 0; rounds--) {
      try {
        bytes = mutateValue(prng, bytes)
      } catch {
        // The last round left something that does not decode or encode: that, then, is the case.
        break
      }
    }
  }
  if (!deep || prng.chance(0.2)) bytes = mutateBytes(prng, bytes, prng.pick(seeds))
  return bytes.length > MAX_INPUT_BYTES ? bytes.slice(0, MAX_INPUT_BYTES) : bytes
}

/** Whether the bytes were accepted, or what was thrown. */
const outcome = (target: Target, bytes: Uint8Array): boolean | string => {
  try {
    return target.run(bytes)
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}

const timed = (target: Target, bytes: Uint8Array): [result: boolean | string, micros: number] => {
  const start = process.hrtime.bigint()
  const result = outcome(target, bytes)
  return [result, Number(process.hrtime.bigint() - start) / 1000]
}

/** Collecting garbage included. */
const processorMicros = (target: Target, bytes: Uint8Array): number => {
  const start = process.cpuUsage()
  outcome(target, bytes)
  const { system, user } = process.cpuUsage(start)
  return system + user
}

export const run = (target: Target, options: { readonly cases: number; readonly seed: number }): Report => {
  const { floorMicros = 20_000, microsPerByte = 20 } = target
  const seeds = target.seeds()
  const bound = (bytes: Uint8Array) => floorMicros + microsPerByte * bytes.length
  let slowest = 0
  let accepted = 0
  let failure: Failure | undefined
  for (const [i, seed] of seeds.entries()) {
    const accepted = outcome(target, seed)
    if (accepted !== true) throw new Error(`seed ${i} of ${target.name} is not accepted${accepted === false ? "" : `: ${accepted}`}`)
  }
  const startBytes = process.memoryUsage.rss()
  const startMillis = performance.now()
  let index = 0
  for (; index < options.cases && failure === undefined; index++) {
    const input = makeCase(target, seeds, options.seed, index)
    let [result, took] = timed(target, input)
    for (let again = 0; again < 3 && took > bound(input); again++) took = Math.min(took, processorMicros(target, input))
    if (input.length > 256) slowest = Math.max(slowest, took / input.length)
    if (result === true) accepted++
    if (typeof result === "string") {
      const message: string = result
      failure = { kind: "throw", message, index, input: shrink(input, (bytes) => sameFault(outcome(target, bytes), message)) }
    } else if (took > bound(input)) failure = { kind: "time", message: `${Math.round(took)} µs for ${input.length} bytes`, index, input }
    else if (index % 1024 === 0 && process.memoryUsage.rss() - startBytes > MAX_GROWTH_BYTES) {
      failure = { kind: "memory", message: "the process grew by more than 1 GiB", index, input }
    }
  }
  return {
    name: target.name,
    cases: index,
    accepted,
    casesPerSecond: Math.round(index / ((performance.now() - startMillis) / 1000)),
    slowestMicrosPerByte: Number(slowest.toFixed(2)),
    failure
  }
}

/** Messages quote the input, so only their first word is compared. */
const sameFault = (left: boolean | string, right: string): boolean =>
  typeof left === "string" && left.split(" ", 1)[0] === right.split(" ", 1)[0]

/** Takes pieces out, large ones first, as long as the rest still fails. */
export const shrink = (input: Uint8Array, fails: (bytes: Uint8Array) => boolean): Uint8Array => {
  let best = input
  let tries = 3000
  for (let size = best.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < best.length && tries > 0; tries--) {
      const smaller = Uint8Array.from([...best.subarray(0, at), ...best.subarray(at + size)])
      if (fails(smaller)) best = smaller
      else at += size
    }
  }
  return best
}
