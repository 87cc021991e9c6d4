import * as plc from "@did-plc/lib"
import { Secp256k1Keypair } from "@atproto/crypto"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Base58 from "../../../src/protocol/keys/Base58.ts"
import * as Signature from "../../../src/protocol/keys/Signature.ts"
import * as Limits from "../../../src/protocol/plc/Limits.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import { KeyRing } from "../../../src/sim/keys/KeyRing.ts"

const ring = new KeyRing("operations")
const alice = ring.fromSecret("k256", new Uint8Array(32).fill(1))
const bob = ring.fromSecret("p256", new Uint8Array(32).fill(2))

const unsigned: Operation.UnsignedUpdate = {
  type: "plc_operation",
  rotationKeys: [alice.didKey, bob.didKey],
  verificationMethods: { atproto: alice.didKey },
  alsoKnownAs: ["at://alice.test"],
  services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } },
  prev: null
}
const genesis = Operation.sign(unsigned, bob, ring.sign)

describe("PLC-1 an operation", () => {
  it("has the DID and the signer that @did-plc/lib finds", async () => {
    expect(Operation.didOf(genesis)).toBe(await plc.didForCreateOp(genesis as never))
    expect(await plc.assureValidSig([...genesis.rotationKeys], genesis as never)).toBe(bob.didKey)
    expect(Operation.signerIndex(genesis, genesis.rotationKeys, Signature.verify)).toBe(1)
    expect(Operation.verify(genesis, [alice.didKey], Signature.verify)).toBe(false)
  })

  it("made by @did-plc/lib is read and verified here", async () => {
    const pair = await Secp256k1Keypair.create()
    const { did, op } = await plc.createOp({ signingKey: pair.did(), handle: "carol.test", pds: "https://pds2.test", rotationKeys: [pair.did()], signer: pair as never })
    const parsed = Result.getOrThrow(Operation.parse(JSON.parse(JSON.stringify(op))))
    expect(Operation.didOf(parsed)).toBe(did)
    expect(Operation.verify(parsed, [pair.did()], Signature.verify)).toBe(true)
  })

  it("in the legacy form is hashed as it is and read as an update", async () => {
    const legacy = Operation.sign({
      type: "create", signingKey: alice.didKey, recoveryKey: bob.didKey, handle: "dan.test", service: "pds1.test", prev: null
    }, alice, ring.sign)
    expect(Operation.didOf(Result.getOrThrow(Operation.parse(legacy)) as Operation.LegacyCreate)).toBe(await plc.didForCreateOp(legacy))
    expect(Operation.stateOf(legacy)).toEqual({
      rotationKeys: [bob.didKey, alice.didKey],
      verificationMethods: { atproto: alice.didKey },
      alsoKnownAs: ["at://dan.test"],
      services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } }
    })
    expect(Result.isFailure(Limits.parseSubmitted(legacy))).toBe(true)
  })
})

describe("PLC-11 the spelling of a signature", () => {
  const accepted = (sig: string): boolean => Operation.verify({ ...genesis, sig }, genesis.rotationKeys, Signature.verify)

  it("is one alone: padding, stray bits, white space, the standard alphabet and DER are refused", () => {
    const bytes = Buffer.from(genesis.sig, "base64url")
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    const last = alphabet.indexOf(genesis.sig.at(-1)!)
    expect(accepted(genesis.sig)).toBe(true)
    for (let bits = 1; bits < 16; bits++) expect(accepted(genesis.sig.slice(0, -1) + alphabet[last ^ bits])).toBe(false)
    for (const sig of [`${genesis.sig}==`, `${genesis.sig}=`, `${genesis.sig}\n`, ` ${genesis.sig}`, `${genesis.sig}A`, genesis.sig.slice(1), "", bytes.toString("hex")]) {
      expect(accepted(sig)).toBe(false)
    }
    const standard = bytes.toString("base64").replace(/=+$/, "")
    if (standard !== genesis.sig) expect(accepted(standard)).toBe(false)
  })

  it("never verifies after any change of one character", () => {
    fc.assert(fc.property(fc.nat(genesis.sig.length - 1), fc.constantFrom(..."ABCXYZabcxyz0189-_=+/ "), (at, character) => {
      fc.pre(genesis.sig[at] !== character)
      expect(accepted(genesis.sig.slice(0, at) + character + genesis.sig.slice(at + 1))).toBe(false)
    }), { numRuns: 200, seed: 4 })
  })
})

