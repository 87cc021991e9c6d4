import { ed25519 } from "@noble/curves/ed25519.js"
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Checkpoint from "../../../src/protocol/tlog/Checkpoint.ts"
import * as Cosignature from "../../../src/protocol/tlog/Cosignature.ts"
import * as Ed25519 from "../../../src/protocol/tlog/Ed25519.ts"
import * as Merkle from "../../../src/protocol/tlog/Merkle.ts"
import * as SignedNote from "../../../src/protocol/tlog/SignedNote.ts"
import * as TlogProof from "../../../src/protocol/tlog/TlogProof.ts"

const seed = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)
const verifyEd25519 = ({ publicKey }: SignedNote.Verifier, text: string, signature: Uint8Array): boolean =>
  Ed25519.verify(publicKey, SignedNote.bytesOf(text), signature)

/** The example of the specification. */
const exampleKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
const example = "This is an example message.\n\n— example.com/foo "
  + "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"

describe("Ed25519", () => {
  it("signs and verifies as noble does", () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 100 }), (secret, message) => {
      const key = Ed25519.keyPair(secret)
      const signature = key.sign(message)
      expect(key.publicKey).toEqual(ed25519.getPublicKey(secret))
      expect(signature).toEqual(ed25519.sign(message, secret))
      expect(Ed25519.verify(key.publicKey, message, signature)).toBe(true)
      expect(Ed25519.verify(key.publicKey, Buffer.concat([message, Uint8Array.of(1)]), signature)).toBe(false)
    }), { seed: 1, numRuns: 30 })
  })

  it("refuses keys and signatures of another length", () => {
    const key = Ed25519.keyPair(seed(1))
    expect(Ed25519.verify(key.publicKey.subarray(1), seed(2), key.sign(seed(2)))).toBe(false)
    expect(Ed25519.verify(key.publicKey, seed(2), key.sign(seed(2)).subarray(1))).toBe(false)
    expect(() => Ed25519.keyPair(seed(1).subarray(1))).toThrow(RangeError)
  })
})

describe("a signed note", () => {
  const key = Result.getOrThrow(SignedNote.parseVkey(exampleKey))

  it("of the specification's example verifies, and is written the same", () => {
    const note = Result.getOrThrow(SignedNote.parse(example))
    expect(note.text).toBe("This is an example message.\n")
    expect(Result.getOrThrow(SignedNote.signersOf(note, [key], verifyEd25519))).toEqual([key])
    expect(SignedNote.format(note)).toBe(example)
    expect(SignedNote.vkey(key)).toBe(exampleKey)
  })

  it("is spoiled by a bad signature of a known key; an unknown key's does not count", () => {
    const note = Result.getOrThrow(SignedNote.parse(example))
    const forged = { ...note, text: "This is another message.\n" }
    expect(Result.isFailure(SignedNote.signersOf(forged, [key], verifyEd25519))).toBe(true)
    const stranger = SignedNote.verifier("example.com/bar", SignedNote.types.ed25519, key.publicKey)
    expect(Result.getOrThrow(SignedNote.signersOf(forged, [stranger], verifyEd25519))).toEqual([])
  })

  it("may hold empty lines; the last one parts text and signatures", () => {
    const alice = Ed25519.keyPair(seed(7))
    const verifier = SignedNote.verifier("alice.test", SignedNote.types.ed25519, alice.publicKey)
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[ -~]{0,20}$/), { minLength: 1, maxLength: 5 }), (lines) => {
      const text = `${lines.join("\n")}\n`
      const signatures = [{ name: "alice.test", keyId: verifier.keyId, bytes: alice.sign(SignedNote.bytesOf(text)) }]
      const parsed = Result.getOrThrow(SignedNote.parse(SignedNote.format({ text, signatures })))
      expect(parsed.text).toBe(text)
      expect(Result.getOrThrow(SignedNote.signersOf(parsed, [verifier], verifyEd25519))).toEqual([verifier])
    }), { seed: 1, numRuns: 60 })
  })

  it.each([
    ["no signature", "text\n\n"],
    ["no empty line", "text\n— alice.test AAAAAAAA\n"],
    ["no final newline", example.slice(0, -1)],
    ["a control character", example.replace("an", "a\u0007")],
    ["a hyphen for the dash", example.replace("—", "-")],
    ["base64 that is none", example.replace("Uw2Q", "U_2Q")],
    ["a name with a plus", example.replace("example.com/foo", "example.com+foo")],
    ["a signature of no length", "text\n\n— alice.test AAAAAA==\n"]
  ])("is none with %s", (_why, note) => {
    expect(Result.isFailure(SignedNote.parse(note))).toBe(true)
  })

  it("has verifier keys whose ID fits", () => {
    expect(Result.isFailure(SignedNote.parseVkey(exampleKey.replace("530d903a", "530d903b")))).toBe(true)
    expect(Result.isFailure(SignedNote.parseVkey("example.com/foo"))).toBe(true)
  })
})

