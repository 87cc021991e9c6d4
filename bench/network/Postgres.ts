/**
 * A PostgreSQL of the bench's own: a fresh cluster in a directory of its own, with
 * the settings that `initdb` gives (fsync and synchronous_commit are on), reached
 * by a socket in that directory alone. It listens on no port.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { chownSync, existsSync, mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { watch } from "../Child.ts"

const installed = "/usr/lib/postgresql"

/** Where initdb and postgres are: what ORRERY_POSTGRES names, or the newest that Debian's package has put there. */
const binaries = (): string | undefined => {
  const versions = existsSync(installed) ? readdirSync(installed).sort((a, b) => Number(b) - Number(a)) : []
  const candidates = [process.env["ORRERY_POSTGRES"] ?? [], versions.map((version) => join(installed, version, "bin"))].flat()
  return candidates.find((bin) => existsSync(join(bin, "initdb")))
}

/** What to do where it is not. */
export const missing = (): string | undefined =>
  binaries() === undefined ? "PostgreSQL is not here: apt-get install postgresql, or name the folder of its initdb in ORRERY_POSTGRES" : undefined

/** PostgreSQL refuses to run as root; its package brings a user for it. */
const user = (): { readonly uid?: number; readonly gid?: number } => {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }))
  return { uid: id("-u"), gid: id("-g") }
}

export interface Postgres {
  readonly child: ChildProcess
  readonly url: (database: string) => string
}

const patienceMillis = 30_000

/** Runs in `directory`, whose parents its user must be able to pass; `databases` are made. */
export const begin = async (directory: string, databases: ReadonlyArray<string>): Promise<Postgres> => {
  const bin = binaries()!
  const as = user()
  const data = join(directory, "data")
  mkdirSync(directory)
  if (as.uid !== undefined && as.gid !== undefined) chownSync(directory, as.uid, as.gid)
  const run = (program: string, ...args: ReadonlyArray<string>) =>
    execFileSync(join(bin, program), args, { ...as, cwd: directory, stdio: ["ignore", "ignore", "pipe"] })
  run("initdb", "--pgdata", data, "--username=bench", "--auth=trust", "--encoding=UTF8", "--locale=C")
  const args = ["-D", data, "-k", directory, "-c", "listen_addresses="]
  const child = watch(spawn(join(bin, "postgres"), args, { ...as, cwd: directory, stdio: "ignore" }))
  const until = performance.now() + patienceMillis
  for (;;) {
    try {
      run("pg_isready", "--quiet", "--host", directory)
      break
    } catch (cause) {
      if (performance.now() > until || child.exitCode !== null) throw new Error("PostgreSQL does not answer", { cause })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  for (const database of databases) run("createdb", "--host", directory, "--username=bench", database)
  return { child, url: (database) => `postgresql://bench@localhost/${database}?host=${encodeURIComponent(directory)}` }
}
