/** The serving process: killed without warning, begun again over the same files. */
import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"

const program = join(import.meta.dirname, "../../bench/peer/ours.ts")

export class Server {
  /** Of the PDS, the same in each life. */
  origin = ""
  private child: ChildProcess | undefined
  private readonly dataDir: string
  private readonly basePort: number

  constructor(dataDir: string, basePort: number) {
    this.dataDir = dataDir
    this.basePort = basePort
  }

  /** Until it listens. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [program, this.dataDir, String(this.basePort), "names.test", "plc.test", "pds1.test"], { stdio: ["ignore", "pipe", "inherit"] })
    this.child = child
    this.origin = await new Promise<string>((resolve, reject) => {
      child.once("exit", (code, signal) => reject(new Error(`The server ended (${code ?? signal}) before it listened`)))
      child.stdout.once("data", (data: Buffer) => resolve(data.toString().trim()))
    })
    child.removeAllListeners("exit")
  }

  async kill(): Promise<void> {
    const { child } = this
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once("exit", resolve))
    child.kill("SIGKILL")
    await gone
  }
}
