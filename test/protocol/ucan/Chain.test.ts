import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Chain from "../../../src/protocol/ucan/Chain.ts"
import * as Revocation from "../../../src/protocol/ucan/Revocation.ts"
import * as Ucan from "../../../src/protocol/ucan/Ucan.ts"
import * as Given from "./Chains.ts"

const { alice, app, bob, chain, createRecord, keys, may, pds, phone, post, rootKey, stranger } = Given

interface Judging {
  readonly nowSeconds?: number
  readonly revocations?: ReadonlyArray<Revocation.Revocation>
  readonly collection?: string
  readonly lxm?: string
  readonly did?: string
  readonly audience?: string
  readonly rootKey?: string
}

/** Why a demand is refused, or "permitted". */
const verdict = (tokens: ReadonlyArray<string>, judging: Judging = {}): string => {
  const { audience = pds, collection = post, did = alice, lxm = createRecord, nowSeconds = 100, revocations = [] } = judging
  const judged = Chain.assemble(tokens.at(-1)!, tokens.slice(0, -1)).pipe(
    Result.flatMap((chain) => Chain.verify(chain, { rootKey: judging.rootKey ?? rootKey.didKey, nowSeconds, revocations, keys })),
    Result.flatMap((chain) => Chain.permits(chain, [{ did, lxm, audience, collection }]))
  )
  return Result.isFailure(judged) ? judged.failure.reason : "permitted"
}

describe("a chain of UCANs", () => {
  it("permits what each of its tokens grants, of either curve", () => {
    expect(verdict(chain({}))).toBe("permitted")
    expect(verdict(chain({}, {}))).toBe("permitted")
    expect(verdict(chain({ capabilities: [may({ lxm: "*" })] }, { capabilities: [may({ lxm: "*" })] }, {}))).toBe("permitted")
  })

  it("permits nothing else: another method, collection, account or service", () => {
    const tokens = chain({}, {})
    expect(verdict(tokens, { lxm: "com.atproto.repo.deleteRecord" })).toBe("NotPermitted")
    expect(verdict(tokens, { collection: "app.bsky.feed.like" })).toBe("NotPermitted")
    expect(verdict(tokens, { did: bob })).toBe("NotPermitted")
    expect(verdict(tokens, { audience: "did:web:pds2.test" })).toBe("WrongAudience")
    expect(verdict(chain({ capabilities: [may({ audiences: ["did:web:pds2.test"] })] }))).toBe("NotPermitted")
    expect(verdict(chain({ capabilities: [may({ collections: [] })] }))).toBe("NotPermitted")
    expect(verdict(chain({ capabilities: [] }))).toBe("NotPermitted")
  })

  it("is refused where a child grants more than its parent, in any respect", () => {
    const narrow = may({ audiences: [pds] })
    for (const wide of [
      may({ audiences: [pds], lxm: "*" }),
      may({ audiences: [pds], lxm: "com.atproto.repo.putRecord" }),
      may({ audiences: [pds], collections: [post, "app.bsky.feed.like"] }),
      { did: alice, lxm: createRecord, audiences: [pds] },
      may({ audiences: [pds, "did:web:pds2.test"] }),
      may()
    ]) {
      expect(verdict(chain({ capabilities: [narrow] }, { capabilities: [narrow, wide] }))).toBe("Widened")
    }
    expect(verdict(chain({ capabilities: [narrow] }, { capabilities: [narrow] }))).toBe("permitted")
  })

  it("is refused in the wrong time, a dead parent's child included", () => {
    expect(verdict(chain({ expSeconds: 100 }))).toBe("Expired")
    expect(verdict(chain({ expSeconds: 101 }))).toBe("permitted")
    expect(verdict(chain({ nbfSeconds: 101 }, { nbfSeconds: 101 }))).toBe("NotYetValid")
    expect(verdict(chain({ expSeconds: 90 }, { expSeconds: 90 }))).toBe("Expired")
    expect(verdict(chain({ expSeconds: 200 }, { expSeconds: 300 }))).toBe("Outlives")
    expect(verdict(chain({ nbfSeconds: 50 }, {}))).toBe("Outlives")
  })

  it("is refused where it does not hang together", () => {
    expect(verdict(chain({}, { iss: stranger.didKey, key: stranger }))).toBe("BrokenChain")
    expect(verdict(chain({}, { key: stranger }))).toBe("BadSignature")
    expect(verdict(chain({ key: stranger }, {}))).toBe("BadSignature")
    expect(verdict(chain({}), { rootKey: stranger.didKey })).toBe("BadSignature")
    expect(verdict(chain({ aud: bob }, { iss: bob, key: stranger }))).toBe("BrokenChain")
    expect(verdict(chain({}, {}).slice(1))).toBe("MissingProof")
  })

  it("is refused where its root is another's, or a mere key", () => {
    expect(verdict(chain({ iss: bob, key: stranger, capabilities: [may()] }), { rootKey: stranger.didKey })).toBe("ForeignRoot")
    expect(verdict(chain({ iss: stranger.didKey, key: stranger }))).toBe("ForeignRoot")
    expect(verdict(chain({ iss: bob, key: stranger, capabilities: [may({ did: bob })] }), { rootKey: stranger.didKey })).toBe("NotPermitted")
  })

  it("has five tokens at the most", () => {
    const own = { iss: app.didKey, aud: app.didKey, key: app }
    const five = chain({}, {}, own, own, { ...own, aud: pds })
    expect(verdict(five)).toBe("permitted")
    expect(verdict(chain({}, {}, own, own, own, { ...own, aud: pds }))).toBe("TooLong")
  })

  it("is no longer good once one of its tokens is revoked by somebody above it, and by nobody else", () => {
    const tokens = chain({}, {}, {})
    const [root, second] = tokens.map((token) => Ucan.cidOf(token).toString()) as [string, string]
    const by = (iss: string, cid: string, key = rootKey) => [Revocation.sign(iss, cid, key, keys)]
    expect(verdict(tokens, { revocations: by(alice, root) })).toBe("Revoked")
    expect(verdict(tokens, { revocations: by(alice, second) })).toBe("Revoked")
    expect(verdict(tokens, { revocations: by(phone.didKey, second, phone) })).toBe("Revoked")
    // Below it, outside it, in another's name, or another token.
    expect(verdict(tokens, { revocations: by(app.didKey, second, app) })).toBe("permitted")
    expect(verdict(tokens, { revocations: by(stranger.didKey, root, stranger) })).toBe("permitted")
    expect(verdict(tokens, { revocations: by(alice, root, stranger) })).toBe("permitted")
    expect(verdict(tokens, { revocations: by(alice, Ucan.cidOf("x.y.z").toString()) })).toBe("permitted")
  })
})

