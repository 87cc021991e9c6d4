/**
 * Signed notes: a text and the signatures under it. [C2SP signed-note]
 *
 *     text, one or more lines
 *
 *     — <key name> <base64 of key ID ‖ signature>
 *
 * 1. The text ends with a newline and is parted from the signatures by the last
 *    empty line. No control characters but newline, well-formed UTF-8.
 * 2. Name and key ID together say which key and algorithm; a signature by an
 *    unknown key is ignored, a bad one by a known key spoils the whole note.
 * 3. A key ID is an identifier and no proof: SHA-256(name ‖ \n ‖ type ‖ key)[:4].
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { hash } from "node:crypto"

export class InvalidNote extends Data.TaggedError("InvalidNote")<{ readonly reason: string }> {
  override get message(): string {
    return `Not a signed note: ${this.reason}`
  }
}

/** Signature types assigned by C2SP. */
export const types = { ed25519: 0x01, cosignature: 0x04 } as const

export interface Signature {
  readonly name: string
  readonly keyId: number
  /** What follows the key ID. */
  readonly bytes: Uint8Array
}

export interface Note {
  /** With its final newline. */
  readonly text: string
  readonly signatures: ReadonlyArray<Signature>
}

/** Whoever may verify: a key under its name, for one type of signature. */
export interface Verifier {
  readonly name: string
  readonly keyId: number
  readonly type: number
  readonly publicKey: Uint8Array
}

/** A note's length, for who reads one from the network. */
export const maxLength = 1_000_000
const maxSignatures = 100

const encoder = new TextEncoder()

/** Names hold no Unicode space and no plus. */
export const isName = (name: string): boolean => /^[^\s+]+$/u.test(name) && isText(name)

const newline = 0x0a

/** Control characters below U+0020 are refused, but newline. */
const isText = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 && code !== newline) return false
  }
  return text.isWellFormed()
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Standard base64 with padding, in its one spelling; undefined for anything else. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  if (!base64.test(text)) return undefined
  const bytes = Buffer.from(text, "base64")
  return bytes.toString("base64") === text ? new Uint8Array(bytes) : undefined
}

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")

export const keyIdOf = (name: string, type: number, publicKey: Uint8Array): number =>
  hash("sha256", Buffer.concat([encoder.encode(`${name}\n`), Uint8Array.of(type), publicKey]), "buffer").readUInt32BE(0)

export const verifier = (name: string, type: number, publicKey: Uint8Array): Verifier => ({
  name,
  type,
  publicKey,
  keyId: keyIdOf(name, type, publicKey)
})

const hex = (keyId: number): string => keyId.toString(16).padStart(8, "0")

/** `<name>+<key ID>+<base64 of type ‖ key>` */
export const vkey = ({ keyId, name, publicKey, type }: Verifier): string =>
  `${name}+${hex(keyId)}+${toBase64(Buffer.concat([Uint8Array.of(type), publicKey]))}`

export const parseVkey = (text: string): Result.Result<Verifier, InvalidNote> => {
  const [, name = "", id = "", encoded = ""] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/su.exec(text) ?? []
  const bytes = fromBase64(encoded)
  if (!isName(name) || bytes === undefined || bytes.length < 2) return Result.fail(new InvalidNote({ reason: `not a verifier key: ${text}` }))
  const made = verifier(name, bytes[0]!, bytes.subarray(1))
  return hex(made.keyId) === id ? Result.succeed(made) : Result.fail(new InvalidNote({ reason: `the key ID of ${text} is of another key` }))
}

export const parse = (note: string): Result.Result<Note, InvalidNote> => {
  const fail = (reason: string) => Result.fail(new InvalidNote({ reason }))
  if (note.length > maxLength) return fail(`longer than ${maxLength} characters`)
  if (!isText(note)) return fail("control characters, or no UTF-8")
  const end = note.lastIndexOf("\n\n")
  if (end < 0) return fail("no empty line between text and signatures")
  const lines = note.slice(end + 2).split("\n")
  if (lines.pop() !== "" || lines.length === 0) return fail("a signature line ends with a newline, and there is at least one")
  if (lines.length > maxSignatures) return fail(`more than ${maxSignatures} signatures`)
  const signatures: Array<Signature> = []
  for (const line of lines) {
    const [, name = "", encoded = ""] = /^— ([^ ]+) ([^ ]+)$/u.exec(line) ?? []
    const bytes = fromBase64(encoded)
    if (!isName(name) || bytes === undefined || bytes.length < 5) return fail(`not a signature line: ${line}`)
    signatures.push({ name, keyId: Buffer.from(bytes).readUInt32BE(0), bytes: bytes.subarray(4) })
  }
  return Result.succeed({ text: note.slice(0, end + 1), signatures })
}

const line = ({ bytes, keyId, name }: Signature): string => {
  const id = Buffer.alloc(4)
  id.writeUInt32BE(keyId)
  return `— ${name} ${toBase64(Buffer.concat([id, bytes]))}\n`
}

export const format = ({ signatures, text }: Note): string => `${text}\n${signatures.map(line).join("")}`

/** The bytes of a note's text. */
export const bytesOf = (text: string): Uint8Array => encoder.encode(text)

/**
 * Which of the known keys signed. A key's signature that does not verify
 * spoils the note; nobody known having signed is the empty list, for the caller to judge.
 */
export const signersOf = (
  note: Note,
  known: ReadonlyArray<Verifier>,
  verify: (verifier: Verifier, text: string, signature: Uint8Array) => boolean
): Result.Result<ReadonlyArray<Verifier>, InvalidNote> => {
  const signers: Array<Verifier> = []
  for (const { bytes, keyId, name } of note.signatures) {
    const verifier = known.find((each) => each.name === name && each.keyId === keyId)
    if (verifier === undefined) continue
    if (!verify(verifier, note.text, bytes)) return Result.fail(new InvalidNote({ reason: `the signature of ${name} does not verify` }))
    if (!signers.includes(verifier)) signers.push(verifier)
  }
  return Result.succeed(signers)
}
