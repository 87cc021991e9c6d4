/** The faults of a scenario, put into a world's heap, and whether each was seen to fire. */
import type { Fault } from "../scenario/Conditions.ts"
import type { LinkOptions } from "../network/Link.ts"
import type { World } from "../World.ts"

export interface FaultRecord {
  readonly kind: string
  readonly at: number
  readonly detail: string
  fired: boolean
}

export const schedule = (
  world: World,
  faults: ReadonlyArray<Fault>,
  calm: Partial<LinkOptions>,
  everybody: () => ReadonlyArray<string>
): ReadonlyArray<FaultRecord> =>
  faults.map((fault) => {
    const until = fault.at + fault.for
    const record = (detail: string): FaultRecord => ({ kind: fault.kind, at: fault.at, detail: `${detail}, for ${fault.for / 1_000} s`, fired: false })
    switch (fault.kind) {
      case "crash": {
        const entry = record(fault.target)
        world.at(fault.at, () => {
          const wasUp = world.isUp(fault.target)
          world.crash(fault.target)
          entry.fired = wasUp && !world.isUp(fault.target)
        })
        world.at(until, () => world.start(fault.target))
        return entry
      }
      case "partition": {
        const [a, b] = fault.between
        const entry = record(`${a} | ${b}`)
        world.at(fault.at, () => {
          world.partition(a, b, true)
          entry.fired = true
        })
        world.at(until, () => world.partition(a, b, false))
        return entry
      }
      case "storm": {
        const entry = record(`loss ${fault.loss}, resets ${fault.resets}`)
        const onAllLinks = (options: Partial<LinkOptions>) => {
          const hosts = everybody()
          for (const from of hosts) for (const to of hosts) if (from !== to) world.setLink(from, to, options)
        }
        world.at(fault.at, () => {
          onAllLinks({ lossProbability: fault.loss, resetProbability: fault.resets })
          entry.fired = true
        })
        world.at(until, () => onAllLinks({ lossProbability: calm.lossProbability ?? 0, resetProbability: calm.resetProbability ?? 0 }))
        return entry
      }
    }
  })
