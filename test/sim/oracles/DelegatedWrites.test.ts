/**
 * What KEY-1 makes of single writes, put before it by hand: tokens that no
 * sound PDS would take, each with an answer that it was done.
 */
import { describe, expect, it } from "vitest"
import * as Ucan from "../../../src/protocol/ucan/Ucan.ts"
import type { HttpRequestSent, Observation } from "../../../src/sim/Observation.ts"
import { DelegatedWrites } from "../../../src/sim/oracles/DelegatedWrites.ts"
import { Ledger } from "../../../src/sim/oracles/model/Ledger.ts"
import * as Given from "../../protocol/ucan/Chains.ts"

const { alice, app, bob, chain, may, post, rootKey, stranger } = Given
const like = "app.bsky.feed.like"
const minute = 60_000
/** Tokens are made out to end this late; the world begins in 2026. */
const endSeconds = Date.UTC(2026, 0, 6) / 1_000

const hosts = [{ host: "plc.test", kind: "plc" }, { host: "pds1.test", kind: "pds" }, { host: "keys.test", kind: "keymanager" }]
const encode = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json))
let exchange = 0

const answered = (at: number, to: string, path: string, headers: Readonly<Record<string, string>>, input: unknown, output: unknown): Observation => {
  const request: HttpRequestSent = { _tag: "HttpRequestSent", at: at - 50, exchange: ++exchange, from: "devices.test", to, method: "POST", path, headers, body: encode(input) }
  return { _tag: "HttpResponseReceived", at, exchange, request, status: 200, headers: {}, body: encode(output) }
}

const operated = (at: number, delegation: string, did: string = alice) =>
  answered(at, "plc.test", `/${did}`, {}, { type: "plc_operation", verificationMethods: { delegation } }, {})

const wrote = (at: number, tokens: ReadonlyArray<string>, { collection = post, method = "createRecord", repo = alice as string } = {}) =>
  answered(at, "pds1.test", `/xrpc/com.atproto.repo.${method}`, { authorization: `Bearer ${tokens.at(-1)}`, ucans: tokens.slice(0, -1).join(",") }, { repo, collection }, {})

const revoked = (at: number, token: string, iss: string = alice) =>
  answered(at, "keys.test", "/xrpc/dev.orrery.keys.revoke", {}, {}, { revocation: { iss, revoke: Ucan.cidOf(token).toString(), challenge: "" } })

/** What the oracle says of the observations, and how much it looked at. */
const judge = (...observations: ReadonlyArray<Observation>) => {
  const complaints: Array<string> = []
  let checks = 0
  const ledger = new Ledger(hosts)
  DelegatedWrites.make((holds, message) => {
    checks++
    if (!holds) complaints.push(message())
  }, ledger)
  for (const observation of observations) ledger.delegations.observe(observation)
  return { checks, complaints }
}

const long = { expSeconds: endSeconds }
const sound = chain(long, long)
const known = operated(100, rootKey.didKey)

describe("A write with a delegated key, in the eyes of KEY-1,", () => {
  it("is sound where every token allows it", () => {
    expect(judge(known, wrote(minute, sound))).toEqual({ checks: 1, complaints: [] })
    expect(judge(known, wrote(minute, chain({ ...long, capabilities: [may({ lxm: "*" })] }, long)))).toEqual({ checks: 1, complaints: [] })
  })

  it.each<[string, ReadonlyArray<string>, Parameters<typeof wrote>[2]]>([
    ["another collection", sound, { collection: like }],
    ["another method", sound, { method: "deleteRecord" }],
    ["another's repository", sound, { repo: bob }],
    ["a link that widens", chain(long, { ...long, capabilities: [may({ collections: [post, like] })] }), { collection: like }],
    ["a token for another service", chain(long, { ...long, aud: "did:web:pds2.test" }), {}],
    ["a caveat for another service", chain({ ...long, capabilities: [may({ audiences: ["did:web:pds2.test"] })] }), {}],
    ["a parent that is over", chain({ expSeconds: 1 }, long), {}],
    ["a token for later", chain({ ...long, nbfSeconds: endSeconds - 1 }), {}],
    ["a chain that does not hang together", chain(long, { ...long, iss: stranger.didKey, key: stranger }), {}],
    ["a signature that is not the issuer's", chain(long, { ...long, key: app }), {}],
    ["a root that is not the account's", chain({ ...long, key: stranger }, long), {}],
    ["a chain with a hole", sound.slice(1), {}]
  ])("is a violation with %s", (_, tokens, how) => {
    const { checks, complaints } = judge(known, wrote(minute, tokens, how))
    expect(checks).toBe(1)
    expect(complaints).toHaveLength(1)
  })

  it("is sound within the bound after a revocation, and a violation beyond it", () => {
    const atPhone = [known, revoked(minute, sound[0]!)]
    expect(judge(...atPhone, wrote(2 * minute, sound)).complaints).toEqual([])
    expect(judge(...atPhone, wrote(2 * minute + 2_000, sound)).complaints).toHaveLength(1)
    expect(judge(known, revoked(minute, sound[1]!), wrote(3 * minute, sound)).complaints).toHaveLength(1)
  })

  it("is sound within the bound after the account has another key, and a violation beyond it", () => {
    const replaced = [known, operated(minute, app.didKey)]
    expect(judge(...replaced, wrote(2 * minute, sound)).complaints).toEqual([])
    expect(judge(...replaced, wrote(2 * minute + 2_000, sound)).complaints).toHaveLength(1)
    expect(judge(...replaced, wrote(3 * minute, chain({ ...long, key: app }, long))).complaints).toEqual([])
  })
})
