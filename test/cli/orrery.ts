/** Runs the command line as a user does: a process of its own. */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly outcome: Promise<Outcome>
  /** Sends a signal as soon as stdout holds the text. */
  readonly signalAt: (text: string, signal: NodeJS.Signals) => void
}

export const start = (...args: ReadonlyArray<string>): Running => {
  const child = spawn(process.execPath, ["src/cli/main.ts", ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
  let [stdout, stderr] = ["", ""]
  let awaited: { readonly text: string; readonly signal: NodeJS.Signals } | undefined
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk)
    if (awaited === undefined || !stdout.includes(awaited.text)) return
    child.kill(awaited.signal)
    awaited = undefined
  })
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk)
  })
  return {
    outcome: new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr }))),
    signalAt: (text, signal) => {
      awaited = { text, signal }
    }
  }
}

export const orrery = (...args: ReadonlyArray<string>): Promise<Outcome> => start(...args).outcome
