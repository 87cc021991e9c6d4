import * as Result from "effect/Result"
import type { Block } from "../../../src/protocol/consortium/Block.ts"
import type { Item } from "../../../src/protocol/consortium/Entry.ts"
import type { Certificate } from "../../../src/protocol/consortium/Vote.ts"
import * as Wire from "../../../src/protocol/consortium/Wire.ts"
import * as Evidence from "../../../src/protocol/evidence/Evidence.ts"
import * as Judge from "../../../src/protocol/evidence/Judge.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Ed25519 from "../../../src/protocol/tlog/Ed25519.ts"
import { assert, type Target } from "../Target.ts"
import { believe, signingKey } from "../world.ts"

const sig = new Uint8Array(64).fill(7)
const vkey = "plc4.test+00000000+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
const operation = Result.getOrThrow(Operation.parse({
  type: "plc_operation",
  rotationKeys: [signingKey],
  verificationMethods: { atproto: signingKey },
  alsoKnownAs: ["at://alice.test"],
  services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } },
  prev: null,
  sig: Buffer.alloc(64, 1).toString("base64url")
}))
const did = Operation.didOf(operation)
const items: ReadonlyArray<Item> = [
  { type: "operation", did, operation },
  { type: "join", member: vkey, approvals: [{ by: "plc1.test", signature: sig }] },
  { type: "leave", name: "plc2.test", signature: sig }
]
const block: Block = { height: 7, time: 1_767_636_000_000, size: 12, previous: new Uint8Array(32).fill(1), items }
const certificate: Certificate = { round: 1, block: "ab".repeat(32), votes: [{ from: "plc1.test", signature: sig }, { from: "plc2.test", signature: sig }] }

const packets: ReadonlyArray<Wire.Packet> = [
  {
    from: "plc1.test",
    messages: [
      { type: "proposal", from: "plc1.test", proposal: { height: 7, round: 2, block, polka: certificate } },
      { type: "vote", vote: { kind: "prevote", height: 7, round: 2, block: null, from: "plc1.test", signature: sig } }
    ]
  },
  {
    from: "plc2.test",
    messages: [
      { type: "decided", from: "plc2.test", height: 7, certificate },
      { type: "offer", did, operation, deadline: 1_767_636_060_000 },
      { type: "change", item: { type: "remove", name: "plc3.test", approvals: [{ by: "plc1.test", signature: sig }] } },
      { type: "cosigned", size: 12, signature: { name: "plc2.test", keyId: 3, bytes: sig } }
    ]
  }
]

/** What an operator takes from another is read the same when it is written again. */
export const packetTarget: Target = {
  name: "consortium-packet",
  form: "cbor",
  seeds: () => [...packets.map(Wire.encode), Wire.encodeDecided([{ block, certificate }])],
  run: (bytes) => {
    const decided = Wire.decodeDecided(bytes)
    const packet = Wire.decode(bytes)
    if (Result.isSuccess(packet)) {
      const again = Wire.decode(Wire.encode(packet.success))
      assert(Result.isSuccess(again) && again.success.messages.length === packet.success.messages.length, "a packet that cannot be written again")
    }
    if (Result.isSuccess(decided)) Wire.encodeDecided(decided.success)
    return Result.isSuccess(packet) || Result.isSuccess(decided)
  }
}

const operators = ["plc1.test", "plc2.test"].map((name, i) => ({ name, publicKey: Ed25519.keyPair(new Uint8Array(32).fill(i + 1)).publicKey }))
const hash = Buffer.alloc(32, 5).toString("base64")
const note = `plc.test/log\n12\n${hash}\n\n— plc1.test ${Buffer.alloc(76, 3).toString("base64")}\n`
const included = { index: 3, entry: Buffer.from(Uint8Array.of(0xa0)).toString("base64"), path: [hash, hash] }

const pieces: ReadonlyArray<Evidence.Evidence> = [
  { kind: "equivocation", first: note, second: note, prefix: [hash], rest: [] },
  { kind: "omission", receipt: note, checkpoint: note, prefix: [hash, hash], entries: [included.entry] },
  { kind: "invalid-operation", checkpoint: note, entries: [included, included] },
  { kind: "invalid-log", checkpoint: note, entries: [included.entry], rest: [hash] },
  { kind: "false-statement", statement: note, checkpoint: note, entries: [included] }
]

/** Nothing that these operators never signed may convict them. */
export const evidenceTarget: Target = {
  name: "evidence",
  form: "json",
  seeds: () => pieces.map((piece) => new TextEncoder().encode(Evidence.format(piece))),
  run: (bytes) => {
    const text = new TextDecoder().decode(bytes)
    assert(Result.isFailure(Judge.judgeText(text, operators, believe)), "an operator convicted of what it never signed")
    return Result.isSuccess(Evidence.parse(text))
  }
}
