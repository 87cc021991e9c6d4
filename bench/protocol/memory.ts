/**
 * Memory of an idle repository of 100 records: heap and buffers of many, by
 * their number, in a process of its own with a collector that can be called.
 */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Result from "effect/Result"
import { Repo } from "../../src/protocol/repo/Repo.ts"
import * as Did from "../../src/protocol/syntax/Did.ts"
import type { RepoPath } from "../../src/protocol/syntax/RepoPath.ts"
import * as Tid from "../../src/protocol/syntax/Tid.ts"
import type { Case } from "../Case.ts"

const REPOS = 1000
const RECORDS = 100

/** Written one record at a time, as people do. */
const idle = (account: number): Repo => {
  const did = Did.make(`did:plc:${account.toString(32).padStart(24, "a").replaceAll(/[0189]/g, "z")}`)
  const clock = new Tid.TidClock(account % 32)
  const micros = 1_760_000_000_000_000
  const sign = () => new Uint8Array(64)
  let repo = Result.getOrThrow(Repo.create(did, { rev: clock.next(micros), sign })).repo
  for (let i = 0; i < RECORDS; i++) {
    const path = `app.bsky.feed.post/${clock.next(micros)}` as RepoPath
    const record = { $type: "app.bsky.feed.post", text: `post ${account}.${i}` }
    repo = Result.getOrThrow(repo.applyWrites([{ action: "create", path, record }], { rev: clock.next(micros), sign })).repo
  }
  return repo
}

if (process.argv[2] === "--measure") {
  const collect = (globalThis as { gc?: () => void }).gc!
  const used = () => {
    collect()
    collect()
    const { external, heapUsed } = process.memoryUsage()
    return heapUsed + external
  }
  for (let i = 0; i < 100; i++) idle(i)
  const before = used()
  const repos = Array.from({ length: REPOS }, (_, i) => idle(i))
  console.log((used() - before) / repos.length / 1024)
}

export const groups: ReadonlyArray<() => ReadonlyArray<Case>> = [
  () => [{
    name: `memory of an idle repo of ${RECORDS} records`,
    unit: "KiB",
    target: 64,
    ours: () => Number(execFileSync(process.execPath, ["--expose-gc", fileURLToPath(import.meta.url), "--measure"], { encoding: "utf8" }))
  }]
]