describe("a UCAN", () => {
  it("is none with an unknown caveat, fact, version, header or an endless life", () => {
    const [token] = chain({}) as [string]
    const claims = JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as Record<string, unknown>
    const with_ = (changes: object, header: object = { alg: "ES256K", typ: "JWT" }) =>
      [header, { ...claims, ...changes }].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") + `.${token.split(".")[2]}`
    expect(Result.isSuccess(Ucan.decode(with_({})))).toBe(true)
    for (const bad of [
      with_({ exp: null }), with_({ exp: undefined }), with_({ exp: 1.5 }), with_({ ucv: "0.9.0" }), with_({ fct: {} }), with_({ nnc: "" }),
      with_({ prf: ["a", "b"] }), with_({ prf: undefined }), with_({ iss: "alice" }), with_({ cap: [] }),
      with_({ cap: { [`at://${alice}`]: { [createRecord]: [{ quota: 5 }] } } }),
      with_({ cap: { [`at://${alice}`]: { createRecord: [{}] } } }),
      with_({ cap: { "at://alice.test": { [createRecord]: [{}] } } }),
      with_({}, { alg: "none", typ: "JWT" }), with_({}, { alg: "ES256K" }), with_({}, { alg: "ES256K", typ: "JWT", kid: "#atproto" })
    ]) expect(Result.isFailure(Ucan.decode(bad))).toBe(true)
  })

  it("is refused under the other curve's algorithm", () => {
    const [token] = chain({}) as [string]
    const forged = token.replace(/^[^.]+/, Buffer.from('{"alg":"ES256","typ":"JWT"}').toString("base64url"))
    expect(verdict([forged])).toBe("BadSignature")
  })
})
