/**
 * Pictures of two people under whatever happens at once: uploads, records that
 * name, change and go, moderators, imports of older repositories, slow disks,
 * and a power cut at any step of the world. After each batch a blob is served
 * and listed exactly if a record names it, nobody has taken it down and, after
 * an import, it has come; in the end nothing else takes up room.
 * BLOB-1, BLOB-2, BLOB-3, BLOB-4, QUOTA-1
 */
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { expect, it } from "vitest"
import type { Session } from "../../src/actors/client/Session.ts"
import * as Client from "../../src/actors/xrpc/Client.ts"
import { cidOf } from "../../src/sim/oracles/model/Uploads.ts"
import * as BasicAuth from "../../src/protocol/xrpc/BasicAuth.ts"
import * as Town from "../actors/pds/Town.ts"

const origin = "https://pds1.test"
const collection = "test.orrery.note"
const hour = 3_600_000
const heldMillis = 6 * hour
const lost = "no answer"
/** Time enough for one batch. */
const batchMillis = 60_000

/** The last is stored in parts. */
const pictures = [10, 20, 40, 1_100_000].map((size, i) => {
  const bytes = new Uint8Array(size).fill(i + 1)
  const cid = cidOf(bytes)
  return { bytes, cid, size, ref: { $type: "blob", ref: { $link: cid }, mimeType: "text/plain", size } }
})

const who = fc.nat(1)
const picture = fc.nat(pictures.length - 1)
const rkey = fc.constantFrom("one", "two")
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant("upload" as const), who, picture }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant("note" as const), who, rkey, named: fc.uniqueArray(picture, { maxLength: 2 }) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant("remove" as const), who, rkey }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("moderate" as const), who, picture, applied: fc.boolean() }) }
)
const batch = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant("acts" as const),
      acts: fc.array(fc.record({ act, afterMillis: fc.nat(60) }), { minLength: 1, maxLength: 6 }),
      syncMillis: fc.constantFrom(0, 5, 40),
      crashAtStep: fc.option(fc.integer({ min: 1, max: 150 }), { freq: 3, nil: undefined })
    })
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constant("import" as const), who, isOld: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("wait" as const), millis: fc.constantFrom(hour, heldMillis - 30, heldMillis) }) }
)
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never
type Batch = typeof batch extends fc.Arbitrary<infer A> ? A : never

interface Person {
  readonly session: Session
  /** Pictures whose last upload was answered then, and that no record was asked to name since. */
  readonly fresh: Map<number, number>
  /** Pictures that records under way name. */
  readonly naming: Array<number>
  /** Pictures that an import named, and nobody uploaded since. */
  readonly awaited: Set<number>
  readonly takenDown: Map<number, boolean | undefined>
  export: Uint8Array | undefined
}

