/** Our PDS and the reference's, each in a process of its own, on one PLC directory of ours. */
import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Child from "../Child.ts"

export interface Server {
  readonly origin: string
  readonly child: Child.Begun["child"]
}

const here = import.meta.dirname
const peerNode = process.env["ORRERY_PEER_NODE"] ?? "/usr/bin/node"

/** The reference has a lockfile of its own, so that no other command needs it. */
export const install = (): void => {
  if (existsSync(join(here, "node_modules", "@atproto", "pds"))) return
  console.log("Installing the reference PDS into bench/peer …")
  execFileSync("npm", ["ci", "--prefix", here], { stdio: "inherit" })
}

/** Begun with nothing on disk, and ended with what they wrote. Ours listens from `basePort` on, the reference ten above. */
export const run = async <A>(basePort: number, use: (ours: Server, reference: Server) => Promise<A>): Promise<A> => {
  const dataDir = mkdtempSync(join(tmpdir(), "orrery-peer-"))
  const begun: Array<Child.Begun> = []
  const begin = async (command: string, ...args: ReadonlyArray<string>): Promise<Server> => {
    const server = await Child.begin(command, args, here)
    begun.push(server)
    return { origin: server.said.split("\n").at(-1)!, child: server.child }
  }
  const ours = (name: string, ...hosts: ReadonlyArray<string>) =>
    begin(process.execPath, join(here, "ours.ts"), join(dataDir, name), String(basePort), ...hosts)
  try {
    const plc = await ours("plc", "names.test", "plc.test")
    const pds = await ours("pds", "pds1.test")
    const peer = await begin(peerNode, join(here, "reference.mjs"), join(dataDir, "reference"), plc.origin, String(basePort + 10))
    return await use(pds, peer)
  } finally {
    for (const { child } of begun.toReversed()) await Child.end(child)
    rmSync(dataDir, { recursive: true, force: true })
  }
}
