/**
 * The faults of a scenario, put into a world's heap; whether each was seen to
 * fire, and when it was mended.
 */
import type { LinkOptions } from "../network/Link.ts"
import type { Fault } from "../scenario/Conditions.ts"
import type { World } from "../World.ts"
import { percent } from "./Drawn.ts"

/** Until a backup is tried again. */
const backupRetryMillis = 1

export interface FaultRecord {
  readonly kind: string
  /** Milliseconds of virtual time. */
  readonly at: number
  readonly detail: string
  fired: boolean
  /** When one that fired was mended; absent where the run ended before. */
  until?: number
}

export interface Calm {
  /** The link between two hosts when nothing is wrong. */
  readonly link: (a: string, b: string) => Partial<LinkOptions>
  readonly everybody: () => ReadonlyArray<string>
}

/** What a fault does, whether that was seen, and how it is mended. */
interface Effects {
  readonly detail: string
  /** Of those that touch the same, the latest decides, and the mending of one leaves what another still does. Absent: no two can be at once. */
  readonly touches?: string
  readonly strike: () => boolean
  readonly mend: () => void
}

/** What a clog takes from a link, and what a storm does: neither mends the other. */
const throughput = ({ bytesPerSecond }: Partial<LinkOptions>): Partial<LinkOptions> => bytesPerSecond === undefined ? {} : { bytesPerSecond }
const losses = ({ lossProbability = 0, resetProbability = 0 }: Partial<LinkOptions>): Partial<LinkOptions> => ({ lossProbability, resetProbability })

const effectsOf = (world: World, fault: Fault, calm: Calm): Effects => {
  const down = (host: string, end: () => void): Pick<Effects, "strike" | "mend"> => ({
    strike: () => {
      const wasUp = world.isUp(host)
      end()
      return wasUp && !world.isUp(host)
    },
    mend: () => world.start(host)
  })
  const pairOf = (a: string, b: string): string => [a, b].sort().join(" ")
  const bothWays = (a: string, b: string, options: Partial<LinkOptions>): true => {
    world.setLink(a, b, options)
    world.setLink(b, a, options)
    return true
  }
  switch (fault.kind) {
    case "crash":
      return { detail: fault.target, ...down(fault.target, () => world.crash(fault.target)) }
    case "restart":
      return { detail: fault.target, ...down(fault.target, () => world.stop(fault.target)) }
    case "restore": {
      const { target } = fault
      let snapshot: Uint8Array | undefined
      /** Not in the middle of a transaction, as with any backup that is worth its name. */
      const take = (): void => {
        snapshot = world.isUp(target) ? world.backup(target) : undefined
        if (snapshot === undefined && world.now < fault.at) world.at(world.now + backupRetryMillis, take)
      }
      world.at(fault.backup, take)
      const { strike } = down(target, () => world.stop(target))
      return {
        detail: `${target}, to ${fault.backup / 1_000} s`,
        strike: () => strike() && snapshot !== undefined,
        mend: () => {
          if (snapshot !== undefined) world.restoreBackup(target, snapshot)
          world.start(target)
        }
      }
    }
    case "partition": {
      const [a, b] = fault.between
      return {
        detail: `${a} | ${b}`,
        touches: `partition ${pairOf(a, b)}`,
        strike: () => {
          world.partition(a, b, true)
          return true
        },
        mend: () => world.partition(a, b, false)
      }
    }
    case "clog": {
      const [a, b] = fault.between
      return {
        detail: `${a} | ${b}, ${fault.bytesPerSecond} B/s`,
        touches: `clog ${pairOf(a, b)}`,
        strike: () => bothWays(a, b, { bytesPerSecond: fault.bytesPerSecond }),
        mend: () => bothWays(a, b, throughput(calm.link(a, b)))
      }
    }
    case "storm": {
      const onAllLinks = (options: (a: string, b: string) => Partial<LinkOptions>): true => {
        const hosts = calm.everybody()
        for (const a of hosts) for (const b of hosts) if (a < b) bothWays(a, b, options(a, b))
        return true
      }
      return {
        detail: `loss ${percent(fault.loss)}, resets ${percent(fault.resets)}`,
        touches: "storm",
        strike: () => onAllLinks(() => ({ lossProbability: fault.loss, resetProbability: fault.resets })),
        mend: () => onAllLinks((a, b) => losses(calm.link(a, b)))
      }
    }
    case "clock":
      return {
        detail: `${fault.target}, ${Math.abs(fault.offset) / 1_000} s ${fault.offset < 0 ? "behind" : "ahead"}`,
        touches: `clock ${fault.target}`,
        strike: () => {
          world.setClock(fault.target, fault.offset)
          return true
        },
        mend: () => world.setClock(fault.target, 0)
      }
    case "disk":
      return {
        detail: `${fault.target}, ${fault.full ? "full" : `${fault.sync} ms a sync`}`,
        touches: `disk ${fault.target}`,
        strike: () => {
          world.setDisk(fault.target, { syncMillis: fault.sync, full: fault.full })
          return true
        },
        mend: () => world.setDisk(fault.target, { syncMillis: 0, full: false })
      }
  }
}

export const schedule = (world: World, faults: ReadonlyArray<Fault>, calm: Calm): ReadonlyArray<FaultRecord> => {
  /** In the order in which they struck. */
  const lasting = new Set<Effects>()
  return faults.map((fault) => {
    const effects = effectsOf(world, fault, calm)
    const record: FaultRecord = { kind: fault.kind, at: fault.at, detail: `${effects.detail}, for ${fault.for / 1_000} s`, fired: false }
    world.at(fault.at, () => {
      record.fired = effects.strike()
      if (effects.touches !== undefined) lasting.add(effects)
    })
    world.at(fault.at + fault.for, () => {
      lasting.delete(effects)
      const other = [...lasting].findLast(({ touches }) => touches === effects.touches)
      if (other === undefined) effects.mend()
      else other.strike()
      if (record.fired) record.until = fault.at + fault.for
    })
    return record
  })
}
