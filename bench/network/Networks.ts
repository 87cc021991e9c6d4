/** The two networks, each begun in a directory of its own: the reference's in five processes, ours as `orrery serve` runs it. */
import type { ChildProcess } from "node:child_process"
import { join } from "node:path"
import * as Child from "../Child.ts"
import * as Postgres from "./Postgres.ts"
import type { Target } from "./Posts.ts"

const here = import.meta.dirname
const root = join(here, "..", "..")
/** Of the PDS, which has native parts. */
const peerNode = process.env["ORRERY_PEER_NODE"] ?? "/usr/bin/node"
const basePort = 3730

export interface Running extends Target {
  readonly end: () => Promise<void>
}

const cpuMillis = (children: ReadonlyMap<string, ChildProcess>) => () =>
  new Map([...children].map(([name, child]) => [name, Child.cpuMillisOf(child)]))

export const reference = async (directory: string): Promise<Running> => {
  const postgres = await Postgres.begin(join(directory, "postgres"), ["plc", "appview"])
  const script = (command: string, path: string, ...args: ReadonlyArray<string | number>) => Child.begin(command, [path, ...args.map(String)], here)
  const plc = await script(process.execPath, "plc.mjs", postgres.url("plc"), basePort)
  const pds = await script(peerNode, join("..", "peer", "reference.mjs"), join(directory, "pds"), plc.said, basePort + 1)
  const origin = pds.said.split("\n").at(-1)!
  const appView = await script(process.execPath, "appview.mjs", postgres.url("appview"), plc.said, origin, basePort + 2)
  return {
    pds: origin,
    appView: appView.said,
    handleDomain: ".test",
    resetsUnread: true,
    cpuMillis: cpuMillis(new Map([["PDS", pds.child], ["App View", appView.child], ["PostgreSQL", postgres.child], ["PLC", plc.child]])),
    end: async () => {
      for (const { child } of [appView, pds, plc]) await Child.end(child)
      // Fast shutdown: it waits for no client.
      await Child.end(postgres.child, "SIGINT")
    }
  }
}

export const ours = async (directory: string): Promise<Running> => {
  const flags = ["serve", join(here, "network.yaml"), "--data", join(directory, "data"), "--port", String(basePort + 10)]
  const { child, said } = await Child.begin(process.execPath, ["--max-semi-space-size=128", join("src", "cli", "main.ts"), ...flags], root)
  const originOf = (host: string): string => {
    const origin = new RegExp(`${host}\\s+(http://\\S+)`).exec(said)?.[1]
    if (origin === undefined) throw new Error(`${host} is not among what is served:\n${said}`)
    return origin
  }
  return {
    pds: originOf("pds1.test"),
    appView: originOf("appview.test"),
    handleDomain: ".pds1.test",
    resetsUnread: false,
    cpuMillis: cpuMillis(new Map([["all in one", child]])),
    end: () => Child.end(child)
  }
}
