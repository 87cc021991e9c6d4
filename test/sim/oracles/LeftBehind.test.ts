/** A picture that a moderator takes down, whose owner moves: who is to have it afterwards. BLOB-2, MIG-1 */
import * as Effect from "effect/Effect"
import { CID } from "multiformats/cid"
import { describe, expect, it } from "vitest"
import type { HttpRequestSent, Observation } from "../../../src/sim/Observation.ts"
import { BlobThere } from "../../../src/sim/oracles/BlobServed.ts"
import { MovedWhole } from "../../../src/sim/oracles/MovedWhole.ts"
import { Ledger } from "../../../src/sim/oracles/model/Ledger.ts"
import * as Uploads from "../../../src/sim/oracles/model/Uploads.ts"
import type { Oracle } from "../../../src/sim/oracles/Oracle.ts"
import { probing } from "./Probing.ts"

const alice = `did:plc:${"a".repeat(24)}`
const picture = new Uint8Array([1, 2, 3])
const cid = Uploads.cidOf(picture)
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const token = [{ typ: "at+jwt" }, { sub: alice }].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") + ".AA"

let exchanges = 0
const answered = (to: string, path: string, body: Uint8Array): Observation => {
  const headers = { authorization: `Bearer ${token}` }
  const request: HttpRequestSent = { _tag: "HttpRequestSent", at: 1, exchange: ++exchanges, from: "device.test", to, method: "POST", path, headers, body }
  return { _tag: "HttpResponseReceived", at: 2, exchange: exchanges, request, status: 200, headers: {}, body: json({}) }
}
const isNamed = (host: string, prev: string | null) =>
  answered("plc.test", `/${alice}`, json({
    type: "plc_operation", prev, sig: "", rotationKeys: [], alsoKnownAs: ["at://alice.test"],
    verificationMethods: { atproto: "did:key:z1" }, services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: `https://${host}` } }
  }))
const upload = (host: string) => answered(host, "/xrpc/com.atproto.repo.uploadBlob", picture)
const moderate = (applied: boolean) =>
  answered("pds1.test", "/xrpc/com.atproto.admin.updateSubjectStatus", json({
    subject: { $type: "com.atproto.admin.defs#repoBlobRef", did: alice, cid }, takedown: { applied }
  }))
const moves = isNamed("pds2.test", "bafyprev")
const movesOn = isNamed("pds3.test", "bafynext")

/** How often an oracle says that the home, which has not got the picture, lacks it. */
const missed = (oracle: Oracle, home: string, ...observed: ReadonlyArray<Observation>) => {
  const ledger = new Ledger([...["pds1.test", "pds2.test", "pds3.test"].map((host) => ({ host, kind: "pds" })), { host: "plc.test", kind: "plc" }])
  const messages: Array<string> = []
  const { atRest, observe } = oracle.make((holds, message) => void (holds || messages.push(message())), ledger)
  for (const o of [isNamed("pds1.test", null), upload("pds1.test"), ...observed]) {
    ledger.observe(o)
    observe?.(o)
  }
  const repo = ledger.repos.repo(alice)
  repo.host = home
  repo.records.set("app.bsky.feed.post/3l22222222222", CID.parse(cid))
  ledger.repos.values.set(`${alice}/app.bsky.feed.post/3l22222222222`, { embed: { $type: "blob", ref: CID.parse(cid) } })
  Effect.runSync(atRest!(probing(10, () => Effect.succeed({ status: 400, body: picture }))))
  return messages.filter((message) => message.includes(cid)).length
}

/** By both oracles, which agree; one says of each that it is neither served nor listed. */
const missedAt = (home: string, ...observed: ReadonlyArray<Observation>): number => {
  const [served, whole] = [BlobThere, MovedWhole].map((oracle) => missed(oracle, home, ...observed))
  expect(served).toBe(2 * whole!)
  return whole!
}

describe("of a picture that was taken down before a move", () => {
  it("a picture that a move has lost is noticed [BLOB-2] [MIG-1]", () => {
    expect(missedAt("pds2.test", moves)).toBe(1)
    expect(missedAt("pds2.test", moderate(true), moderate(false), moves)).toBe(1)
    expect(missedAt("pds2.test", moderate(true), moves, moderate(false))).toBe(1)
  })

  it("a picture that was uploaded anew at the new home and lost is noticed [BLOB-2] [MIG-1]", () => {
    expect(missedAt("pds2.test", moderate(true), moves, upload("pds2.test"))).toBe(1)
    expect(missedAt("pds3.test", moderate(true), moves, upload("pds2.test"), movesOn)).toBe(1)
  })

  it("nothing is said where an old home keeps it down for good", () => {
    expect(missedAt("pds2.test", moderate(true), moves)).toBe(0)
    expect(missedAt("pds3.test", moderate(true), moves, movesOn)).toBe(0)
  })
})
