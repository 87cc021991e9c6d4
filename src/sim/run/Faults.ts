/** The faults of a scenario, put into a world's heap, and whether each was seen to fire. */
import type { LinkOptions } from "../network/Link.ts"
import type { Fault } from "../scenario/Conditions.ts"
import type { World } from "../World.ts"

/** Until a backup is tried again. */
const backupRetryMillis = 1

export interface FaultRecord {
  readonly kind: string
  readonly at: number
  readonly detail: string
  fired: boolean
}

export interface Calm {
  /** The link between two hosts when nothing is wrong. */
  readonly link: (a: string, b: string) => Partial<LinkOptions>
  readonly everybody: () => ReadonlyArray<string>
}

/** What a fault does, whether that was seen, and how it is mended. */
interface Effects {
  readonly detail: string
  readonly strike: () => boolean
  readonly mend: () => void
}

const effectsOf = (world: World, fault: Fault, calm: Calm): Effects => {
  const down = (host: string, end: () => void): Pick<Effects, "strike" | "mend"> => ({
    strike: () => {
      const wasUp = world.isUp(host)
      end()
      return wasUp && !world.isUp(host)
    },
    mend: () => world.start(host)
  })
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
        strike: () => bothWays(a, b, { bytesPerSecond: fault.bytesPerSecond }),
        mend: () => bothWays(a, b, calm.link(a, b))
      }
    }
    case "storm": {
      const onAllLinks = (options: (a: string, b: string) => Partial<LinkOptions>): true => {
        const hosts = calm.everybody()
        for (const a of hosts) for (const b of hosts) if (a < b) bothWays(a, b, options(a, b))
        return true
      }
      return {
        detail: `loss ${fault.loss}, resets ${fault.resets}`,
        strike: () => onAllLinks(() => ({ lossProbability: fault.loss, resetProbability: fault.resets })),
        mend: () => onAllLinks(calm.link)
      }
    }
    case "clock":
      return {
        detail: `${fault.target}, ${fault.offset} ms ahead`,
        strike: () => {
          world.setClock(fault.target, fault.offset)
          return true
        },
        mend: () => world.setClock(fault.target, 0)
      }
    case "disk":
      return {
        detail: `${fault.target}, ${fault.full ? "full" : `${fault.sync} ms a sync`}`,
        strike: () => {
          world.setDisk(fault.target, { syncMillis: fault.sync, full: fault.full })
          return true
        },
        mend: () => world.setDisk(fault.target, { syncMillis: 0, full: false })
      }
  }
}

export const schedule = (world: World, faults: ReadonlyArray<Fault>, calm: Calm): ReadonlyArray<FaultRecord> =>
  faults.map((fault) => {
    const { detail, mend, strike } = effectsOf(world, fault, calm)
    const record: FaultRecord = { kind: fault.kind, at: fault.at, detail: `${detail}, for ${fault.for / 1_000} s`, fired: false }
    world.at(fault.at, () => {
      record.fired = strike()
    })
    world.at(fault.at + fault.for, mend)
    return record
  })
