/**
 * did:plc validation and the tailing of an export, against @did-plc/lib on the
 * same operations in the same run. The library verifies with noble and can do
 * no other; each case stands here twice, with the verifier that our live arm
 * uses (libsecp256k1 where it loads) and with noble on our side as well.
 */
import * as plc from "@did-plc/lib"
import { p256 } from "@noble/curves/nist.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as Result from "effect/Result"
import { CID } from "multiformats/cid"
import * as DidKey from "../../src/protocol/keys/DidKey.ts"
import * as K256 from "../../src/protocol/keys/K256.ts"
import type { Keys } from "../../src/protocol/keys/Keys.ts"
import * as Signature from "../../src/protocol/keys/Signature.ts"
import * as Log from "../../src/protocol/plc/Log.ts"
import * as Operation from "../../src/protocol/plc/Operation.ts"
import { KeyRing } from "../../src/sim/keys/KeyRing.ts"
import type { Case } from "../Case.ts"

type Verify = Keys["Service"]["verify"]

const ring = new KeyRing("bench plc")
const keys = [61, 62, 63].map((n) => ring.fromSecret("k256", new Uint8Array(32).fill(n)))

const byNoble: Verify = (didKey, message, signature) => {
  const key = Result.getOrThrow(DidKey.parse(didKey))
  return (key.curve === "k256" ? secp256k1 : p256).verify(signature, message, key.publicKey, { lowS: true })
}

const verifiers: ReadonlyArray<readonly [name: string, verify: Verify]> = [
  [`ours by ${K256.backend}`, Signature.verify],
  ["both by noble", byNoble]
]

const signed = (prev: Operation.Operation | null, name: string): Operation.Update =>
  Operation.sign({
    type: "plc_operation",
    rotationKeys: keys.map(({ didKey }) => didKey),
    verificationMethods: { atproto: keys[2]!.didKey },
    alsoKnownAs: [`at://${name}.test`],
    services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } },
    prev: prev === null ? null : Operation.cidOf(prev).toString()
    // The second of three keys, as a PDS's stands behind its owner's.
  }, keys[1]!, ring.sign)

const chain = (length: number, name: string): ReadonlyArray<Operation.Update> => {
  const operations: Array<Operation.Update> = [signed(null, name)]
  for (let n = 1; n < length; n++) operations.push(signed(operations[n - 1]!, `${name}${n}`))
  return operations
}

const logOf = (operations: ReadonlyArray<Operation.Update>): Log.Log => {
  const did = Operation.didOf(operations[0]!)
  return Result.getOrThrow(Log.replay(did, operations.map((operation, n) => ({ operation, createdAtMillis: n * 1_000 })), Signature.verify))
}

const indexed = (log: Log.Log) =>
  log.map((entry) => ({ ...entry, cid: CID.parse(entry.cid.toString()), createdAt: new Date(entry.createdAtMillis) })) as never

const validation = (): ReadonlyArray<Case> => {
  const operations = chain(9, "alice")
  const log = logOf(operations.slice(0, 8))
  const next = operations[8]!
  const { did } = log[0]!
  const theirs = indexed(log)
  const peer = { name: "@did-plc/lib", run: () => plc.assureValidNextOp(did, theirs, next as never) }
  return verifiers.map(([name, verify]): Case => ({
    name: `plc: an operation validated on a log of 8 (${name})`,
    unit: "µs",
    ours: () => Result.getOrThrow(Log.accept(log, next, { did, nowMillis: 3_600_000, verify })),
    peer
  }))
}

interface Line {
  readonly did: string
  readonly operation: unknown
  readonly createdAt: string
}

/** 15 people, 4 operations each, in turn: as many lines of the sequenced export. */
const people = 15
const each = 4

const exported = (): string => {
  const chains = Array.from({ length: people }, (_, n) => chain(each, `bob${n}`))
  const lines: Array<string> = []
  for (let round = 0; round < each; round++) {
    for (const operations of chains) {
      const operation = operations[round]!
      lines.push(JSON.stringify({
        type: "sequenced_op", seq: lines.length + 1, did: Operation.didOf(operations[0]!), cid: Operation.cidOf(operation).toString(), operation,
        createdAt: new Date(round * 60_000).toISOString()
      }))
    }
  }
  return lines.join("\n")
}

const tailed = (text: string, verify: Verify): number => {
  const logs = new Map<string, Log.Log>()
  for (const line of text.split("\n")) {
    const { createdAt, did, operation } = JSON.parse(line) as Line
    const log = logs.get(did) ?? []
    const parsed = Result.getOrThrow(Operation.parse(operation))
    logs.set(did, Log.append(log, Result.getOrThrow(Log.accept(log, parsed, { did, nowMillis: Date.parse(createdAt), verify, admission: false }))))
  }
  return logs.size
}

/** As the reference's replica does: shape, rules, CID. */
const tailedByLibrary = async (text: string): Promise<number> => {
  const logs = new Map<string, Array<{ did: string; operation: unknown; cid: CID; nullified: boolean; createdAt: Date }>>()
  for (const line of text.split("\n")) {
    const { cid, createdAt, did, operation } = JSON.parse(line) as Line & { readonly cid: string }
    const log = logs.get(did) ?? []
    const parsed = plc.def.opOrTombstone.parse(operation)
    const { nullified } = await plc.assureValidNextOp(did, log as never, parsed as never)
    const standing = log.filter((entry) => !nullified.some((fallen) => String(fallen) === String(entry.cid)))
    standing.push({ did, operation, cid: CID.parse(cid), nullified: false, createdAt: new Date(createdAt) })
    logs.set(did, standing)
  }
  return logs.size
}

const tailing = (): ReadonlyArray<Case> => {
  const text = exported()
  const peer = { name: "@did-plc/lib", run: () => tailedByLibrary(text) }
  return verifiers.map(([name, verify]): Case => ({
    name: `plc: ${people * each} lines of an export tailed (${name})`,
    unit: "ms",
    ours: () => tailed(text, verify),
    peer
  }))
}

export const groups: ReadonlyArray<() => ReadonlyArray<Case>> = [validation, tailing]
