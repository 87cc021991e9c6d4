/**
 * The signed root of a repository, version 3. [repository]
 *
 *   a6 "did" text "rev" text "sig" bytes "data" link "prev" link|null "version" 3
 *
 * The signature covers the same map without `sig`. The commit's CID is over
 * the signed bytes. It names no key and no curve: it is checked against the
 * DID document of the moment.
 *
 * The shape is fixed, so both ways are written out. A map with more fields is
 * refused: its signature would cover what this version does not know.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { Cid } from "../data/Cid.ts"
import { allocate } from "../data/Slab.ts"
import * as Did from "../syntax/Did.ts"
import * as Tid from "../syntax/Tid.ts"

export interface UnsignedCommit {
  readonly did: Did.Did
  readonly rev: Tid.Tid
  /** The root of the tree. */
  readonly data: Cid
  /** Written as null; old commits name their predecessor. */
  readonly prev?: Cid | null
}

export interface Commit {
  readonly did: Did.Did
  readonly version: 3
  readonly rev: Tid.Tid
  readonly data: Cid
  readonly prev: Cid | null
  readonly sig: Uint8Array
}

export interface SignedCommit {
  readonly commit: Commit
  readonly cid: Cid
  readonly bytes: Uint8Array
}

/** `offset`: the byte of the block at which the shape breaks. */
export class InvalidCommit extends Data.TaggedError("InvalidCommit")<{
  readonly reason: string
  readonly offset: number
}> {
  override get message(): string {
    return `commit: ${this.reason} at byte ${this.offset}`
  }
}

const SIG_BYTES = 64
const LINK_BYTES = 41
const REV_BYTES = 13
const MAX_DID_BYTES = 2048

const latin1Slice = Buffer.prototype.latin1Slice
const latin1Write = Buffer.prototype.latin1Write

/** Without `sig`: the bytes that are signed. Throws a RangeError if `sig` is no signature by its length: its caller signs wrongly. */
export const encode = (commit: UnsignedCommit, sig?: Uint8Array): Uint8Array => {
  // Memory comes as it is: what a shorter one left would be somebody else's.
  if (sig !== undefined && sig.length !== SIG_BYTES) throw new RangeError(`a signature of ${sig.length} bytes, ${SIG_BYTES} expected`)
  const prev = commit.prev ?? null
  const { did } = commit
  const didHead = did.length < 24 ? 1 : did.length < 256 ? 2 : 3
  const size = 1 + 4 + didHead + did.length + 4 + 1 + REV_BYTES + (sig === undefined ? 0 : 6 + SIG_BYTES) +
    5 + LINK_BYTES + 5 + (prev === null ? 1 : LINK_BYTES) + 9
  const out = allocate(size)
  let at = 0
  out[at++] = sig === undefined ? 0xa5 : 0xa6
  at = text(out, at, "did")
  at = text(out, at, did)
  at = text(out, at, "rev")
  at = text(out, at, commit.rev)
  if (sig !== undefined) {
    at = text(out, at, "sig")
    out[at++] = 0x58
    out[at++] = SIG_BYTES
    out.set(sig, at)
    at += SIG_BYTES
  }
  at = text(out, at, "data")
  at = link(out, at, commit.data)
  at = text(out, at, "prev")
  if (prev === null) out[at++] = 0xf6
  else at = link(out, at, prev)
  at = text(out, at, "version")
  out[at] = 3
  return out
}

const text = (out: Uint8Array, at: number, ascii: string): number => {
  const length = ascii.length
  if (length < 24) {
    out[at++] = 0x60 | length
  } else if (length < 256) {
    out[at++] = 0x78
    out[at++] = length
  } else {
    out[at++] = 0x79
    out[at++] = length >> 8
    out[at++] = length
  }
  return at + latin1Write.call(out, ascii, at, length)
}

const link = (out: Uint8Array, at: number, cid: Cid): number => {
  out[at] = 0xd8
  out[at + 1] = 0x2a
  out[at + 2] = 0x58
  out[at + 3] = 0x25
  out[at + 4] = 0
  cid.copyTo(out, at + 5)
  return at + LINK_BYTES
}