describe("a checkpoint", () => {
  const spec = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

  it("reads and writes the specification's example", () => {
    const checkpoint = Result.getOrThrow(Checkpoint.parse(spec))
    expect(checkpoint.size).toBe(20852163)
    expect(Checkpoint.text(checkpoint)).toBe(spec)
  })

  it("reads the specification's cosigned note: log's signature and a witness's", () => {
    const note = `${spec}\n`
      + "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
      + "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    const parsed = Result.getOrThrow(SignedNote.parse(note))
    expect(parsed.signatures.map(({ name }) => name)).toEqual(["example.com/behind-the-sofa", "witness.example.com/w1"])
    expect(Cosignature.timestampOf(parsed.signatures[1]!.bytes)).toBe(1679315147)
    expect(SignedNote.format(parsed)).toBe(note)
  })

  it.each([
    ["a leading zero", spec.replace("20852163", "020852163")],
    ["a size that is no number", spec.replace("20852163", "many")],
    ["a short root", spec.replace("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", "CsUY")],
    ["an empty line", `${spec}\n`],
    ["two lines", spec.split("\n").slice(0, 2).join("\n")]
  ])("is none with %s", (_why, text) => {
    expect(Result.isFailure(Checkpoint.parse(text))).toBe(true)
  })
})

describe("a cosignature", () => {
  const cosigner = (name: string, byte: number) => {
    const key = Ed25519.keyPair(seed(byte))
    return { key, name, verifier: Cosignature.verifier(name, key.publicKey) }
  }
  const alice = cosigner("alice.test", 1)
  const bob = cosigner("bob.test", 2)
  const checkpoint = { origin: "log.test", size: 3, root: Merkle.leafHash(seed(3)) }
  const note = SignedNote.format({
    text: Checkpoint.text(checkpoint),
    signatures: [alice, bob].map(({ key, name }) => Cosignature.sign(key, name, checkpoint, 1_700_000_000))
  })

  it("signs header, time and the whole text, so that noble verifies it by the specification", () => {
    const [signature] = Result.getOrThrow(SignedNote.parse(note)).signatures
    const message = new TextEncoder().encode(`cosignature/v1\ntime 1700000000\nlog.test\n3\n${Buffer.from(checkpoint.root).toString("base64")}\n`)
    expect(ed25519.verify(signature!.bytes.subarray(8), message, alice.key.publicKey)).toBe(true)
    expect(Buffer.from(signature!.bytes).readBigUInt64BE(0)).toBe(1_700_000_000n)
  })

  it("counts each known cosigner once, and no unknown one", () => {
    expect(Result.getOrThrow(Cosignature.open(note, [alice.verifier, bob.verifier])).cosigners).toEqual(["alice.test", "bob.test"])
    expect(Result.getOrThrow(Cosignature.open(note, [bob.verifier])).cosigners).toEqual(["bob.test"])
    const [, , line] = note.split("\n\n")[1]!.split("\n")
    expect(line).toBe("")
    const doubled = `${note}${note.split("\n\n")[1]}`
    expect(Result.getOrThrow(Cosignature.open(doubled, [alice.verifier, bob.verifier])).cosigners).toEqual(["alice.test", "bob.test"])
  })

  it("is spoiled by any other time, size or root", () => {
    fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const parsed = Result.getOrThrow(SignedNote.parse(note))
      const [first, ...rest] = parsed.signatures
      const bytes = first!.bytes.slice()
      bytes[at % bytes.length]! ^= mask
      const changed = SignedNote.format({ ...parsed, signatures: [{ ...first!, bytes }, ...rest] })
      expect(Result.isFailure(Cosignature.open(changed, [alice.verifier]))).toBe(true)
    }), { seed: 1, numRuns: 100 })
    for (const other of [note.replace("\n3\n", "\n4\n"), note.replace("log.test\n", "log2.test\n")]) {
      expect(Result.isFailure(Cosignature.open(other, [alice.verifier]))).toBe(true)
    }
  })

  it("is no plain signature of the same key", () => {
    const plain = alice.key.sign(SignedNote.bytesOf(Checkpoint.text(checkpoint)))
    const forged = SignedNote.format({
      text: Checkpoint.text(checkpoint),
      signatures: [{ name: "alice.test", keyId: alice.verifier.keyId, bytes: Buffer.concat([Buffer.alloc(8), plain]) }]
    })
    expect(Result.isFailure(Cosignature.open(forged, [alice.verifier]))).toBe(true)
  })
})