describe("the shape of an operation", () => {
  it.each<readonly [string, unknown, string]>([
    ["no object", [], "/"],
    ["an unknown type", { ...genesis, type: "plc_party" }, "/type"],
    ["a type from the prototype", { ...genesis, type: "toString" }, "/type"],
    ["a missing prev", { ...genesis, prev: undefined }, "/prev"],
    ["an extra field", { ...genesis, note: "hello" }, "/note"],
    ["an extra field in a service", { ...genesis, services: { atproto_pds: { type: "x", endpoint: "y", z: "z" } } }, "/services"],
    ["a key that is no string", { ...genesis, rotationKeys: [7] }, "/rotationKeys"],
    ["a lone surrogate", { ...genesis, alsoKnownAs: ["\ud800"] }, "/alsoKnownAs"],
    ["a tombstone without prev", { type: "plc_tombstone", prev: null, sig: genesis.sig }, "/prev"],
    ["more than 7500 bytes", { ...genesis, alsoKnownAs: ["x".repeat(7500)] }, "/"]
  ])("with %s is refused, and the path is named", (_, json, path) => {
    const parsed = Operation.parse(json)
    expect(Result.isFailure(parsed) && parsed.failure.path).toBe(path)
  })

  it("has 7500 bytes at the most", () => {
    const room = 7_500 - Operation.encode({ ...genesis, alsoKnownAs: ["x".repeat(1_000)] }).length
    const sized = (more: number) => ({ ...genesis, alsoKnownAs: ["x".repeat(1_000 + room + more)] })
    expect(Operation.encode(sized(0))).toHaveLength(7_500)
    expect([0, 1].map((more) => Result.isSuccess(Operation.parse(sized(more))))).toEqual([true, false])
  })

  it("is not had by what only CBOR can say: bytes or a link where a map belongs", () => {
    const cid = Operation.cidOf(genesis)
    for (const field of ["verificationMethods", "services"]) {
      for (const value of [new Uint8Array(0), new Uint8Array(1), cid, []]) {
        expect(Result.isFailure(Operation.parse({ ...genesis, [field]: value }))).toBe(true)
      }
    }
    expect(Result.isFailure(Operation.parse({ ...genesis, services: { atproto_pds: cid } }))).toBe(true)
  })

  it("is decided without a throw for any JSON", () => {
    const like = fc.record({
      type: fc.constantFrom("plc_operation", "plc_tombstone", "create"),
      rotationKeys: fc.jsonValue(), verificationMethods: fc.jsonValue(), alsoKnownAs: fc.jsonValue(), services: fc.jsonValue(), prev: fc.jsonValue(), sig: fc.jsonValue()
    }, { requiredKeys: [] })
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), like), (json) => {
      expect(Result.isResult(Operation.parse(json))).toBe(true)
      expect(Result.isResult(Limits.parseSubmitted(json))).toBe(true)
    }), { numRuns: 200, seed: 5 })
  })
})

