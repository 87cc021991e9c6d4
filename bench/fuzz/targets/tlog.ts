import * as Result from "effect/Result"
import * as Checkpoint from "../../../src/protocol/tlog/Checkpoint.ts"
import * as Cosignature from "../../../src/protocol/tlog/Cosignature.ts"
import * as Ed25519 from "../../../src/protocol/tlog/Ed25519.ts"
import * as Merkle from "../../../src/protocol/tlog/Merkle.ts"
import * as SignedNote from "../../../src/protocol/tlog/SignedNote.ts"
import * as TlogProof from "../../../src/protocol/tlog/TlogProof.ts"
import { assert, type Target } from "../Target.ts"

const keys = [1, 2].map((n) => Ed25519.keyPair(new Uint8Array(32).fill(n)))
const names = ["plc1.test", "plc2.test"]
const known = names.map((name, i) => Cosignature.verifier(name, keys[i]!.publicKey))
const entry = Uint8Array.of(0xa0)
const checkpoint = { origin: "plc.test/log", size: 1, root: Merkle.leafHash(entry) }

const signed = (head: Checkpoint.Checkpoint, signers: ReadonlyArray<number>): string =>
  SignedNote.format({ text: Checkpoint.text(head), signatures: signers.map((i) => Cosignature.sign(keys[i]!, names[i]!, head, 1_767_636_000)) })

const notes = [
  signed(checkpoint, [0]),
  signed(checkpoint, [0, 1]),
  signed({ ...checkpoint, size: 70_000, extensions: ["one more line", "and another"] }, [1])
]
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const bytesOf = (texts: ReadonlyArray<string>): ReadonlyArray<Uint8Array> => texts.map((text) => new TextEncoder().encode(text))

/** A note that is read is written the same, for its name is the hash of its bytes. */
export const noteTarget: Target = {
  name: "signed-note",
  form: "text",
  seeds: () => bytesOf(notes),
  run: (bytes) => {
    const text = textOf(bytes)
    SignedNote.parseVkey(text)
    const note = SignedNote.parse(text)
    if (Result.isFailure(note)) return false
    assert(SignedNote.format(note.success) === text, "a note with two spellings")
    const head = Checkpoint.parse(note.success.text)
    assert(Result.isFailure(head) || Checkpoint.text(head.success) === note.success.text, "a checkpoint with two spellings")
    const opened = Cosignature.open(text, known)
    assert(Result.isFailure(opened) || opened.success.cosigners.every((name) => names.includes(name)), "a cosigner from nowhere")
    return true
  }
}

export const proofTarget: Target = {
  name: "tlog-proof",
  form: "text",
  seeds: () =>
    bytesOf([
      TlogProof.format({ extra: entry, index: 0, path: [], checkpoint: notes[1]! }),
      TlogProof.format({ index: 69_999, path: Array.from({ length: 8 }, (_, i) => new Uint8Array(32).fill(i)), checkpoint: notes[2]! })
    ]),
  run: (bytes) => {
    const text = textOf(bytes)
    const proof = TlogProof.parse(text)
    if (Result.isFailure(proof)) return false
    assert(TlogProof.format(proof.success) === text, "a proof with two spellings")
    TlogProof.verify(proof.success, proof.success.extra ?? entry, known)
    return true
  }
}
