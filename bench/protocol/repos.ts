/**
 * Whole writes and whole verifications: createRecord from validation to the
 * event frame, and a #commit from the frame to the verdict.
 */
import { MemoryBlockstore, Repo as PeerRepo } from "@atproto/repo"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as Result from "effect/Result"
import { BlockMap } from "../../src/protocol/car/BlockMap.ts"
import * as Frame from "../../src/protocol/frames/Frame.ts"
import * as RepoEvent from "../../src/protocol/frames/RepoEvent.ts"
import * as K256 from "../../src/protocol/keys/K256.ts"
import * as Secret from "../../src/protocol/keys/Secret.ts"
import * as Signature from "../../src/protocol/keys/Signature.ts"
import { standard } from "../../src/protocol/lexicon/Registry.ts"
import { type CommitResult, Repo, type RepoWrite } from "../../src/protocol/repo/Repo.ts"
import * as Datetime from "../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../src/protocol/syntax/Did.ts"
import type { RepoPath } from "../../src/protocol/syntax/RepoPath.ts"
import * as Tid from "../../src/protocol/syntax/Tid.ts"
import { verifyCommit } from "../../src/protocol/sync/VerifyCommit.ts"
import { KeyRing } from "../../src/sim/keys/KeyRing.ts"
import type { Case } from "../Case.ts"
import { keyAt } from "./trees.ts"

const NOW_MICROS = 1_760_000_000_000_000
const secret = new Uint8Array(32).fill(7)
const native = Secret.keyPair("k256", secret)
const ring = new KeyRing("bench")
const simulated = ring.fromSecret("k256", secret)

type Sign = (message: Uint8Array) => Uint8Array
const signers: { readonly [name: string]: Sign } = {
  native: (message) => K256.sign(native.secret, message),
  simulated: (message) => ring.sign(simulated, message)
}

const post = (i: number) => ({ $type: "app.bsky.feed.post", text: `post number ${i}, of some length`, createdAt: "2026-01-05T18:00:00.000Z" })
const didOf = (account: number) => Did.make(`did:plc:${account.toString(32).padStart(24, "a").replaceAll(/[0189]/g, "z")}`)

/** In batches of 200, nothing kept but the repo. */
const repoOf = (did: Did.Did, records: number): Repo => {
  const clock = new Tid.TidClock(1)
  const sign: Sign = () => new Uint8Array(64)
  let repo = Result.getOrThrow(Repo.create(did, { rev: clock.next(NOW_MICROS - 1e9), sign })).repo
  for (let from = 0; from < records; from += 200) {
    const writes: Array<RepoWrite> = []
    for (let i = from; i < Math.min(from + 200, records); i++) writes.push({ action: "create", path: keyAt(i) as RepoPath, record: post(i) })
    repo = Result.getOrThrow(repo.applyWrites(writes, { rev: clock.next(NOW_MICROS - 1e9, repo.head.rev), sign })).repo
  }
  return repo
}

const eventOf = (result: CommitResult, seq: number): RepoEvent.CommitEvent => ({
  _tag: "Commit",
  seq,
  repo: result.head.did,
  commit: result.head.commit,
  rev: result.head.rev,
  since: result.since,
  blocks: result.car,
  ops: result.ops,
  ...(result.prevData === null ? {} : { prevData: result.prevData }),
  time: Datetime.make("2026-01-05T18:00:00.000Z")
})