/** `sign` makes 64 bytes r‖s over SHA-256 of what it is given. */
export const sign = (unsigned: UnsignedCommit, sign: (message: Uint8Array) => Uint8Array): SignedCommit => {
  const sig = sign(encode(unsigned))
  const bytes = encode(unsigned, sig)
  const { did, rev, data, prev = null } = unsigned
  return { commit: { did, version: 3, rev, data, prev, sig }, cid: Cid.ofCbor(bytes), bytes }
}

/** `verify` as in `Keys`: over the message, never throws. */
export const verify = (
  commit: Commit,
  didKey: string,
  verify: (didKey: string, message: Uint8Array, signature: Uint8Array) => boolean
): boolean => verify(didKey, encode(commit), commit.sig)

export const decode = (bytes: Uint8Array): Result.Result<Commit, InvalidCommit> => {
  let at = 1
  const fail = (reason: string) => Result.fail(new InvalidCommit({ reason, offset: at }))
  /** Steps over a text item of exactly this content. */
  const field = (name: string): boolean => {
    if (bytes[at] !== (0x60 | name.length)) return false
    for (let i = 0; i < name.length; i++) if (bytes[at + 1 + i] !== name.charCodeAt(i)) return false
    at += 1 + name.length
    return true
  }
  const readLink = (): Cid | undefined => {
    const cid = bytes[at] === 0xd8 && bytes[at + 1] === 0x2a && bytes[at + 2] === 0x58 && bytes[at + 3] === 0x25 &&
        bytes[at + 4] === 0 && at + LINK_BYTES <= bytes.length
      ? Cid.at(bytes, at + 5, at + LINK_BYTES)
      : undefined
    if (cid?.isCbor !== true) return undefined
    at += LINK_BYTES
    return cid
  }
  if (bytes[0] !== 0xa6) return fail("not a map of six fields")

  if (!field("did")) return fail("no did")
  let length = (bytes[at] ?? 0) - 0x60
  let head = 1
  if (length === 24) {
    length = bytes[at + 1] ?? 0
    head = length < 24 ? 0 : 2
  } else if (length === 25) {
    length = ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    head = length < 256 ? 0 : 3
  }
  if (head === 0 || length < 0 || length > MAX_DID_BYTES || at + head + length > bytes.length) {
    return fail("did is not a text of canonical length")
  }
  const did = latin1Slice.call(bytes, at + head, at + head + length)
  if (!Did.is(did)) return fail("did is not a DID")
  at += head + length

  if (!field("rev")) return fail("no rev")
  const rev = bytes[at] === (0x60 | REV_BYTES) && at + 1 + REV_BYTES <= bytes.length
    ? latin1Slice.call(bytes, at + 1, at + 1 + REV_BYTES)
    : ""
  if (!Tid.is(rev)) return fail("rev is not a TID")
  at += 1 + REV_BYTES

  if (!field("sig")) return fail("no sig")
  if (bytes[at] !== 0x58 || bytes[at + 1] !== SIG_BYTES || at + 2 + SIG_BYTES > bytes.length) {
    return fail("sig is not 64 bytes")
  }
  const sig = bytes.subarray(at + 2, at + 2 + SIG_BYTES)
  at += 2 + SIG_BYTES

  if (!field("data")) return fail("no data")
  const data = readLink()
  if (data === undefined) return fail("data is not a dag-cbor link")

  if (!field("prev")) return fail("no prev")
  let prev: Cid | null = null
  if (bytes[at] === 0xf6) {
    at++
  } else {
    const previous = readLink()
    if (previous === undefined) return fail("prev is neither null nor a dag-cbor link")
    prev = previous
  }

  if (!field("version")) return fail("no version")
  if (bytes[at] !== 3) return fail("version is not 3")
  at++
  if (at !== bytes.length) return fail("bytes after the end")
  return Result.succeed({ did, version: 3, rev, data, prev, sig })
}
