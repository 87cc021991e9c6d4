/**
 * `npm run bench:peer`: our PDS and the reference's in one run, by one client,
 * over HTTP on localhost, with SQLite on disk.
 *
 * Ours syncs each commit in full before it answers (WAL, synchronous = FULL);
 * the reference leaves better-sqlite3's default for WAL, NORMAL, under which a
 * power cut may take acknowledged records back. Both write to one PLC
 * directory, in a process of its own. The reference has no mail, no crawlers
 * and no rate limits here, and nothing subscribes to it; it looks the new DID up
 * at the directory before it answers, because that is what it does. Passwords
 * are hashed as each does it: by scrypt with N = 2^14 there, by Argon2id here.
 *
 * CPU is that of the server's process, its threads included: unlike the rates
 * it says much the same on a busy machine as on a quiet one.
 *
 * The reference is installed into bench/peer (`npm ci --prefix bench/peer`) and
 * needs the Node that its native parts were built for; ORRERY_PEER_NODE names
 * it, default /usr/bin/node.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Load from "./load.ts"

const here = import.meta.dirname
const peerNode = process.env["ORRERY_PEER_NODE"] ?? "/usr/bin/node"
const scale = Number(process.env["ORRERY_BENCH_SCALE"] ?? 1)
const load: Load.Load = { accounts: Math.round(128 * scale), records: Math.round(2000 * scale), concurrency: 16 }
const rounds = Number(process.env["ORRERY_BENCH_ROUNDS"] ?? 2)
const basePort = 3710

/** The first line that a child prints: where it listens. */
const begin = (command: string, args: ReadonlyArray<string>): Promise<{ readonly child: ChildProcess; readonly line: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: here, stdio: ["ignore", "pipe", "inherit"] })
    child.once("exit", (code) => reject(new Error(`${command} ${args[0]} ended with ${code} before it listened`)))
    child.stdout.once("data", (data: Buffer) => resolve({ child, line: data.toString().trim() }))
  })

/** User and system time of a process; not a number where there is no /proc. */
const cpuMillisOf = (child: ChildProcess) => (): number => {
  const path = `/proc/${child.pid}/stat`
  if (!existsSync(path)) return NaN
  // After the name, which may hold anything, in ticks of 10 ms. [proc(5)]
  const fields = readFileSync(path, "utf8").split(") ").at(-1)!.split(" ")
  return (Number(fields[11]) + Number(fields[12])) * 10
}

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
  const ours = (name: string, ...hosts: ReadonlyArray<string>) =>
    begin(process.execPath, [join(here, "ours.ts"), join(dataDir, name), String(basePort), ...hosts])
  const plc = await ours("plc", "names.test", "plc.test")
  const pds = await ours("pds", "pds1.test")
  const peer = await begin(peerNode, [join(here, "reference.mjs"), join(dataDir, "reference"), plc.line, String(basePort + 10)])
  try {
    // One after the other: while one works the other is idle.
    return {
      ours: await Load.run(pds.line, load, cpuMillisOf(pds.child)),
      reference: await Load.run(peer.line.split("\n").at(-1)!, load, cpuMillisOf(peer.child))
    }
  } finally {
    for (const { child } of [peer, pds, plc]) await end(child)
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const columns = (name: string, cells: ReadonlyArray<string>): string => name.padEnd(14) + cells.map((cell) => cell.padStart(14)).join("")

const row = (name: string, rates: Load.Rates): string =>
  columns(name, [
    rates.recordsPerSecond.toFixed(0),
    rates.p50Millis.toFixed(1),
    rates.p99Millis.toFixed(1),
    rates.cpuMillisPerRecord.toFixed(2),
    rates.accountsPerSecond.toFixed(1),
    rates.cpuMillisPerAccount.toFixed(1)
  ])

console.log(`${load.accounts} accounts, ${load.records} posts, concurrency ${load.concurrency}, ${rounds} rounds\n`)
console.log(columns("", ["records/s", "p50 ms", "p99 ms", "CPU ms each", "accounts/s", "CPU ms each"]))
for (let n = 0; n < rounds; n++) {
  const { ours, reference } = await round()
  const times = (ratio: number) => ratio.toFixed(1)
  console.log(row("orrery", ours))
  console.log(row("@atproto/pds", reference))
  console.log(`${columns("times", [
    times(ours.recordsPerSecond / reference.recordsPerSecond),
    "",
    "",
    times(reference.cpuMillisPerRecord / ours.cpuMillisPerRecord),
    times(ours.accountsPerSecond / reference.accountsPerSecond),
    times(reference.cpuMillisPerAccount / ours.cpuMillisPerAccount)
  ])}\n`)
}
