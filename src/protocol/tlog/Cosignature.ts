/**
 * Cosignatures: "as of this time, the largest consistent tree that I have seen
 * of this log is this". Ed25519, type 0x04, with a timestamp. [C2SP tlog-cosignature]
 *
 * The signed message is not the note's text but that under a header of its
 * own, so no other signature of the key can pass for a cosignature.
 */
import * as Result from "effect/Result"
import * as Checkpoint from "./Checkpoint.ts"
import * as Ed25519 from "./Ed25519.ts"
import * as SignedNote from "./SignedNote.ts"

const timestampBytes = 8

export interface Cosignature {
  readonly name: string
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly signature: Uint8Array
}

export const verifier = (name: string, publicKey: Uint8Array): SignedNote.Verifier =>
  SignedNote.verifier(name, SignedNote.types.cosignature, publicKey)

/** `text` is the whole text of the checkpoint. */
export const message = (text: string, timestamp: number): Uint8Array => SignedNote.bytesOf(`cosignature/v1\ntime ${timestamp}\n${text}`)

/** The timestamp of a signature's bytes; undefined where it is none of this type. */
export const timestampOf = (bytes: Uint8Array): number | undefined => {
  if (bytes.length !== timestampBytes + Ed25519.signatureBytes) return undefined
  const timestamp = Number(Buffer.from(bytes).readBigUInt64BE(0))
  return Number.isSafeInteger(timestamp) ? timestamp : undefined
}

export const sign = (key: Ed25519.KeyPair, name: string, checkpoint: Checkpoint.Checkpoint, timestamp: number): SignedNote.Signature => {
  const stamp = Buffer.alloc(timestampBytes)
  stamp.writeBigUInt64BE(BigInt(timestamp))
  const signature = key.sign(message(Checkpoint.text(checkpoint), timestamp))
  return {
    name,
    keyId: verifier(name, key.publicKey).keyId,
    bytes: new Uint8Array(Buffer.concat([stamp, signature]))
  }
}

export const verify = ({ publicKey, type }: SignedNote.Verifier, text: string, bytes: Uint8Array): boolean => {
  const timestamp = timestampOf(bytes)
  return type === SignedNote.types.cosignature && timestamp !== undefined
    && Ed25519.verify(publicKey, message(text, timestamp), bytes.subarray(timestampBytes))
}

export interface Opened {
  readonly checkpoint: Checkpoint.Checkpoint
  /** Names of the known cosigners, each once. */
  readonly cosigners: ReadonlyArray<string>
}

/** Reads a checkpoint and who of the known cosigned it. Whether they are enough is for the caller to say. */
export const open = (note: string, known: ReadonlyArray<SignedNote.Verifier>): Result.Result<Opened, SignedNote.InvalidNote> =>
  Result.gen(function*() {
    const parsed = yield* SignedNote.parse(note)
    const checkpoint = yield* Checkpoint.parse(parsed.text)
    const signers = yield* SignedNote.signersOf(parsed, known, verify)
    return { checkpoint, cosigners: [...new Set(signers.map(({ name }) => name))] }
  })
