/**
 * Fork handling of did:plc, tried out by the people of `Forks.ts`, who race each
 * other besides. PLC-2 … PLC-7, PLC-9, PLC-10
 *
 * Three judges see every submission: our state machine, a naive replay written
 * from the specification (`NaiveLog`), and the published @did-plc/lib, whose
 * verdict counts but for what is known to be wrong in it (`libraryIsBlind`).
 */
import * as plc from "@did-plc/lib"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { CID } from "multiformats/cid"
import { afterEach, describe, expect, it, vi } from "vitest"
import * as Log from "../../src/protocol/plc/Log.ts"
import * as Operation from "../../src/protocol/plc/Operation.ts"
import { NaiveLog } from "../protocol/plc/NaiveLog.ts"
import { begin, cidOf, Directory, hour, instantOf, list, type Made, madeOf, ring, sign, step, tombstone, update, windowMillis } from "./Forks.ts"

/**
 * What the published library (0.0.4) does not see; the repository's newer source
 * has both. It does not ask that a recovery's time rises, and it takes several
 * spellings of one signature (`Log.test.ts` has those). Besides it reads the
 * time from the system's clock.
 */
const libraryIsBlind = (log: Log.Log, nowMillis: number): boolean => nowMillis <= (Log.head(log)?.createdAtMillis ?? -1)

/** The library's verdict: what falls, or "refused". */
const ofLibrary = (did: string, log: Log.Log, operation: Operation.Operation, nowMillis: number) => {
  vi.setSystemTime(nowMillis)
  const indexed = Log.live(log).map((entry) => ({
    did, operation: entry.operation, cid: CID.parse(entry.cid.toString()), nullified: false, createdAt: new Date(entry.createdAtMillis)
  }))
  return plc.assureValidNextOp(did, indexed as never, operation as never).then(({ nullified }) => nullified.map(String), () => "refused")
}

const expectPath = (log: Log.Log): void => {
  Log.live(log).reduce<string | null>((prev, entry) => {
    expect(entry.operation.prev).toBe(prev)
    return entry.cid.toString()
  }, null)
}

afterEach(() => {
  vi.useRealTimers()
})

