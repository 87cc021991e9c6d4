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
 * A PDS runs for months, so the load is long enough that both are compiled and
 * warm for most of it, and each gets the same: with a tenth of the accounts what
 * is measured of ours is to a good part V8's compiler.
 *
 * The reference is installed into bench/peer (`npm ci --prefix bench/peer`) and
 * needs the Node that its native parts were built for; ORRERY_PEER_NODE names
 * it, default /usr/bin/node.
 */
import * as Child from "../Child.ts"
import { columns } from "../Columns.ts"
import * as Both from "./Both.ts"
import * as Load from "./load.ts"

const scale = Number(process.env["ORRERY_BENCH_SCALE"] ?? 1)
const load: Load.Load = { accounts: Math.round(1500 * scale), records: Math.round(4000 * scale), concurrency: 16 }
const rounds = Number(process.env["ORRERY_BENCH_ROUNDS"] ?? 2)
const basePort = 3710

const rates = ({ child, origin }: Both.Server) => Load.run(origin, load, () => Child.cpuMillisOf(child))

/** One after the other: while one works the other is idle. */
const round = () =>
  Both.run(basePort, async (ours, reference) => ({ ours: await rates(ours), reference: await rates(reference) }))

const row = (name: string, rates: Load.Rates): string =>
  columns(name, [
    rates.recordsPerSecond.toFixed(0),
    rates.p50Millis.toFixed(1),
    rates.p99Millis.toFixed(1),
    rates.cpuMillisPerRecord.toFixed(2),
    rates.accountsPerSecond.toFixed(1),
    rates.cpuMillisPerAccount.toFixed(1)
  ])

Both.install()
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
