/**
 * `npm run bench:network`: posts per second until the App View has indexed them,
 * in the reference's network and in ours, by one client, over HTTP on localhost.
 *
 * The reference is `@atproto/pds`, `@atproto/bsky` (API, data plane and
 * subscription in one process) and `@did-plc/server`, with PostgreSQL. It has no
 * relay: its App View reads the PDS's firehose, and verifies no commit. It has no
 * rate limits, mail or search, and no Redis, which this App View never dials.
 * Ours is `orrery serve`: PDS, relay and App View in one process; the relay
 * verifies each commit, and the App View believes it. The third row is
 * bench/sim/posts.ts: the same actors in the simulated world, whose keys,
 * sockets and disks cost next to nothing.
 *
 * What is on disk when: at our PDS a commit is synced before the answer (WAL,
 * synchronous = FULL), at the reference's it is not (NORMAL). Every transaction of
 * PostgreSQL is synced, and every one of our relay and App View, of which one
 * holds many posts.
 *
 * A post is indexed when `getProfiles` of the App View counts it. CPU is that of
 * all processes of a network, PostgreSQL's included; the client's is not counted.
 *
 * What it needs: PostgreSQL (`apt-get install postgresql`; nothing has to run),
 * and the packages of bench/peer and bench/network, which it installs;
 * ORRERY_PEER_NODE names the Node of the reference's PDS, default /usr/bin/node.
 */
import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { columns } from "../Columns.ts"
import * as Networks from "./Networks.ts"
import * as Postgres from "./Postgres.ts"
import * as Posts from "./Posts.ts"

const here = import.meta.dirname
const scale = Number(process.env["ORRERY_BENCH_SCALE"] ?? 1)
const rounds = Number(process.env["ORRERY_BENCH_ROUNDS"] ?? 3)
const load: Posts.Load = { accounts: 50, postsEach: Math.max(1, Math.round(20 * scale)), warmUpEach: Math.max(1, Math.round(10 * scale)) }
const simulated = { postsEach: 200, warmUpEach: 200 }
/** Longer than any sound run; whatever hangs ends then. */
const mostMinutes = 20

/** Begun, driven and ended before the next one begins: what is idle takes nothing. */
const liveRates = async (begin: (directory: string) => Promise<Networks.Running>): Promise<Posts.Rates> => {
  const directory = mkdtempSync(join(tmpdir(), "orrery-network-"))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  process.once("exit", remove)
  // PostgreSQL's user has to pass.
  chmodSync(directory, 0o755)
  const network = await begin(directory)
  try {
    return await Posts.run(network, load)
  } finally {
    await network.end()
    remove()
    process.off("exit", remove)
  }
}

const simulatedRates = (): Pick<Posts.Rates, "postsPerSecond" | "cpuMillisPerPost"> => {
  const args = [join(here, "..", "sim", "posts.ts"), String(load.accounts), String(simulated.postsEach), String(simulated.warmUpEach)]
  const said = execFileSync(process.execPath, args, { encoding: "utf8" })
  const figures = /^\d+ posts.*: (?<perSecond>\d+) posts\/s \(\d+ µs a post, (?<micros>\d+) µs of processor time\)/m.exec(said)?.groups
  if (figures === undefined) throw new Error(`No figures in what bench/sim/posts.ts says:\n${said}`)
  return { postsPerSecond: Number(figures["perSecond"]), cpuMillisPerPost: Number(figures["micros"]) / 1000 }
}

const row = (name: string, { cpuMillisPerPost, lagMillis, postsPerSecond }: Partial<Posts.Rates>, more: ReadonlyArray<string> = []): string =>
  columns(name, [postsPerSecond?.toFixed(0) ?? "", lagMillis?.toFixed(0) ?? "", cpuMillisPerPost?.toFixed(2) ?? "", ...more])

const median = (figures: ReadonlyArray<number>): number => {
  const sorted = figures.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

const missing = Postgres.missing()
if (missing !== undefined) {
  console.error(missing)
  process.exit(2)
}
for (const [folder, installed] of [["peer", "pds"], ["network", "bsky"]] as const) {
  const prefix = join(here, "..", folder)
  if (existsSync(join(prefix, "node_modules", "@atproto", installed))) continue
  console.log(`Installing the reference's packages into bench/${folder} …`)
  execFileSync("npm", ["ci", "--prefix", prefix], { stdio: "inherit" })
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130))
setTimeout(() => {
  console.error(`Not done after ${mostMinutes} minutes`)
  process.exit(1)
}, mostMinutes * 60_000).unref()

const sides = ["reference", "live", "simulated"] as const
type Side = typeof sides[number]
const names: Record<Side, string> = { reference: "@atproto", live: "orrery serve", simulated: "simulated" }
const figures: Record<Side, Array<Pick<Posts.Rates, "postsPerSecond" | "cpuMillisPerPost">>> = { reference: [], live: [], simulated: [] }

console.log(`${load.accounts} accounts, each ${load.postsEach} posts after ${load.warmUpEach}, all accounts at once, ${rounds} rounds; simulated ${simulated.postsEach} after ${simulated.warmUpEach}\n`)
console.log(columns("", ["posts/s", "lag ms", "CPU ms a post"]))
for (let n = 0; n < rounds; n++) {
  // Turn about, so that what grows or shrinks in time hits all alike.
  for (const side of n % 2 === 0 ? sides : sides.toReversed()) {
    if (side === "simulated") {
      const rates = simulatedRates()
      figures.simulated.push(rates)
      console.log(row(names.simulated, rates))
    } else {
      const rates = await liveRates(side === "reference" ? Networks.reference : Networks.ours)
      figures[side].push(rates)
      const shares = [...rates.cpuMillisPerPostOf].map(([name, millis]) => `${name} ${millis.toFixed(2)}`)
      console.log(`${row(names[side], rates)}  ${shares.length > 1 ? shares.join(", ") : ""}`.trimEnd())
    }
  }
  console.log()
}

const medians = (side: Side) => ({
  postsPerSecond: median(figures[side].map(({ postsPerSecond }) => postsPerSecond)),
  cpuMillisPerPost: median(figures[side].map(({ cpuMillisPerPost }) => cpuMillisPerPost))
})
const reference = medians("reference")
console.log(columns("medians", ["posts/s", "", "CPU ms a post", "times", "times by CPU"]))
for (const side of sides) {
  const own = medians(side)
  const ratios = [own.postsPerSecond / reference.postsPerSecond, reference.cpuMillisPerPost / own.cpuMillisPerPost]
  console.log(row(names[side], own, side === "reference" ? [] : ratios.map((ratio) => ratio.toFixed(1))))
}