/** `size` records, and back to them before it is a tenth larger. */
const creating = (size: number, keys: string, target: number): Case => {
  const sign = signers[keys]!
  const clock = new Tid.TidClock(1)
  let start: Repo | undefined
  let repo: Repo | undefined
  let written = 0
  const ours = (i: number) => {
    start ??= repoOf(didOf(1), size)
    if (repo === undefined || written > Math.max(10, size / 10)) {
      repo = start
      written = 0
    }
    written++
    const record = post(i)
    if (Result.isFailure(standard.validateRecord("app.bsky.feed.post", record))) throw new Error("not valid")
    const path = keyAt(size + i) as RepoPath
    const rev = clock.next(NOW_MICROS + i, repo.head.rev)
    const result = Result.getOrThrow(repo.applyWrites([{ action: "create", path, record }], { rev, sign }))
    repo = result.repo
    return RepoEvent.encode(eventOf(result, i + 1))
  }
  const peer = size === 10_000 && keys === "native"
    ? {
      name: "@atproto/repo, noble",
      run: (() => {
        let theirs: PeerRepo | undefined
        const keypair = { did: () => native.didKey, jwtAlg: "ES256K", sign: async (message: Uint8Array) => noble(message) }
        return async (i: number) => {
          if (theirs === undefined) {
            theirs = await PeerRepo.create(new MemoryBlockstore(), didOf(1), keypair)
            for (let from = 0; from < size; from += 200) {
              theirs = await theirs.applyWrites(
                Array.from({ length: 200 }, (_, n) => write(keyAt(from + n), from + n)) as never,
                keypair
              )
            }
          }
          theirs = await theirs.applyWrites(write(keyAt(size + i), i) as never, keypair)
        }
      })()
    }
    : undefined
  return { name: `createRecord in a repo of ${size.toLocaleString("en")}, ${keys} keys`, unit: "µs", target, ours, peer }
}

const write = (path: string, i: number) => {
  const [collection, rkey] = path.split("/")
  return { action: "create", collection, rkey, record: post(i) }
}

const noble = (message: Uint8Array): Uint8Array => secp256k1.sign(message, secret, { lowS: true })

const ACCOUNTS = 40
const EVENTS = 2000

/** Accounts take turns, as on a firehose; each event is seen once a round. */
const verifying = (size: number, target: number | undefined): Case => {
  let frames: Array<Uint8Array> | undefined
  const prepare = () => {
    const clock = new Tid.TidClock(1)
    const repos = Array.from({ length: ACCOUNTS }, (_, account) => repoOf(didOf(account), size))
    return Array.from({ length: EVENTS }, (_, i) => {
      const account = i % ACCOUNTS
      const result = Result.getOrThrow(repos[account]!.applyWrites(
        [{ action: "create", path: keyAt(size + i) as RepoPath, record: post(i) }],
        { rev: clock.next(NOW_MICROS, repos[account]!.head.rev), sign: signers["native"]! }
      ))
      repos[account] = result.repo
      return RepoEvent.encode(eventOf(result, i + 1))
    })
  }
  const options = { signingKey: native.didKey, verify: Signature.verify, nowMillis: NOW_MICROS / 1000 + 1e6 }
  return {
    name: `verify a #commit of a repo of ${size.toLocaleString("en")}, native keys`,
    unit: "µs",
    target,
    ours: (i) => {
      frames ??= prepare()
      const event = Result.getOrThrow(RepoEvent.fromFrame(Result.getOrThrow(Frame.decode(frames[i % EVENTS]!))))
      return Result.getOrThrow(verifyCommit(event as RepoEvent.CommitEvent, options))
    }
  }
}

const exporting: Case = (() => {
  let target: Repo | undefined
  const store = new BlockMap()
  return {
    name: "export of a repo of 10,000 records",
    unit: "ms" as const,
    ours: () => {
      if (target === undefined) {
        target = repoOf(didOf(1), 10_000)
        store.set(target.head.commit, new Uint8Array(200))
        for (const [, cid] of target.entries()) store.set(cid, new Uint8Array(120))
        target = new Repo(target.head, store, target.root)
      }
      let bytes = 0
      for (const [, block] of target.exportBlocks()) bytes += block.length
      return bytes
    }
  }
})()

export const groups: ReadonlyArray<() => ReadonlyArray<Case>> = [
  () => [creating(100, "native", 60)],
  () => [creating(10_000, "native", 60)],
  () => [creating(100, "simulated", 25)],
  () => [creating(10_000, "simulated", 25)],
  () => [verifying(100, 60)],
  () => [verifying(1000, undefined)],
  () => [exporting]
]
