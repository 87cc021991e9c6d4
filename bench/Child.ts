/** Servers of a bench, each in a process of its own: begun, their processor time read, ended. */
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"

export interface Begun {
  readonly child: ChildProcess
  /** What it printed first: where it listens. */
  readonly said: string
}

/** Nobody outlives the bench, however that ends. */
const running = new Set<ChildProcess>()
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")))

export const watch = (child: ChildProcess): ChildProcess => {
  running.add(child)
  child.once("exit", () => running.delete(child))
  return child
}

export const begin = (command: string, args: ReadonlyArray<string>, cwd: string): Promise<Begun> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "inherit"] })
    watch(child).once("exit", (code) => reject(new Error(`${command} ${args[0]} ended with ${code} before it listened`)))
    child.stdout.once("data", (data: Buffer) => resolve({ child, said: data.toString().trim() }))
  })

export const end = (child: ChildProcess, signal: "SIGKILL" | "SIGINT" = "SIGKILL"): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once("exit", () => resolve())
    child.kill(signal)
  })

/** After the name, which may hold anything: state, parent and so on. [proc(5)] */
const fieldsOf = (pid: string): ReadonlyArray<string> | undefined => {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ")
  } catch {
    // It ended between listing and reading.
    return undefined
  }
}

/**
 * User and system time of a process with its threads, of its children, and of
 * those that ended and were waited for; not a number where there is no /proc.
 */
export const cpuMillisOf = ({ pid: root }: ChildProcess): number => {
  if (!existsSync(`/proc/${root}/stat`)) return NaN
  const processes = new Map<string, ReadonlyArray<string>>()
  for (const pid of readdirSync("/proc")) {
    const fields = /^\d+$/.test(pid) ? fieldsOf(pid) : undefined
    if (fields !== undefined) processes.set(pid, fields)
  }
  const isOurs = (pid: string): boolean => {
    if (pid === String(root)) return true
    const parent = processes.get(pid)?.[1]
    return parent !== undefined && isOurs(parent)
  }
  let ticks = 0
  for (const [pid, fields] of processes) {
    if (isOurs(pid)) ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  }
  // A tick is 10 ms.
  return ticks * 10
}
