/** Planted bugs of servers that limit what an account may keep, and the oracles that notice. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import type { Interpose } from "../../../src/sim/network/Interpose.ts"
import type { HttpRequestSent } from "../../../src/sim/Observation.ts"
import { Ledger } from "../../../src/sim/oracles/model/Ledger.ts"
import { QuotaRefusal } from "../../../src/sim/oracles/Quota.ts"
import type { ActorLayer } from "../../../src/sim/World.ts"
import { probing } from "./Probing.ts"
import * as Town from "./SmallTown.ts"

/** People who soon are full, of records or of pictures, and delete and write again. */
const town = {
  topology: { pds: 1, quota: { records: 14, blobBytes: 2000 } },
  population: { ...Town.people, habits: { post: 150, image: 150, like: 50, delete: 80, readTimeline: 100 } }
}

/** PDSes that have another quota than they say. */
const having = (quota: object) => (spec: ActorSpec): ActorLayer =>
  spec.kind === "pds" ? layerOf({ ...spec, options: { ...spec.options, quota } }) : layerOf(spec)

describe("A town with little room and without a bug", () => {
  it("alarms nobody, and people are refused and make room", () => {
    const { invariants, marks, reasons } = Town.run({ town })
    expect(invariants.flatMap(({ code, violations }) => violations.map(({ message }) => `${code}: ${message}`))).toEqual([])
    expect(reasons.filter((reason) => reason.startsWith("refused"))).toEqual([])
    const hit = marks.filter(({ hits }) => hits > 0).map(({ name }) => name)
    expect(hit).toEqual(expect.arrayContaining(["a record was refused for want of room", "a picture was refused for want of room", "room was made and used"]))
  })
})

describe("QUOTA-1 notices", () => {
  it("a PDS that takes a record too many", () => {
    Town.expectCaught({ town, layerOf: having({ records: 15, blobBytes: 2000 }) }, "QUOTA-1", ["QUOTA-2"])
  })

  it("a PDS that takes any number of bytes", () => {
    Town.expectCaught({ town, layerOf: having({ records: 14 }) }, "QUOTA-1")
  })
})

describe("QUOTA-2 notices", () => {
  it("a PDS that refuses what would fit", () => {
    Town.expectCaught({ town, layerOf: having({ records: 13, blobBytes: 2000 }) }, "QUOTA-2")
  })

  it("a PDS that counts pictures of which the last record is gone", () => {
    // What is no longer named is still thought to be held by its upload.
    Town.expectCaught({ town, layerOf: Town.withTrigger("BEFORE DELETE ON upload BEGIN SELECT RAISE(IGNORE); END") }, "QUOTA-2")
  })

  it("a PDS that goes on counting what was uploaded for an import and is named no longer", () => {
    const moving = {
      duration: "8m",
      topology: { pds: 2, quota: { blobBytes: 1500 } },
      population: { ...Town.people, habits: { image: 150, delete: 100 } },
      timeline: [{ what: "move", at: "1m", share: "100%", within: "30s" }]
    }
    const whole = Town.run({ town: moving })
    expect(whole.invariants.flatMap(({ code, violations }) => violations.map(({ message }) => `${code}: ${message}`))).toEqual([])
    const trigger = "AFTER INSERT ON blob WHEN (SELECT status FROM account WHERE id = NEW.account) = 'deactivated' BEGIN INSERT OR REPLACE INTO upload (account, cid, until_millis) VALUES (NEW.account, NEW.cid, NEW.touched_at_millis + 21600000); END"
    Town.expectCaught({ town: moving, layerOf: Town.withTrigger(trigger) }, "QUOTA-2")
  })

  it("a PDS that says a wrong number", () => {
    const interpose: Interpose = (_from, message) =>
      message.kind === "response" && message.status === 400 ? Buffer.from(Buffer.from(message.bytes).toString().replace("Over quota: 15 records", "Over quota: 16 records").replace("; 1 too many", "; 2 too many")) : message.bytes
    Town.expectCaught({ town, interpose }, "QUOTA-2")
  })

  it("a PDS that writes what it has refused", () => {
    const alice = `did:plc:${"a".repeat(24)}`
    const path = "app.bsky.feed.post/3l22222222222"
    const ledger = new Ledger([{ host: "pds1.test", kind: "pds", options: { quota: { records: 0 } } }])
    const complaints: Array<string> = []
    const { atRest, observe } = QuotaRefusal.make((holds, message) => {
      if (!holds) complaints.push(message())
    }, ledger)
    let exchange = 0
    const call = (method: string, status: number, asked: object, answer: object) => {
      const request: HttpRequestSent = { _tag: "HttpRequestSent", at: ++exchange, exchange, from: "device.test", to: "pds1.test", method: "POST", path: `/xrpc/com.atproto.${method}`, headers: { authorization: "Bearer a.b.c" }, body: Buffer.from(JSON.stringify(asked)) }
      const o = { _tag: "HttpResponseReceived", at: exchange + 0.5, exchange, request, status, headers: {}, body: Buffer.from(JSON.stringify(answer)) } as const
      ledger.observe(o)
      observe?.(o)
    }
    call("server.createAccount", 200, { handle: "alice.pds1.test" }, { did: alice, accessJwt: "a.b.c", refreshJwt: "a.b.d" })
    const message = "Over quota: 1 records, where an account may have 0; 1 too many"
    call("repo.createRecord", 400, { repo: alice, collection: "app.bsky.feed.post", rkey: "3l22222222222", record: {} }, { error: "InvalidRequest", message })
    const event = { _tag: "Commit", host: "pds1.test", seq: 1, at: 9, bytes: new Uint8Array(), did: alice, rev: "3l22222222222", since: null, commit: "", prevData: null, ops: [{ action: "create", path, cid: null, prev: null }], blocks: new Uint8Array() } as const
    for (const { onAfter } of ledger.repos.listeners) onAfter?.({ event, car: undefined, object: undefined, objectBytes: undefined, repo: ledger.repos.repo(alice) })
    Effect.runSync(atRest!(probing(10, () => Effect.die("asks nothing"))))
    expect(complaints).toEqual([`pds1.test refused /xrpc/com.atproto.repo.createRecord of ${alice}: 1 records where 0 may be, 1 too many, and ${alice}/${path} is there`])
  })
})
