/**
 * What a client is told where a DID document does not fit this server, case by
 * case as the reference's account lifecycle has them: its one name for that,
 * IncompatibleDidDoc, it gives behind an entryway alone. [ref pds]; MIG-5
 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as PlcClient from "../../../../src/actors/identity/PlcClient.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Operation from "../../../../src/protocol/plc/Operation.ts"
import { KeyRing } from "../../../../src/sim/keys/KeyRing.ts"
import * as Town from "../Town.ts"

const ring = new KeyRing(1)
const own = ring.fromSecret("k256", new Uint8Array(32).fill(7))
const another = ring.fromSecret("k256", new Uint8Array(32).fill(9))
const origin = "https://pds1.test"

const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? `${error.status} ${error.error}` : error._tag })

/** alice, who sleeps and has a rotation key of her own in front of her server's. */
const asleep = (town: ReturnType<typeof Town.make>) =>
  town.run(Effect.gen(function*() {
    const alice = yield* Town.signUp("alice")
    yield* Town.putKeyFirst(alice, "alice", own.didKey)
    yield* alice.procedure("com.atproto.server.deactivateAccount", { input: {} })
    return alice
  }))

/** By her own key, past her server. */
const rewrite = (did: string, change: (state: Operation.PlcState) => Operation.PlcState | undefined) =>
  Effect.gen(function*() {
    const plc = yield* PlcClient.make("https://plc.test")
    const last = yield* plc.last(did)
    const state = change(Operation.stateOf(last)!)
    const prev = Operation.cidOf(last).toString()
    const signed = (key: typeof own, bytes: Uint8Array) => ring.sign(key, bytes)
    yield* plc.submit(did, state === undefined
      ? Operation.sign({ type: "plc_tombstone", prev }, own, signed)
      : Operation.sign({ type: "plc_operation", ...state, prev }, own, signed))
  })

const told = (alice: Session) =>
  Effect.all({
    validDid: Effect.map(alice.query("com.atproto.server.checkAccountStatus", {}), ({ validDid }) => validDid),
    activate: outcome(alice.procedureOnce("com.atproto.server.activateAccount", {}))
  })

describe("an account whose DID document", () => {
  const cases: ReadonlyArray<readonly [string, (state: Operation.PlcState) => Operation.PlcState | undefined]> = [
    ["lacks the server's rotation key", (state) => ({ ...state, rotationKeys: [own.didKey] })],
    ["names another server", (state) => ({ ...state, services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds2.test" } } })],
    ["names no server", (state) => ({ ...state, services: {} })],
    ["names another signing key", (state) => ({ ...state, verificationMethods: { atproto: another.didKey } })],
    ["names no signing key", (state) => ({ ...state, verificationMethods: {} })],
    ["is a tombstone", () => undefined]
  ]
  for (const [what, change] of cases) {
    it(`${what} is not woken, by InvalidRequest, and checkAccountStatus says so before`, () => {
      const town = Town.make()
      const alice = asleep(town)
      town.run(rewrite(alice.did, change))
      expect(town.run(told(alice))).toEqual({ validDid: false, activate: "400 InvalidRequest" })
    })
  }

  it("fits is woken", () => {
    const town = Town.make()
    const alice = asleep(town)
    expect(town.run(told(alice))).toEqual({ validDid: true, activate: "ok" })
  })

  it("cannot be had for the moment is no request of the client's that is wrong", () => {
    const town = Town.make()
    const alice = asleep(town)
    town.world.crash("plc.test")
    expect(town.run(told(alice))).toEqual({ validDid: false, activate: "502 UpstreamFailure" })
  })
})

describe("createAccount", () => {
  const bob = Town.credentials("bob")

  it("takes no plcOp, whether it fits or not: by InvalidRequest, as the reference without an entryway", () => {
    const town = Town.make()
    for (const plcOp of [{}, { type: "plc_operation", rotationKeys: [own.didKey] }]) {
      const input = { ...bob, plcOp: plcOp as never }
      expect(town.run(outcome(Client.procedure("com.atproto.server.createAccount", { origin, input })))).toBe("400 InvalidRequest")
    }
  })

  it("makes an account of a DID whose document names another server yet, asleep; whether it fits is asked when it wakes", () => {
    const town = Town.make()
    const made = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice", "pds2.test")
      const { token } = yield* alice.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds1.test", lxm: "com.atproto.server.createAccount" })
      const input = { ...Town.credentials("alice"), did: alice.did }
      const tokens = yield* Client.procedure("com.atproto.server.createAccount", { origin, headers: Client.bearer(token), input })
      const headers = Client.bearer(tokens.accessJwt)
      const status = yield* Client.query("com.atproto.server.checkAccountStatus", { origin, headers, params: {} })
      const activate = yield* outcome(Client.procedure("com.atproto.server.activateAccount", { origin, headers }))
      return { activated: status.activated, validDid: status.validDid, activate }
    }))
    expect(made).toEqual({ activated: false, validDid: false, activate: "400 InvalidRequest" })
  })
})
