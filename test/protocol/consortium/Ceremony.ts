/** Operators with real keys, people with real operations, and a log to judge blocks over. */
import * as Result from "effect/Result"
import type * as Block from "../../../src/protocol/consortium/Block.ts"
import * as Entry from "../../../src/protocol/consortium/Entry.ts"
import type * as Judgement from "../../../src/protocol/consortium/Judgement.ts"
import * as Members from "../../../src/protocol/consortium/Members.ts"
import * as Log from "../../../src/protocol/plc/Log.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Ed25519 from "../../../src/protocol/tlog/Ed25519.ts"
import * as Merkle from "../../../src/protocol/tlog/Merkle.ts"
import * as SignedNote from "../../../src/protocol/tlog/SignedNote.ts"
import { KeyRing } from "../../../src/sim/keys/KeyRing.ts"

export const ring = new KeyRing("ceremony")
const secret = (n: number): Uint8Array => new Uint8Array(32).fill(n)

export const operatorKey = (name: string, generation = 0): Ed25519.KeyPair =>
  Ed25519.keyPair(Merkle.leafHash(SignedNote.bytesOf(`${name} ${generation}`)))
export const vkeyOf = (name: string, generation = 0): string => SignedNote.vkey(Members.member(name, operatorKey(name, generation).publicKey))

export const names = ["plc1.test", "plc2.test", "plc3.test", "plc4.test"]
export const genesis = Entry.genesis("plc.test/log", names.map((name) => vkeyOf(name)))
export const founders = Result.getOrThrow(Members.founded(genesis))

const strong = ring.fromSecret("k256", secret(1))
const weak = ring.fromSecret("k256", secret(2))
const stranger = ring.fromSecret("k256", secret(3))
const keyOf = { strong, weak, stranger }

const state = (handle: string) => ({
  type: "plc_operation" as const,
  rotationKeys: [strong.didKey, weak.didKey],
  verificationMethods: { atproto: strong.didKey },
  alsoKnownAs: [`at://${handle}`],
  services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } }
})

export const signUp = (handle: string) => {
  const operation = Operation.sign({ ...state(handle), prev: null }, weak, ring.sign)
  return { type: "operation" as const, did: Operation.didOf(operation), operation }
}
export const update = (of: { readonly did: string; readonly operation: Operation.Operation }, handle: string, by: keyof typeof keyOf = "weak") => ({
  type: "operation" as const,
  did: of.did,
  operation: Operation.sign({ ...state(handle), prev: Operation.cidOf(of.operation).toString() }, keyOf[by], ring.sign)
})

export const now = Date.UTC(2026, 0, 5, 18)

/** A log that ends where `tip` says, with these operations in it. */
export const situation = (
  submitted: ReadonlyArray<{ readonly did: string; readonly operation: Operation.Operation; readonly at: number }> = [],
  change: Partial<Judgement.Situation> = {}
): Judgement.Situation => {
  const logs = new Map<string, Log.Log>()
  for (const { at, did, operation } of submitted) {
    const log = logs.get(did) ?? []
    logs.set(did, Log.append(log, Result.getOrThrow(Log.accept(log, operation, { did, nowMillis: at, verify: ring.verify }))))
  }
  const size = submitted.length + 1
  return {
    tip: { height: size, size, root: Merkle.leafHash(secret(size)), time: submitted.at(-1)?.at ?? 0, members: founders },
    logOf: (did) => logs.get(did) ?? [],
    verify: ring.verify,
    nowMillis: now,
    maxSkewMillis: 5_000,
    promised: [],
    ...change
  }
}

export const blockOf = ({ tip }: Judgement.Situation, items: ReadonlyArray<Entry.Item>, change: Partial<Block.Block> = {}): Block.Block => ({
  height: tip.height,
  size: tip.size,
  previous: tip.root,
  time: now,
  items,
  ...change
})

export const approve = <A extends Entry.JoinItem | Entry.RemoveItem>(members: Members.Members, item: A, by: ReadonlyArray<string>): A => ({
  ...item,
  approvals: by.map((name) => ({ by: name, signature: operatorKey(name).sign(Members.statement(members, item)) }))
})
