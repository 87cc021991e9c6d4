/** Planted bugs of guardians and their key managers, and the oracles that notice. */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as DagCbor from "@ipld/dag-cbor"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import * as DidKey from "../../../src/protocol/keys/DidKey.ts"
import type { Observation } from "../../../src/sim/Observation.ts"
import { EnoughGuardians } from "../../../src/sim/oracles/EnoughGuardians.ts"
import { Ledger } from "../../../src/sim/oracles/model/Ledger.ts"
import * as Town from "./SmallTown.ts"

/** Few people, all with guardians, of whom some lose everything and others meet thieves. */
const town = {
  duration: "4m",
  topology: { pds: 1, keyManagers: 1 },
  population: { ...Town.people, accounts: 12, habits: { post: 8, readTimeline: 30 } },
  timeline: [
    { what: "keep-keys", at: "20s", share: "100%", managed: "80%", posts: "20s", within: "20s" },
    { what: "appoint-guardians", at: "80s", share: "100%", guardians: 3, threshold: 2, within: "20s" },
    { what: "ask-guardians", at: "130s", share: "100%", stolen: "50%", believed: "50%", away: "100%", noticed: "20s", within: "30s" }
  ]
}

describe("A town with guardians and without a bug", () => {
  it("alarms nobody", () => {
    const { invariants, marks } = Town.run({ town })
    expect(invariants.flatMap(({ code, violations }) => violations.map(({ message }) => `${code}: ${message}`))).toEqual([])
    const hit = marks.filter(({ hits }) => hits > 0).map(({ name }) => name)
    expect(hit).toEqual(expect.arrayContaining(["guardians were appointed", "an account was recovered by its guardians", "a guardian refused a stranger", "an owner took a DID back from who had deceived guardians"]))
  })
})

describe("KEY-5 notices", () => {
  it("a key manager that answers for its guardians", () => {
    const hasty = Effect.gen(function*() {
      const sql = yield* SqlClient
      yield* Effect.forkScoped(Effect.forever(Effect.andThen(
        Effect.sleep("20 millis"),
        sql`UPDATE share_request SET answer = 'given', share_key = share.share_key, sealed = share.sealed FROM share
          WHERE share.did = share_request.did AND share.guardian = share_request.guardian AND answer IS NULL`
      )))
    })
    Town.expectCaught({
      town,
      layerOf: (spec) => spec.kind === "keymanager" ? Layer.provideMerge(Layer.effectDiscard(hasty), layerOf(spec)) : layerOf(spec)
    }, "KEY-5")
  })
})

describe("KEY-6 notices", () => {
  const did = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
  const secret = new Uint8Array(32).fill(7)
  const key = DidKey.format("k256", secp256k1.getPublicKey(secret))
  const token = (claims: object) => `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`
  const empty = new Uint8Array()
  const bytes = (value: object) => new TextEncoder().encode(JSON.stringify(value))

  /** alice's owner says two of three; so many guardians give to one device each, and the key signs. */
  const checks = (givers: ReadonlyArray<readonly [guardian: string, device: string]>) => {
    const found: Array<boolean> = []
    const ledger = new Ledger([{ host: "keys.test", kind: "keymanager" }, { host: "plc.test", kind: "plc" }])
    const { observe } = EnoughGuardians.make((holds) => found.push(holds), ledger)
    let exchange = 0
    const tell = (o: Observation) => {
      ledger.observe(o)
      observe?.(o)
    }
    const call = (to: string, path: string, headers: { readonly [name: string]: string }, body: Uint8Array, answer: object) => {
      exchange++
      const request = { _tag: "HttpRequestSent" as const, at: exchange, exchange, from: "devices.test", to, method: path.includes("collect") ? "GET" : "POST", path, headers, body }
      tell(request)
      tell({ _tag: "HttpResponseReceived", at: exchange + 0.5, exchange, request, status: 200, headers: {}, body: bytes(answer) })
    }
    for (const guardian of ["bob", "carol", "dan"]) {
      call("keys.test", "/xrpc/dev.orrery.keys.depositShare", { authorization: token({ iss: did }) }, bytes({ guardian, key, threshold: 2, shares: 3 }), {})
    }
    for (const [guardian, recipient] of givers) {
      call("keys.test", `/xrpc/dev.orrery.keys.collectShare?did=${did}&guardian=${guardian}&recipient=${recipient}`, {}, empty, { key, sealed: "" })
    }
    const unsigned = { type: "plc_operation", rotationKeys: ["did:key:zother"], verificationMethods: {}, alsoKnownAs: [], services: {}, prev: "bafy" }
    const sig = Buffer.from(secp256k1.sign(DagCbor.encode(unsigned), secret)).toString("base64url")
    call("plc.test", `/${did}`, {}, bytes({ ...unsigned, sig }), {})
    return found
  }

  it("a key that signs with fewer shares than its owner said, or with shares of several devices", () => {
    expect(checks([["bob", "did:key:a"]])).toEqual([false])
    expect(checks([["bob", "did:key:a"], ["bob", "did:key:a"]])).toEqual([false])
    expect(checks([["bob", "did:key:a"], ["carol", "did:key:b"]])).toEqual([false])
    expect(checks([["bob", "did:key:a"], ["carol", "did:key:a"]])).toEqual([true])
  })
})