describe("a proof in one text", () => {
  const entries = [0, 1, 2, 3, 4].map(seed)
  let tree = Merkle.Compact.empty
  const nodes = new Map<string, Uint8Array>()
  for (const entry of entries) {
    const grown = tree.append(Merkle.leafHash(entry))
    for (const { hash, index, level } of grown.nodes) nodes.set(`${level}/${index}`, hash)
    tree = grown.tree
  }
  const key = Ed25519.keyPair(seed(9))
  const verifier = Cosignature.verifier("alice.test", key.publicKey)
  const checkpoint = { origin: "log.test", size: 5, root: tree.root }
  const proof: TlogProof.TlogProof = {
    extra: entries[2]!,
    index: 2,
    path: Merkle.inclusionProof(2, 5, (level, index) => nodes.get(`${level}/${index}`)!),
    checkpoint: SignedNote.format({ text: Checkpoint.text(checkpoint), signatures: [Cosignature.sign(key, "alice.test", checkpoint, 1)] })
  }

  it("is read as it was written, and proves its entry under the cosigned checkpoint", () => {
    const parsed = Result.getOrThrow(TlogProof.parse(TlogProof.format(proof)))
    expect(parsed).toEqual(proof)
    const opened = Result.getOrThrow(TlogProof.verify(parsed, parsed.extra!, [verifier]))
    expect(opened).toEqual({ checkpoint, cosigners: ["alice.test"] })
  })

  it("proves no other entry, and not at another index", () => {
    expect(Result.isFailure(TlogProof.verify(proof, entries[3]!, [verifier]))).toBe(true)
    expect(Result.isFailure(TlogProof.verify({ ...proof, index: 3 }, entries[2]!, [verifier]))).toBe(true)
  })

  it.each([
    ["another header", (text: string) => text.replace("@v1", "@v2")],
    ["no index", (text: string) => text.replace(/^index.*\n/m, "")],
    ["a leading zero", (text: string) => text.replace("index 2", "index 02")],
    ["a path of something else", (text: string) => text.replace(/(index 2\n)/, "$1AAAA\n")],
    ["no checkpoint", (text: string) => text.split("\n\n")[0]!]
  ])("is none with %s", (_why, change) => {
    expect(Result.isFailure(TlogProof.parse(change(TlogProof.format(proof))))).toBe(true)
  })
})
