/** How much one account may keep. [QUOTA-1] [QUOTA-2] */
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Town from "../Town.ts"

const note = "test.orrery.note"
const sixHours = "361 minutes"
const day = 24 * 3_600_000

const message = <A, R>(effect: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(effect, { onFailure: (error) => error._tag === "XrpcError" ? `${error.status} ${error.error}: ${error.message}` : error._tag, onSuccess: () => "done" })

/** So many bytes that nobody else has. */
const bytes = (size: number, seed: number) => Uint8Array.from({ length: size }, (_, at) => (at * 7 + seed) & 0xff)

const upload = (session: Session, input: Uint8Array) =>
  Effect.map(session.procedureOnce("com.atproto.repo.uploadBlob", { input, contentType: "application/octet-stream" }), ({ blob }) => blob)

const put = (session: Session, rkey: string, blobs: ReadonlyArray<unknown> = []) =>
  session.procedureOnce("com.atproto.repo.putRecord", { input: { repo: session.did, collection: note, rkey, record: { blobs } as never } })

const remove = (session: Session, rkey: string) =>
  session.procedureOnce("com.atproto.repo.deleteRecord", { input: { repo: session.did, collection: note, rkey } })

const usage = (session: Session) => session.query("dev.orrery.server.getUsage", {})

describe("a quota", () => {
  it("of blobs is told, counts what no record names yet, and is given back with the last holder", () => {
    const town = Town.make({ pds: { quota: { blobBytes: 100 } } })
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const bob = yield* Town.signUp("bob")
      const first = yield* upload(alice, bytes(60, 1))
      const tooMuch = yield* message(upload(alice, bytes(41, 2)))
      const again = yield* message(upload(alice, bytes(60, 1)))
      const used = yield* usage(alice)
      const others = yield* message(upload(bob, bytes(100, 3)))
      yield* put(alice, "one", [first])
      yield* Effect.sleep(sixHours)
      const held = yield* message(upload(alice, bytes(41, 2)))
      yield* remove(alice, "one")
      const freed = yield* message(upload(alice, bytes(100, 4)))
      const full = yield* message(upload(alice, bytes(1, 5)))
      yield* Effect.sleep(sixHours)
      return { tooMuch, again, used, others, held, freed, full, dropped: yield* usage(alice) }
    }), day)
    expect(seen.tooMuch).toBe("400 InvalidRequest: Over quota: 101 bytes of blobs, where an account may have 100; 1 too many")
    expect(seen.used).toEqual({ records: { used: 0 }, blobBytes: { used: 60, limit: 100 } })
    expect([seen.again, seen.others, seen.freed]).toEqual(["done", "done", "done"])
    for (const refused of [seen.held, seen.full]) expect(refused).toContain("Over quota")
    expect(seen.dropped.blobBytes.used).toBe(0)
    expect(town.defects()).toEqual([])
  })

  it("is not exceeded by uploads at once", () => {
    const seen = Town.make({ pds: { quota: { blobBytes: 4_500_000 } } }).run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      // Of more than one part each: they are staged beside each other.
      const answers = yield* Effect.all(Array.from({ length: 8 }, (_, i) => message(upload(alice, bytes(1_200_000, i)))), { concurrency: "unbounded" })
      return { answers, used: yield* usage(alice) }
    }))
    expect(seen.answers.filter((answer) => answer === "done")).toHaveLength(3)
    expect(seen.used.blobBytes.used).toBe(3_600_000)
  })

  it("of records lets who has reached it change and delete, and replace in one commit", () => {
    const seen = Town.make({ pds: { quota: { records: 3 } } }).run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      for (const rkey of ["one", "two", "three"]) yield* put(alice, rkey)
      const write = (action: "create" | "delete", rkey: string) => ({ $type: `com.atproto.repo.applyWrites#${action}` as never, collection: note, rkey, ...(action === "create" ? { value: { n: 1 } as never } : {}) })
      const apply = (...writes: ReadonlyArray<ReturnType<typeof write>>) => message(alice.procedureOnce("com.atproto.repo.applyWrites", { input: { repo: alice.did, writes: writes as never } }))
      return {
        fourth: yield* message(put(alice, "four")),
        both: yield* apply(write("create", "four"), write("create", "five"), write("delete", "one")),
        changed: yield* message(put(alice, "one", ["changed"])),
        replaced: yield* apply(write("create", "four"), write("delete", "one")),
        deleted: yield* message(remove(alice, "two")),
        room: yield* message(put(alice, "five")),
        used: yield* usage(alice)
      }
    }))
    expect(seen.fourth).toBe("400 InvalidRequest: Over quota: 4 records, where an account may have 3; 1 too many")
    expect(seen.both).toContain("4 records")
    expect([seen.changed, seen.replaced, seen.deleted, seen.room]).toEqual(["done", "done", "done", "done"])
    expect(seen.used.records).toEqual({ used: 3, limit: 3 })
  })

  it("is not exceeded by writes at once", () => {
    const seen = Town.make({ pds: { quota: { records: 5 } } }).run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const answers = yield* Effect.all(Array.from({ length: 12 }, (_, i) => message(put(alice, `note${i}`))), { concurrency: "unbounded" })
      return { answers, used: yield* usage(alice) }
    }))
    expect(seen.answers.filter((answer) => answer === "done")).toHaveLength(5)
    expect(seen.used.records.used).toBe(5)
  })

  it("counts as a naive sum does, whatever is uploaded, named, changed, deleted and waited for", () => {
    const step = fc.oneof(
      fc.record({ what: fc.constant("upload" as const), size: fc.integer({ min: 1, max: 60 }), seed: fc.nat(3) }),
      fc.record({ what: fc.constant("note" as const), rkey: fc.constantFrom("a", "b", "c", "d"), blobs: fc.uniqueArray(fc.nat(9), { maxLength: 3 }) }),
      fc.record({ what: fc.constant("remove" as const), rkey: fc.constantFrom("a", "b", "c", "d") }),
      fc.record({ what: fc.constant("wait" as const) })
    )
    fc.assert(fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), (steps) => {
      const limits = { records: 3, blobBytes: 120 }
      const town = Town.make({ pds: { quota: limits } })
      town.run(Effect.gen(function*() {
        const alice = yield* Town.signUp("alice")
        const blobs: Array<{ readonly name: string; readonly size: number; readonly ref: unknown }> = []
        // By the names of blobs: which upload still holds it, and which notes do.
        const fresh = new Set<string>()
        const notes = new Map<string, ReadonlyArray<string>>()
        const sizes = new Map<string, number>()
        const sum = () => {
          const kept = new Set([...fresh, ...[...notes.values()].flat()])
          return [...kept].reduce((total, name) => total + sizes.get(name)!, 0)
        }
        for (const each of steps) {
          if (each.what === "wait") {
            yield* Effect.sleep(sixHours)
            fresh.clear()
          } else if (each.what === "upload") {
            const name = `${each.size} ${each.seed}`
            const isHere = fresh.has(name) || [...notes.values()].some((named) => named.includes(name))
            const fits = isHere || sum() + each.size <= limits.blobBytes
            const answer = yield* Effect.result(upload(alice, bytes(each.size, each.seed)))
            expect(answer._tag === "Success").toBe(fits)
            if (answer._tag === "Success") {
              blobs.push({ name, size: each.size, ref: answer.success })
              sizes.set(name, each.size)
              fresh.add(name)
            }
          } else if (each.what === "note") {
            const named = each.blobs.flatMap((at) => blobs[at] ?? [])
            const areHere = named.every(({ name }) => fresh.has(name) || [...notes.values()].some((others) => others.includes(name)))
            const fits = areHere && (notes.has(each.rkey) || notes.size < limits.records)
            const names = named.map(({ name }) => name)
            const answer = yield* message(put(alice, each.rkey, named.map(({ ref }) => ref)))
            expect(answer === "done").toBe(fits)
            // The very same note again is no write, and takes no upload over.
            if (answer === "done" && JSON.stringify(notes.get(each.rkey)) !== JSON.stringify(names)) {
              notes.set(each.rkey, names)
              for (const name of names) fresh.delete(name)
            }
          } else {
            yield* remove(alice, each.rkey)
            notes.delete(each.rkey)
          }
          const { blobBytes, records } = yield* usage(alice)
          expect([records.used, blobBytes.used]).toEqual([notes.size, sum()])
        }
      }), 40 * day)
      expect(town.defects()).toEqual([])
    }), { seed: 7, numRuns: 25 })
  })

  it("counts what is uploaded for an import with the records that name it, however often and in whatever order both come", () => {
    const asleep = Effect.fnUntraced(function*(steps: ReadonlyArray<"blob" | "import">) {
      const alice = yield* Town.signUp("alice")
      const picture = bytes(60, 1)
      yield* put(alice, "one", [yield* upload(alice, picture)])
      const car = (yield* alice.query("com.atproto.sync.getRepo", { did: alice.did })) as unknown as Uint8Array
      yield* remove(alice, "one")
      const gone = yield* usage(alice)
      yield* alice.procedureOnce("com.atproto.server.deactivateAccount", { input: {} })
      for (const step of steps) {
        if (step === "blob") yield* upload(alice, picture)
        else yield* alice.procedureOnce("com.atproto.repo.importRepo", { input: car, contentType: "application/vnd.ipld.car" })
      }
      yield* alice.procedureOnce("com.atproto.server.activateAccount", {})
      const here = yield* usage(alice)
      yield* remove(alice, "one")
      // At once, not six hours after it came.
      return [gone, here, yield* usage(alice)].map(({ blobBytes }) => blobBytes.used)
    })
    for (const steps of [["import", "blob"], ["blob", "import"], ["import", "blob", "blob"], ["blob", "import", "blob", "import"]] as const) {
      expect(Town.make().run(asleep(steps))).toEqual([0, 60, 0])
    }
  })

  it("cannot be a fraction, or less than nothing", () => {
    for (const quota of [{ records: -1 }, { blobBytes: 1.5 }]) expect(() => Town.pdsOptions({ quota })).toThrow()
  })

  it("is told to its owner alone", () => {
    const refused = Town.make().run(Effect.andThen(Town.signUp("alice"), message(Client.query("dev.orrery.server.getUsage", { origin: "https://pds1.test", params: {} }))))
    expect(refused).toContain("401 ")
  })
})