describe("forks of a did:plc", () => {
  it("PLC-2 PLC-4 PLC-5 PLC-6: state machine, naive replay and library agree on verdict, nullified set and head", async () => {
    await vi.useFakeTimers({ toFake: ["Date"] })
    const seen = { accepted: 0, recovered: 0, late: 0, onTheEdge: 0, byLibrary: 0, nested: 0 }
    await fc.assert(fc.asyncProperty(list, fc.nat(4), fc.array(step, { maxLength: 12 }), async (keyList, signer, steps) => {
      const genesis = begin(keyList, signer)
      const directory = new Directory(genesis, 0)
      const naive = new NaiveLog(directory.did, false)
      naive.submit(genesis.operation, 0)
      let nowMillis = 0
      for (const [index, step] of steps.entries()) {
        const made = madeOf(step, index, directory)
        nowMillis = instantOf(step, made, directory, nowMillis)
        const before = directory.log
        const fallenBefore = directory.nullified.length
        const verdict = directory.submit(made, nowMillis)
        expect(naive.submit(made.operation, nowMillis)).toBe(verdict === "accepted")
        expect(directory.log.map((entry) => [entry.cid.toString(), entry.nullified])).toEqual(naive.nodes.map((node) => [node.cid, node.nullified]))
        const fell = directory.nullified.length - fallenBefore
        if (!libraryIsBlind(before, nowMillis)) {
          const theirs = await ofLibrary(directory.did, before, made.operation, nowMillis)
          expect(theirs).toEqual(verdict === "accepted" ? directory.nullified.filter((cid) => !before.some((entry) => entry.nullified && entry.cid.toString() === cid)) : "refused")
          seen.byLibrary++
        }
        if (verdict === "accepted") seen.accepted++
        if (fell > 0) seen.recovered++
        if (fell > 0 && fallenBefore > 0) seen.nested++
        if (fell > 0 && step.when.kind === "edge" && step.when.millis === 0) seen.onTheEdge++
        if (verdict === "LateRecovery") seen.late++
      }
      expectPath(directory.log)
      // PLC-9: the marks follow from the order alone.
      expect(Result.getOrThrow(Log.replay(directory.did, directory.log, ring.verify)).map((entry) => entry.nullified))
        .toEqual(directory.log.map((entry) => entry.nullified))
      const live = Log.live(directory.log).map((entry) => entry.operation)
      const state = Log.stateOf(directory.log)
      expect(await plc.validateOperationLog(directory.did, live as never)).toEqual(state === undefined ? null : { did: directory.did, ...state })
    }), { numRuns: 90, seed: 41 })
    // The histories went where the rules are.
    for (const [what, count] of Object.entries(seen)) expect(`${what}: ${count > 2}`).toBe(`${what}: true`)
  }, 120_000)

  it("PLC-7: the holder of the top key recovers from anything within 72 hours, and can shut the thief out", () => {
    const hostile = fc.record({
      back: fc.nat(4), signer: fc.integer({ min: 1, max: 4 }), list, tombstone: fc.constantFrom(false, false, true),
      when: fc.record({ kind: fc.constant("gap" as const), millis: fc.constantFrom(1, 2, hour, 11 * hour) })
    })
    fc.assert(fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 2, maxLength: 5 }), fc.array(hostile, { minLength: 1, maxLength: 8 }), fc.constantFrom(0, 1, hour), (keyList, steps, spareMillis) => {
      const top = keyList[0]!
      const genesis = begin(keyList, 0)
      const directory = new Directory(genesis, 0, true)
      const thieves = keyList.slice(1)
      // Whoever holds the other keys does what it wants, the top key not among what it can sign with.
      let nowMillis = 0
      let firstMillis: number | undefined
      steps.forEach((step, index) => {
        const made = madeOf(step, index, directory)
        if (made.key === top || !thieves.includes(made.key)) return
        nowMillis += step.when.millis
        if (directory.submit(made, nowMillis) === "accepted") firstMillis ??= nowMillis
      })
      if (firstMillis === undefined) return
      // What it did first may have fallen to another thief; the deadline counts from what stands now.
      const disputed = Log.live(directory.log)[1]!
      const rescueAt = Math.max(nowMillis + 1, disputed.createdAtMillis + windowMillis - spareMillis)
      if (rescueAt > disputed.createdAtMillis + windowMillis) return
      const rescue: Made = { key: top, operation: sign(update(cidOf(genesis.operation), [top], "alice"), top) }
      expect(directory.submit(rescue, rescueAt)).toBe("accepted")
      expect(directory.head.operation).toEqual(rescue.operation)
      expect(Log.live(directory.log)).toHaveLength(2)
      // Nothing that the others can still sign is taken, wherever it joins.
      for (const key of thieves) {
        for (const entry of directory.log) {
          const again = sign(update(entry.cid.toString(), keyList, "dan"), key)
          expect(directory.submit({ key, operation: again }, rescueAt + 1)).not.toBe("accepted")
        }
      }
      expect(Log.stateOf(directory.log)?.alsoKnownAs).toEqual(["at://alice.test"])
    }), { numRuns: 150, seed: 42 })
  }, 60_000)

  it("PLC-7: one millisecond after the window the theft stands, for the top key too", () => {
    fc.assert(fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 2, maxLength: 5 }), fc.nat(3), fc.constantFrom(1, 2, hour), (keyList, weaker, lateMillis) => {
      const genesis = begin(keyList, 0)
      const thief = keyList[1 + (weaker % (keyList.length - 1))]!
      const theft: Made = { key: thief, operation: sign(update(cidOf(genesis.operation), [thief], "dan"), thief) }
      const rescue: Made = { key: keyList[0]!, operation: sign(update(cidOf(genesis.operation), [keyList[0]!], "alice"), keyList[0]!) }
      const inTime = new Directory(genesis, 0, true)
      expect(inTime.submit(theft, 1_000)).toBe("accepted")
      expect(inTime.submit(rescue, 1_000 + windowMillis)).toBe("accepted")
      const late = new Directory(genesis, 0, true)
      expect(late.submit(theft, 1_000)).toBe("accepted")
      expect(late.submit(rescue, 1_000 + windowMillis + lateMillis)).toBe("LateRecovery")
      expect(late.head.operation).toEqual(theft.operation)
    }), { numRuns: 60, seed: 43 })
  })

  it("PLC-7: a weaker key never undoes what a stronger one signed, at any time, in any form", () => {
    fc.assert(fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 2, maxLength: 5 }), fc.nat(4), fc.nat(4), fc.boolean(), fc.constantFrom(1, hour, windowMillis), (keyList, a, b, final, gapMillis) => {
      const [strong, weak] = [Math.min(a, b) % keyList.length, Math.max(a, b) % keyList.length].sort((x, y) => x - y) as [number, number]
      const genesis = begin(keyList, 0)
      const directory = new Directory(genesis, 0, true)
      const prev = cidOf(genesis.operation)
      const sound: Made = { key: keyList[strong]!, operation: sign(update(prev, keyList, "bob"), keyList[strong]!) }
      expect(directory.submit(sound, 1)).toBe("accepted")
      const attempt: Made = { key: keyList[weak]!, operation: final ? sign(tombstone(prev), keyList[weak]!) : sign(update(prev, [keyList[weak]!], "dan"), keyList[weak]!) }
      expect(directory.submit(attempt, 1 + gapMillis)).toBe("InvalidSignature")
      expect(directory.head.operation).toEqual(sound.operation)
    }), { numRuns: 80, seed: 44 })
  })

  it("concurrent submissions on one head end with the strongest signer's, in whatever order they arrive", () => {
    fc.assert(fc.property(
      fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 2, maxLength: 5 }).chain((keyList) =>
        fc.record({ keyList: fc.constant(keyList), racing: fc.shuffledSubarray([...keyList], { minLength: 2 }), other: fc.infiniteStream(fc.nat()) })),
      ({ keyList, other, racing }) => {
        const genesis = begin(keyList, 0)
        const prev = cidOf(genesis.operation)
        const submissions = racing.map((key): Made => ({ key, operation: sign(update(prev, keyList, `of${key}`), key) }))
        const order = [...submissions].sort((x, y) => Number(other.next().value) % 7 - Number(other.next().value) % 7 || x.key - y.key)
        const strongest = keyList.find((key) => racing.includes(key))!
        for (const arrivals of [submissions, order, [...order].reverse()]) {
          const directory = new Directory(genesis, 0, true)
          const naive = new NaiveLog(directory.did, true)
          naive.submit(genesis.operation, 0)
          for (const made of arrivals) {
            // All at one instant: the directory's clock gives each its own millisecond.
            const nowMillis = Log.nextMillis(directory.log, 5_000)
            expect(naive.submit(made.operation, nowMillis)).toBe(directory.submit(made, nowMillis) === "accepted")
          }
          expect(directory.signers.get(directory.head.cid.toString())).toBe(strongest)
          expect(Log.live(directory.log)).toHaveLength(2)
          expect(directory.nullified).toEqual(naive.nodes.filter((node) => node.nullified).map((node) => node.cid))
        }
      }
    ), { numRuns: 60, seed: 45 })
  }, 60_000)

  it("PLC-4: what fell never comes back, neither by itself nor under a new operation", () => {
    fc.assert(fc.property(list.filter((keyList) => keyList.length >= 3), fc.array(step, { minLength: 4, maxLength: 10 }), (keyList, steps) => {
      const genesis = begin(keyList, 0)
      const directory = new Directory(genesis, 0)
      let nowMillis = 0
      const fallen = new Set<string>()
      steps.forEach((step, index) => {
        const made = madeOf({ ...step, when: { kind: "gap", millis: 1 } }, index, directory)
        directory.submit(made, ++nowMillis)
        for (const cid of directory.nullified) fallen.add(cid)
      })
      for (const entry of directory.log.filter((each) => each.nullified)) {
        const again = { operation: entry.operation, key: directory.signers.get(entry.cid.toString())! }
        // Whatever stands at its place is signed by a stronger key, and by ever stronger ones.
        expect(directory.submit(again, ++nowMillis)).not.toBe("accepted")
        for (const key of keyList) {
          const child = { key, operation: sign(update(entry.cid.toString(), keyList, "carol"), key) }
          expect(directory.submit(child, ++nowMillis)).toBe("UnknownPrev")
        }
      }
      expect(directory.log.filter((entry) => entry.nullified).map((entry) => entry.cid.toString())).toEqual(expect.arrayContaining([...fallen]))
    }), { numRuns: 60, seed: 46 })
  }, 60_000)
})