describe("what a directory takes is narrower than what it reads", () => {
  const many = (count: number, make: (n: number) => unknown) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, make(n)]))
  const spare = Array.from({ length: 6 }, (_, n) => ring.fromSecret("k256", new Uint8Array(32).fill(n + 10)).didKey)

  it.each<readonly [string, Partial<Operation.UnsignedUpdate>, string | undefined]>([
    ["as it stands", {}, undefined],
    ["five rotation keys", { rotationKeys: spare.slice(0, 5) }, undefined],
    ["six rotation keys", { rotationKeys: spare }, "/rotationKeys"],
    ["no rotation key", { rotationKeys: [] }, "/rotationKeys"],
    ["one rotation key twice", { rotationKeys: [alice.didKey, alice.didKey] }, "/rotationKeys"],
    ["a rotation key of another kind", { rotationKeys: ["did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"] }, "/rotationKeys/0"],
    ["a verification key of another kind", { verificationMethods: { other: "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK" } }, undefined],
    ["a verification key that is none", { verificationMethods: { atproto: "did:web:alice.test" } }, "/verificationMethods/atproto"],
    ["eleven verification keys", { verificationMethods: many(11, () => alice.didKey) as never }, "/verificationMethods"],
    ["ten verification keys", { verificationMethods: many(10, () => alice.didKey) as never }, undefined],
    ["a verification key of 256 characters", { verificationMethods: { x: `did:key:z${"2".repeat(247)}` } }, undefined],
    ["a verification key of 257 characters", { verificationMethods: { x: `did:key:z${"2".repeat(248)}` } }, "/verificationMethods/x"],
    ["a verification key that is a codec and a byte", { verificationMethods: { x: `did:key:z${Base58.encode(Uint8Array.of(0xed, 1, 7))}` } }, undefined],
    ["a verification key that is a codec and nothing", { verificationMethods: { x: `did:key:z${Base58.encode(Uint8Array.of(0xed, 1))}` } }, "/verificationMethods/x"],
    ["a key without a name", { verificationMethods: { "": alice.didKey } }, "/verificationMethods/"],
    ["a name with #", { verificationMethods: { "#atproto": alice.didKey } }, "/verificationMethods/#atproto"],
    ["ten aliases", { alsoKnownAs: Array.from({ length: 10 }, (_, n) => `at://alice${n}.test`) }, undefined],
    ["eleven aliases", { alsoKnownAs: Array.from({ length: 11 }, (_, n) => `at://alice${n}.test`) }, "/alsoKnownAs"],
    ["an alias twice", { alsoKnownAs: ["at://alice.test", "at://alice.test"] }, "/alsoKnownAs"],
    ["an alias of 258", { alsoKnownAs: ["x".repeat(258)] }, undefined],
    ["an alias of 259", { alsoKnownAs: ["x".repeat(259)] }, "/alsoKnownAs/0"],
    ["ten services", { services: many(10, () => ({ type: "x", endpoint: "x" })) as never }, undefined],
    ["eleven services", { services: many(11, () => ({ type: "x", endpoint: "x" })) as never }, "/services"],
    ["a service without a name", { services: { "": { type: "x", endpoint: "x" } } }, "/services/"],
    ["a type of 256", { services: { x: { type: "x".repeat(256), endpoint: "x" } } }, undefined],
    ["a type of 257", { services: { x: { type: "x".repeat(257), endpoint: "x" } } }, "/services/x/type"],
    ["an endpoint of 512", { services: { x: { type: "x", endpoint: "x".repeat(512) } } }, undefined],
    ["an endpoint of 513", { services: { x: { type: "x", endpoint: "x".repeat(513) } } }, "/services/x/endpoint"],
    ["a name of 32", { services: { ["x".repeat(32)]: { type: "x", endpoint: "x" } } }, undefined],
    ["a name of 33", { services: { ["x".repeat(33)]: { type: "x", endpoint: "x" } } }, `/services/${"x".repeat(33)}`],
    ["far more than 4000 bytes", { services: many(10, () => ({ type: "x".repeat(30), endpoint: "x".repeat(400) })) as never }, "/"]
  ])("%s", (_, changes, path) => {
    const operation = Operation.sign({ ...unsigned, ...changes }, bob, ring.sign)
    const submitted = Limits.parseSubmitted(operation)
    expect(Result.isFailure(submitted) ? submitted.failure.path : undefined).toBe(path)
    expect(Result.isSuccess(Operation.parse(operation))).toBe(true)
  })

  it("has 4000 bytes at the most", () => {
    const sized = (last: number) => Operation.sign({ ...unsigned, services: many(9, (n) => ({ type: "x", endpoint: "x".repeat(n === 8 ? last : 380) })) as never }, bob, ring.sign)
    const exact = 300 + 4_000 - Operation.encode(sized(300)).length
    expect(Operation.encode(sized(exact))).toHaveLength(4_000)
    expect([exact, exact + 1].map((last) => Result.isSuccess(Limits.parseSubmitted(sized(last))))).toEqual([true, false])
  })
})
