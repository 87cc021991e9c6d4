/** Planted bugs of a PDS's blobs, and the oracles that notice. The bugs are triggers in its database. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import type { HttpRequestSent, Observation } from "../../../src/sim/Observation.ts"
import { BlobGone, BlobThere } from "../../../src/sim/oracles/BlobServed.ts"
import { Ledger } from "../../../src/sim/oracles/model/Ledger.ts"
import * as Uploads from "../../../src/sim/oracles/model/Uploads.ts"
import type { Oracle } from "../../../src/sim/oracles/Oracle.ts"
import { probing } from "./Probing.ts"
import * as Town from "./SmallTown.ts"

/** People who post the same few pictures, and delete them again. */
const town = { duration: "1m", population: { ...Town.people, habits: { ...Town.people.habits, image: 300, delete: 150 } } }

describe("a town with pictures", () => {
  it("alarms no oracle where blobs are sound, and each has looked", () => {
    const { invariants } = Town.run({ town })
    expect(invariants.flatMap(({ violations }) => violations)).toEqual([])
    expect(invariants.filter(({ checked, code }) => code.startsWith("BLOB-") && checked > 10).map(({ code }) => code)).toEqual(["BLOB-1", "BLOB-2", "BLOB-3", "BLOB-4"])
  })
})

describe("BLOB-1 notices", () => {
  it("a PDS that serves a blob after its last record is gone", () => {
    Town.expectCaught({ town, layerOf: Town.withTrigger("BEFORE DELETE ON record_blob BEGIN SELECT RAISE(IGNORE); END") }, "BLOB-1")
  })
})

describe("BLOB-2 notices", () => {
  it("a PDS that deletes a blob with one record while another names it", () => {
    const trigger = "AFTER DELETE ON record_blob BEGIN DELETE FROM blob WHERE account = OLD.account AND cid = OLD.cid; END"
    Town.expectCaught({ town: { ...town, duration: "2m" }, layerOf: Town.withTrigger(trigger) }, "BLOB-2")
  })
})

describe("BLOB-1 and BLOB-2 notice in what is listed", () => {
  interface Listing {
    readonly cids: ReadonlyArray<string>
  }
  const listing = (change: (cids: Listing["cids"]) => Listing["cids"]) =>
    Town.answers("pds1.test", "com.atproto.sync.listBlobs", ({ cids, ...rest }: Listing) => ({ ...rest, cids: change(cids) }))

  it("a PDS that leaves out one that it serves, or has one of which the last record is gone", () => {
    Town.expectCaught({ town, interpose: listing((cids) => cids.slice(1)) }, "BLOB-2")
    Town.expectCaught({ town, interpose: listing((cids) => [...cids, Uploads.cidOf(new Uint8Array([1]))]) }, "BLOB-1")
  })
})

describe("BLOB-3 notices", () => {
  it("a PDS that forgets uploads before a record could name them", () => {
    const trigger = "AFTER INSERT ON blob WHEN NEW.rowid % 7 = 0 BEGIN DELETE FROM blob WHERE rowid = NEW.rowid; END"
    Town.expectCaught({ town, layerOf: Town.withTrigger(trigger) }, "BLOB-3")
  })
})

describe("BLOB-4 notices", () => {
  it("a PDS that forgets of what type a blob was once a record names it", () => {
    const trigger = "AFTER INSERT ON record_blob BEGIN UPDATE blob SET mime = 'application/octet-stream' WHERE account = NEW.account AND cid = NEW.cid; END"
    Town.expectCaught({ town, layerOf: Town.withTrigger(trigger) }, "BLOB-4")
  })

  it("a PDS that keeps other bytes than it was given", () => {
    const trigger = "AFTER INSERT ON blob BEGIN UPDATE blob SET bytes = zeroblob(length(bytes)) WHERE rowid = NEW.rowid; END"
    Town.expectCaught({ town, layerOf: Town.withTrigger(trigger) }, "BLOB-4")
  })

  it("a PDS that serves other bytes", () => {
    Town.expectCaught({
      town,
      interpose: (from, message) =>
        from === "pds1.test" && message.kind === "response" && message.path.includes("sync.getBlob") && message.status === 200
          ? message.bytes.with(20, 0xff)
          : message.bytes
    }, "BLOB-4")
  })
})

describe("STREAM-5 notices", () => {
  it("a host that goes on after an error", () => {
    let count = 0
    const interpose = Town.frames("pds1.test", (_event, { bytes }) => ++count === 40 ? [Frame.encodeError("ConsumerTooSlow"), bytes] : bytes)
    expect(Town.violated({ interpose })).toContain("STREAM-5")
  })
})

describe("of a blob that a moderator takes down while a record names it", () => {
  const pds = "pds1.test"
  const alice = `did:plc:${"a".repeat(24)}`
  const picture = new Uint8Array([1, 2, 3])
  const cid = Uploads.cidOf(picture)
  const token = [{ typ: "at+jwt" }, { sub: alice }].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") + ".AA"

  let exchanges = 0
  const exchange = (path: string, body: Uint8Array): Observation => {
    const request: HttpRequestSent = { _tag: "HttpRequestSent", at: 1, exchange: ++exchanges, from: "device.test", to: pds, method: "POST", path: `/xrpc/${path}`, headers: { authorization: `Bearer ${token}` }, body }
    return { _tag: "HttpResponseReceived", at: 2, exchange: exchanges, request, status: 200, headers: {}, body: new TextEncoder().encode("{}") }
  }
  const moderate = (applied: boolean) =>
    exchange("com.atproto.admin.updateSubjectStatus", new TextEncoder().encode(JSON.stringify({
      subject: { $type: "com.atproto.admin.defs#repoBlobRef", did: alice, cid }, takedown: { applied }
    })))

  /** What an oracle says where the PDS answers so. */
  const said = (oracle: Oracle, status: number, ...observed: ReadonlyArray<Observation>) => {
    const ledger = new Ledger([{ host: pds, kind: "pds" }])
    ledger.repos.repo(alice).host = pds
    ledger.repos.values.set(`${alice}/app.bsky.feed.post/3l22222222222`, { embed: { $type: "blob", ref: { $link: cid } } })
    const messages: Array<string> = []
    const { atRest, observe } = oracle.make((holds, message) => {
      if (!holds) messages.push(message())
    }, ledger)
    for (const o of [exchange("com.atproto.repo.uploadBlob", picture), ...observed]) observe?.(o)
    const listing = new TextEncoder().encode(JSON.stringify({ cids: status === 200 ? [cid] : [] }))
    Effect.runSync(atRest!(probing(10, (_host, path) => Effect.succeed(path.includes("listBlobs") ? { status: 200, body: listing } : { status, body: picture }))))
    return messages.length
  }

  it("BLOB-1 notices a PDS that serves it all the same, and BLOB-2 one that keeps it back after that is over", () => {
    expect([200, 400].map((status) => said(BlobGone, status, moderate(true)))).toEqual([2, 0])
    expect([200, 400].map((status) => said(BlobThere, status, moderate(true)))).toEqual([0, 0])
    expect([200, 400].map((status) => said(BlobGone, status, moderate(true), moderate(false)))).toEqual([0, 0])
    expect([200, 400].map((status) => said(BlobThere, status, moderate(true), moderate(false)))).toEqual([0, 2])
  })
})
