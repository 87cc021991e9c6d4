import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { describe, expect, it } from "vitest"
import * as Names from "../../../src/actors/names/Names.ts"
import * as Plc from "../../../src/actors/plc/Plc.ts"
import { type KeyPair, Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import { World } from "../../../src/sim/World.ts"

const town = (seed = 1) => {
  const world = World.make({ actors: [{ kind: "plc", host: "plc.test", options: {} }] }, {
    seed,
    layerOf: (spec) => (spec.kind === "plc" ? Plc.layer(spec.options) : Names.layer({ domains: [], txt: {} }))
  })
  world.startAll()
  world.runUntil(1000)
  return world
}

const get = (path: string) =>
  Effect.gen(function*() {
    const response = yield* (yield* HttpClient).get(`https://plc.test${path}`)
    return { status: response.status, text: yield* response.text }
  })

const post = (did: string, operation: unknown) =>
  Effect.gen(function*() {
    const request = HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.post(`https://plc.test/${did}`), operation)
    const response = yield* (yield* HttpClient).execute(request)
    return { status: response.status, text: yield* response.text }
  })

const state = (keys: ReadonlyArray<KeyPair>, handle: string) => ({
  type: "plc_operation" as const,
  rotationKeys: keys.map((key) => key.didKey),
  verificationMethods: { atproto: keys[0]!.didKey },
  alsoKnownAs: [`at://${handle}`],
  services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } }
})

/** alice's genesis, with a strong and a weak key. */
const alice = Effect.gen(function*() {
  const keys = yield* Keys
  const strong = yield* keys.generate()
  const weak = yield* keys.generate()
  const sign = (unsigned: Operation.UnsignedUpdate, key: KeyPair) => Operation.sign(unsigned, key, keys.sign)
  const genesis = sign({ ...state([strong, weak], "alice.test"), prev: null }, weak)
  const did = Operation.didOf(genesis)
  const created = yield* post(did, genesis)
  const update = (handle: string, prev: Operation.Operation, key: KeyPair) =>
    sign({ ...state([strong, weak], handle), prev: Operation.cidOf(prev).toString() }, key)
  return { did, genesis, strong, weak, created, update, keys }
})

describe("a PLC directory", () => {
  it("takes a genesis operation and answers with the document, the data and the logs", () => {
    const world = town()
    const seen = world.run("device.test", Effect.gen(function*() {
      const { created, did, genesis } = yield* alice
      const paths = ["", "/data", "/log", "/log/last", "/log/audit"]
      const answers = yield* Effect.forEach(paths, (path) => get(`/${did}${path}`))
      return { created, did, genesis, answers: answers.map(({ text }) => JSON.parse(text)) }
    }))
    expect(seen.created.status).toBe(200)
    const [document, data, log, last, audit] = seen.answers
    expect(document).toMatchObject({ id: seen.did, alsoKnownAs: ["at://alice.test"] })
    expect(data).toMatchObject({ did: seen.did, rotationKeys: seen.genesis.rotationKeys })
    expect(log).toEqual([seen.genesis])
    expect(last).toEqual(seen.genesis)
    expect(audit).toMatchObject([{ did: seen.did, operation: seen.genesis, nullified: false, cid: Operation.cidOf(seen.genesis).toString() }])
  })

  it("says 404 of an unknown DID and 410 of a tombstoned one", () => {
    const world = town()
    const [unknown, gone, stillLogged] = world.run("device.test", Effect.gen(function*() {
      const { did, genesis, keys, strong } = yield* alice
      const unknown = yield* get("/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa")
      const tombstone = Operation.sign({ type: "plc_tombstone", prev: Operation.cidOf(genesis).toString() }, strong, keys.sign)
      yield* post(did, tombstone)
      return [unknown, yield* get(`/${did}`), yield* get(`/${did}/log/last`)] as const
    }))
    expect(unknown.status).toBe(404)
    expect(gone.status).toBe(410)
    expect(stillLogged.text).toContain("plc_tombstone")
  })

  it("refuses what no rotation key signed, with a reason", () => {
    const answer = town().run("device.test", Effect.gen(function*() {
      const { did, genesis, keys, update } = yield* alice
      return yield* post(did, update("dan.test", genesis, yield* keys.generate()))
    }))
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text).message).toContain("InvalidSignature")
  })

  it("accepts exactly one of two updates that race on one head [PLC-13]", () => {
    const { log, statuses } = town().run("device.test", Effect.gen(function*() {
      const { did, genesis, update, weak } = yield* alice
      const racing = yield* Effect.all(
        [post(did, update("alice.one.test", genesis, weak)), post(did, update("alice.two.test", genesis, weak))],
        { concurrency: "unbounded" }
      )
      return { statuses: racing.map(({ status }) => status), log: JSON.parse((yield* get(`/${did}/log/audit`)).text) as Array<unknown> }
    }))
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 400 || status === 409)).toHaveLength(1)
    expect(log).toHaveLength(2)
  })

  it("lets the stronger key undo the weaker one's work, and keeps what fell in the audit log", () => {
    const world = town()
    const { audit, document, exported } = world.run("device.test", Effect.gen(function*() {
      const { did, genesis, strong, update, weak } = yield* alice
      const hostile = update("dan.test", genesis, weak)
      yield* post(did, hostile)
      yield* Effect.sleep("48 hours")
      expect((yield* post(did, update("alice.test", genesis, strong))).status).toBe(200)
      return {
        document: JSON.parse((yield* get(`/${did}`)).text),
        audit: JSON.parse((yield* get(`/${did}/log/audit`)).text) as Array<{ nullified: boolean }>,
        exported: (yield* get("/export?after=0&count=1000")).text.split("\n").map((line) => JSON.parse(line) as { seq: number; type: string })
      }
    }), 100 * 3_600_000)
    expect(document.alsoKnownAs).toEqual(["at://alice.test"])
    expect(audit.map((entry) => entry.nullified)).toEqual([false, true, false])
    expect(exported.map((line) => line.seq)).toEqual([1, 2, 3])
    expect(exported.every((line) => line.type === "sequenced_op" && !("nullified" in line))).toBe(true)
  })

  it("keeps every accepted operation across a crash", () => {
    const world = town()
    const { did, genesis, update, weak } = world.run("device.test", alice)
    world.run("device.test", post(did, update("alice.two.test", genesis, weak)))
    world.crash("plc.test")
    world.start("plc.test")
    world.runUntil(world.now + 1000)
    const { legacy, log } = world.run("device.test", Effect.gen(function*() {
      return {
        log: JSON.parse((yield* get(`/${did}/log`)).text) as Array<unknown>,
        legacy: (yield* get("/export")).text.split("\n").map((line) => JSON.parse(line) as { nullified: boolean })
      }
    }))
    expect(log).toHaveLength(2)
    expect(legacy.map((line) => line.nullified)).toEqual([false, false])
  })
})
