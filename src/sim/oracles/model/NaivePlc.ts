/**
 * The rules of did:plc once more, plain and slow, over what a directory tells
 * of one DID. [plc] Validation
 */
import * as DagCbor from "@ipld/dag-cbor"
import { base32 } from "multiformats/bases/base32"
import { verifies } from "./Ecdsa.ts"
import { sha256 } from "./NaiveCar.ts"

export interface PlcOperation {
  readonly type: string
  readonly prev: string | null
  readonly sig: string
  readonly rotationKeys?: ReadonlyArray<string>
  readonly verificationMethods?: Readonly<Record<string, string>>
  readonly alsoKnownAs?: ReadonlyArray<string>
  readonly services?: Readonly<Record<string, { readonly type: string; readonly endpoint: string }>>
  readonly signingKey?: string
  readonly recoveryKey?: string
}

/** A line of an export or an audit log. */
export interface Line {
  readonly did: string
  readonly cid: string
  readonly operation: PlcOperation
  readonly createdAt: string
  readonly seq?: number
  readonly nullified?: boolean
}

const hour = 3_600_000

/** What follows from the text of an operation and nothing else. */
interface Reckoned {
  readonly hash: Uint8Array
  /** Ranks, by the keys that were asked about. */
  readonly signers: Map<string, number>
}

/** The same operation is met in a submission, in both forms of an export and in answers: what it hashes to and who signed it is reckoned once. */
const reckoned = new Map<string, Reckoned>()

const reckon = (operation: PlcOperation): Reckoned => {
  const text = JSON.stringify(operation)
  const known = reckoned.get(text)
  if (known !== undefined) return known
  const fresh = { hash: sha256(DagCbor.encode(operation)), signers: new Map<string, number>() }
  if (reckoned.size >= 100_000) reckoned.clear()
  reckoned.set(text, fresh)
  return fresh
}

export const cidOf = (operation: PlcOperation): string => base32.encode(new Uint8Array([1, 0x71, 0x12, 0x20, ...reckon(operation).hash]))

export const didOf = (genesis: PlcOperation): string => `did:plc:${base32.baseEncode(reckon(genesis).hash).slice(0, 24)}`

const keysOf = (operation: PlcOperation): ReadonlyArray<string> =>
  operation.type === "create" ? [operation.recoveryKey!, operation.signingKey!] : operation.rotationKeys ?? []

const findSigner = ({ sig, ...unsigned }: PlcOperation, keys: ReadonlyArray<string>): number => {
  const signature = Buffer.from(sig, "base64url")
  if (signature.toString("base64url") !== sig) return -1
  const message = DagCbor.encode(unsigned)
  return keys.findIndex((key) => verifies(key, message, signature))
}

/** Rank in `keys` of the first that signed; −1 for none. */
export const signerOf = (operation: PlcOperation, keys: ReadonlyArray<string>): number => {
  const { signers } = reckon(operation)
  const asked = JSON.stringify(keys)
  const rank = signers.get(asked) ?? findSigner(operation, keys)
  signers.set(asked, rank)
  return rank
}

/** Reckons beforehand what a replay asks of a genesis. What cannot be reckoned is a finding of the replay's. */
export const reckonGenesis = (operation: PlcOperation): void => {
  try {
    signerOf(operation, keysOf(operation))
  } catch {
    return
  }
}

export interface Replay {
  /** What cannot stand, in words; nothing after it was looked at. */
  readonly problem: string | undefined
  /** Of each line, whether it has fallen by the end. */
  readonly nullified: ReadonlyArray<boolean>
  /** The last line that stands. */
  readonly head: PlcOperation | undefined
}

interface Standing {
  readonly index: number
  readonly line: Line
  readonly at: number
}

/** Lines in the directory's order, its marks not believed. */
export const replay = (did: string, lines: ReadonlyArray<Line>): Replay => {
  let standing: ReadonlyArray<Standing> = []
  const over = (problem: string | undefined): Replay => ({
    problem,
    nullified: lines.map((_, index) => !standing.some((each) => each.index === index)),
    head: standing.at(-1)?.line.operation
  })
  for (const [index, line] of lines.entries()) {
    const { operation } = line
    const at = Date.parse(line.createdAt)
    const name = `${operation.type} ${line.cid}`
    if (standing.length === 0) {
      if (operation.type === "plc_tombstone" || operation.prev !== null) return over(`${name} cannot come first`)
      if (didOf(operation) !== did) return over(`${name} makes ${didOf(operation)}`)
      if (signerOf(operation, keysOf(operation)) === -1) return over(`${name} is signed by none of its own keys`)
      standing = [{ index, line, at }]
      continue
    }
    const place = standing.findIndex((each) => each.line.cid === operation.prev)
    const base = standing[place]
    if (base === undefined) return over(`${name} follows ${operation.prev}, which does not stand`)
    if (base.line.operation.type === "plc_tombstone") return over(`${name} follows a tombstone`)
    const keys = keysOf(base.line.operation)
    const rank = signerOf(operation, keys)
    if (rank === -1) return over(`${name} is signed by no rotation key of its predecessor`)
    const fallen = standing.slice(place + 1)
    const first = fallen[0]
    if (first !== undefined) {
      const other = signerOf(first.line.operation, keys)
      if (rank >= other) return over(`${name}, signed by key ${rank}, undoes what key ${other} signed`)
      if (at - first.at > 72 * hour) return over(`${name} undoes what is ${at - first.at} ms old`)
    }
    if (at <= standing.at(-1)!.at) return over(`${name} is not later than what it follows`)
    standing = [...standing.slice(0, place + 1), { index, line, at }]
  }
  return over(undefined)
}

/** What a DID document and `/data` say of a state, without contexts and ids of its own DID. */
export const stateOf = (operation: PlcOperation): string =>
  JSON.stringify({
    alsoKnownAs: operation.alsoKnownAs ?? [],
    keys: Object.entries(operation.verificationMethods ?? {}).map(([name, key]) => [name, key.replace("did:key:", "")]),
    services: Object.entries(operation.services ?? {}).map(([name, { endpoint, type }]) => [name, type, endpoint])
  })

interface Document {
  readonly alsoKnownAs?: ReadonlyArray<string>
  readonly verificationMethod?: ReadonlyArray<{ readonly id: string; readonly publicKeyMultibase: string }>
  readonly service?: ReadonlyArray<{ readonly id: string; readonly type: string; readonly serviceEndpoint: string }>
}

/** The same of a document. */
export const stateOfDocument = ({ alsoKnownAs, service, verificationMethod }: Document): string =>
  JSON.stringify({
    alsoKnownAs: alsoKnownAs ?? [],
    keys: (verificationMethod ?? []).map(({ id, publicKeyMultibase }) => [id.split("#")[1], publicKeyMultibase]),
    services: (service ?? []).map(({ id, serviceEndpoint, type }) => [id.split("#")[1], type, serviceEndpoint])
  })
