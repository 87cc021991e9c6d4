/**
 * The did:plc rules a second time, from the text of the specification alone:
 * slow, obvious, and sharing no line with `src`. It keeps every operation with
 * the number of its predecessor and, on a fork, walks the tree.
 */
import * as DagCbor from "@ipld/dag-cbor"
import { p256 } from "@noble/curves/nist.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { parseDidKey } from "@atproto/crypto"
import { base32 } from "multiformats/bases/base32"
import { createHash } from "node:crypto"

type Json = Record<string, any>

interface Node {
  readonly op: Json
  readonly cid: string
  readonly at: number
  nullified: boolean
}

const hashOf = (op: Json): Uint8Array => createHash("sha256").update(DagCbor.encode(op)).digest()
const cidOf = (op: Json): string => base32.encode(new Uint8Array([1, 0x71, 0x12, 0x20, ...hashOf(op)]))

const keysOf = (op: Json): ReadonlyArray<string> => op["type"] === "create" ? [op["recoveryKey"], op["signingKey"]] : op["rotationKeys"]

const signedBy = (op: Json, key: string): boolean => {
  const { sig, ...rest } = op
  const bytes = Buffer.from(sig, "base64url")
  if (bytes.toString("base64url") !== sig || bytes.length !== 64) return false
  const { jwtAlg, keyBytes } = parseDidKey(key)
  try {
    return (jwtAlg === "ES256K" ? secp256k1 : p256).verify(bytes, DagCbor.encode(rest), keyBytes, { lowS: true })
  } catch {
    return false
  }
}

export class NaiveLog {
  readonly nodes: Array<Node> = []
  private readonly did: string
  private readonly limited: boolean

  constructor(did: string, limited: boolean) {
    this.did = did
    this.limited = limited
  }

  get alive(): ReadonlyArray<Node> {
    return this.nodes.filter((node) => !node.nullified)
  }

  /** Whether the operation was taken. */
  submit(op: Json, at: number): boolean {
    const add = (): boolean => {
      this.nodes.push({ op, cid: cidOf(op), at, nullified: false })
      return true
    }
    const alive = this.alive
    if (alive.length === 0) {
      return op["type"] !== "plc_tombstone"
        && op["prev"] === null
        && this.did === `did:plc:${base32.baseEncode(hashOf(op)).slice(0, 24)}`
        && keysOf(op).some((key) => signedBy(op, key))
        && add()
    }
    const at0 = alive.findIndex((node) => node.cid === op["prev"])
    const fork = alive[at0]
    if (fork === undefined || fork.op["type"] === "plc_tombstone") return false
    const authority = keysOf(fork.op)
    const after = alive.slice(at0 + 1)
    const newest = alive[alive.length - 1]!
    if (after.length === 0) {
      if (!authority.some((key) => signedBy(op, key))) return false
      if (this.limited) {
        if (at <= newest.at) return false
        const hours = (n: number): number => alive.filter((node) => at - node.at < n * 3_600_000).length
        if (hours(1) >= 10 || hours(24) >= 30 || hours(168) >= 100) return false
      }
      return add()
    }
    const rank = authority.findIndex((key) => signedBy(after[0]!.op, key))
    if (!authority.some((key, index) => index < rank && signedBy(op, key))) return false
    if (at <= newest.at || at - after[0]!.at > 72 * 3_600_000) return false
    for (const node of after) node.nullified = true
    return add()
  }
}
