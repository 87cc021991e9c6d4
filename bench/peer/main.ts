/**
 * `npm run bench:peer`: our PDS and the reference's in one run, by one client,
 * over HTTP on localhost, with SQLite on disk.
 *
 * Ours syncs each commit in full before it answers (WAL, synchronous = FULL);
 * the reference leaves better-sqlite3's default for WAL, NORMAL, under which a
 * power cut may take acknowledged records back. Ours has its PLC directory in
 * the same process; the reference writes to that same directory. Both hash
 * passwords by scrypt with N = 2^14.
 *
 * The reference is installed into bench/peer (`npm ci --prefix bench/peer`) and
 * needs the Node that its native parts were built for; ORRERY_PEER_NODE names
 * it, default /usr/bin/node.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Load from "./load.ts"

const here = import.meta.dirname
const peerNode = process.env["ORRERY_PEER_NODE"] ?? "/usr/bin/node"
const scale = Number(process.env["ORRERY_BENCH_SCALE"] ?? 1)
const load: Load.Load = { accounts: Math.round(64 * scale), records: Math.round(2000 * scale), concurrency: 16 }
const rounds = Number(process.env["ORRERY_BENCH_ROUNDS"] ?? 2)
const basePort = 3710

/** The first line that a child prints: where it listens. */
const begin = (command: string, args: ReadonlyArray<string>): Promise<{ readonly child: ChildProcess; readonly line: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: here, stdio: ["ignore", "pipe", "inherit"] })
    child.once("exit", (code) => reject(new Error(`${command} ${args[0]} ended with ${code} before it listened`)))
    child.stdout.once("data", (data: Buffer) => resolve({ child, line: data.toString().trim() }))
  })

const end = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.removeAllListeners("exit")
    child.once("exit", () => resolve())
    child.kill("SIGKILL")
  })

if (!existsSync(join(here, "node_modules", "@atproto", "pds"))) {
  console.log("Installing the reference PDS into bench/peer …")
  execFileSync("npm", ["ci", "--prefix", here], { stdio: "inherit" })
}

const round = async (): Promise<{ readonly ours: Load.Rates; readonly reference: Load.Rates }> => {
  const dataDir = mkdtempSync(join(tmpdir(), "orrery-peer-"))
  const { child, line } = await begin(process.execPath, [join(here, "ours.ts"), join(dataDir, "ours"), String(basePort)])
  const [plc, pds] = line.split(" ") as [string, string]
  const peer = await begin(peerNode, [join(here, "reference.mjs"), join(dataDir, "reference"), plc, String(basePort + 10)])
  try {
    // One after the other: while one works the other is idle.
    const ours = await Load.run(pds, load)
    return { ours, reference: await Load.run(peer.line.split("\n").at(-1)!, load) }
  } finally {
    await end(peer.child)
    await end(child)
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const row = (name: string, { accountsPerSecond, p50Millis, p99Millis, recordsPerSecond }: Load.Rates): string =>
  `${name.padEnd(14)} ${recordsPerSecond.toFixed(0).padStart(8)} ${p50Millis.toFixed(1).padStart(8)} ${p99Millis.toFixed(1).padStart(8)} ${accountsPerSecond.toFixed(1).padStart(10)}`

console.log(`${load.accounts} accounts, ${load.records} posts, concurrency ${load.concurrency}, ${rounds} rounds\n`)
console.log("                records/s   p50 ms   p99 ms accounts/s")
for (let n = 0; n < rounds; n++) {
  const { ours, reference } = await round()
  console.log(row("orrery", ours))
  console.log(row("@atproto/pds", reference))
  console.log(`${"times".padEnd(14)} ${(ours.recordsPerSecond / reference.recordsPerSecond).toFixed(1).padStart(8)} ${"".padStart(17)} ${(ours.accountsPerSecond / reference.accountsPerSecond).toFixed(1).padStart(10)}\n`)
}