const town = () => {
  const { defects, run, world } = Town.make({ pds: { quota: { blobBytes: 10_000_000 } } })
  const people = run(Effect.all([Town.signUp("alice"), Town.signUp("bob")])).map((session): Person => ({ session, fresh: new Map(), naming: [], awaited: new Set(), takenDown: new Map(), export: undefined }))
  const admin = { authorization: BasicAuth.format({ username: "admin", password: "admin" }) }
  let notes = 0
  /** "done", why it was refused, or that no answer came. */
  const asked = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
    Effect.match(call, { onFailure: (error) => error._tag === "XrpcError" ? error.message : lost, onSuccess: () => "done" })

  const does = (one: Act) => {
    const { awaited, fresh, naming, session, takenDown } = people[one.who]!
    const at = { repo: session.did, collection }
    switch (one.what) {
      case "upload":
        return Effect.map(asked(session.procedureOnce("com.atproto.repo.uploadBlob", { input: pictures[one.picture]!.bytes, contentType: "text/plain" })), (answer) => {
          if (answer !== "done") return expect([lost, "Blob has been takendown, cannot re-upload"]).toContain(answer)
          awaited.delete(one.picture)
          if (!naming.includes(one.picture)) fresh.set(one.picture, world.now)
        })
      case "note": {
        const isSure = one.named.every((n) => world.now - (fresh.get(n) ?? -Infinity) < heldMillis - batchMillis && !takenDown.has(n))
        for (const n of one.named) fresh.delete(n)
        naming.push(...one.named)
        const record = { blobs: one.named.map((n) => pictures[n]!.ref), n: ++notes }
        return Effect.map(asked(session.procedureOnce("com.atproto.repo.putRecord", { input: { ...at, rkey: one.rkey, record: record as never } })), (answer) => {
          for (const n of one.named) naming.splice(naming.indexOf(n), 1)
          expect(["done", lost, ...(isSure ? [] : ["BlobNotFound"])]).toContain(answer.replace(/^Could not find blob: .*/, "BlobNotFound"))
        })
      }
      case "remove":
        return Effect.map(asked(session.procedureOnce("com.atproto.repo.deleteRecord", { input: { ...at, rkey: one.rkey } })), (answer) => void expect(["done", lost]).toContain(answer))
      case "moderate":
        takenDown.set(one.picture, undefined)
        return Effect.map(asked(Client.procedure("com.atproto.admin.updateSubjectStatus", {
          origin,
          headers: admin,
          input: { subject: { $type: "com.atproto.admin.defs#repoBlobRef", did: session.did, cid: pictures[one.picture]!.cid }, takedown: { applied: one.applied } } as never
        })), (answer) => {
          expect(["done", lost]).toContain(answer)
          if (answer === "done") takenDown.set(one.picture, one.applied)
        })
    }
  }

  const restarted = () => {
    world.runUntil(world.now + 100)
    world.start("pds1.test")
    world.runUntil(world.now + 1_000)
  }

  const through = ({ acts, crashAtStep, syncMillis }: Extract<Batch, { what: "acts" }>): void => {
    world.setDisk("pds1.test", { syncMillis })
    const fibers = acts.map(({ act, afterMillis }, i) => world.fork(act.what, `device${i}.test`, Effect.delay(Effect.suspend(() => does(act)), afterMillis)))
    const limit = world.now + batchMillis
    for (let step = 1; fibers.some((fiber) => fiber.pollUnsafe() === undefined) && world.now < limit; step++) {
      if (step === crashAtStep) {
        world.crash("pds1.test")
        restarted()
      } else world.step(1, limit)
    }
    world.setDisk("pds1.test", { syncMillis: 0 })
    for (const fiber of fibers) expect(fiber.pollUnsafe()).toMatchObject({ _tag: "Success" })
  }

  const named = (session: Session) => Effect.gen(function*() {
    const { records } = yield* Client.query("com.atproto.repo.listRecords", { origin, params: { repo: session.did, collection } })
    const cids = JSON.stringify(records)
    return new Set(pictures.flatMap(({ cid }, n) => cids.includes(cid) ? [n] : []))
  })

  /** The repository as it is, or as it was at an import before, in the place of what is here. */
  const bring = Effect.fnUntraced(function*(person: Person, isOld: boolean) {
    const { awaited, fresh, session } = person
    const car = (isOld ? person.export : undefined) ?? (yield* session.query("com.atproto.sync.getRepo", { did: session.did })) as unknown as Uint8Array
    person.export = car
    yield* session.procedure("com.atproto.server.deactivateAccount", { input: {} })
    yield* session.procedure("com.atproto.repo.importRepo", { input: car, contentType: "application/vnd.ipld.car" })
    yield* session.procedure("com.atproto.server.activateAccount", {})
    awaited.clear()
    for (const n of yield* named(session)) {
      awaited.add(n)
      fresh.delete(n)
    }
  })

  const judge = (isEnd: boolean) => {
    expect(defects()).toEqual([])
    for (const { awaited, session, takenDown } of people) {
      const seen = run(Effect.gen(function*() {
        const missing = (yield* session.query("com.atproto.repo.listMissingBlobs", {})).blobs.map(({ cid }) => cid)
        const { cids } = yield* Client.query("com.atproto.sync.listBlobs", { origin, params: { did: session.did } })
        const served = yield* Effect.forEach(pictures, ({ cid }) => Effect.result(Client.query("com.atproto.sync.getBlob", { origin, params: { did: session.did, cid } })))
        return { cids, missing, named: yield* named(session), served, used: (yield* session.query("dev.orrery.server.getUsage", {})).blobBytes.used }
      }))
      let bytes = 0
      pictures.forEach((picture, n) => {
        const isNamed = seen.named.has(n)
        const isMissing = seen.missing.includes(picture.cid)
        if (isMissing) expect(isNamed && awaited.has(n)).toBe(true)
        if (isNamed && !isMissing) bytes += picture.size
        const answer = seen.served[n]!
        expect(seen.cids.includes(picture.cid)).toBe(answer._tag === "Success")
        if (answer._tag === "Success") expect(Buffer.compare(answer.success as never as Uint8Array, picture.bytes)).toBe(0)
        // Whether a moderator's word came through that got no answer, the next one tells.
        if (takenDown.has(n) && takenDown.get(n) === undefined) return
        expect(answer._tag === "Success").toBe(isNamed && !isMissing && takenDown.get(n) !== true)
      })
      if (isEnd) expect(seen.used).toBe(bytes)
      else expect(seen.used).toBeGreaterThanOrEqual(bytes)
    }
  }

  return {
    does: (one: Batch) => {
      if (one.what === "acts") through(one)
      else if (one.what === "import") run(bring(people[one.who]!, one.isOld))
      else world.runUntil(world.now + one.millis)
      judge(false)
    },
    end: () => {
      world.runUntil(world.now + heldMillis)
      judge(true)
    }
  }
}

it("a blob is there for as long as a record names it and no moderator minds, whatever happens at once", () => {
  fc.assert(fc.property(fc.array(batch, { minLength: 3, maxLength: 12 }), (batches) => {
    const { does, end } = town()
    for (const one of batches) does(one)
    end()
  }), { seed: 7, numRuns: 15 })
}, 120_000)
