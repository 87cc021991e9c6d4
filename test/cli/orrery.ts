/** Runs the command line as a user does: a process of its own. */
import { type ChildProcess, spawn } from "node:child_process"
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

/** The process itself; `detached`: it and its children have a group of their own, as in a terminal. */
export const launch = (args: ReadonlyArray<string>, stdout: "pipe" | number = "pipe", detached = false): ChildProcess =>
  spawn(process.execPath, ["src/cli/main.ts", ...args], { cwd: root, stdio: ["ignore", stdout, "pipe"], detached })

export const ended = (child: ChildProcess): Promise<Outcome> => {
  let [stdout, stderr] = ["", ""]
  child.stdout?.on("data", (chunk) => {
    stdout += String(chunk)
  })
  child.stderr?.on("data", (chunk) => {
    stderr += String(chunk)
  })
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })))
}

export const start = (...args: ReadonlyArray<string>): Running => {
  const child = launch(args)
  let said = ""
  let awaited: { readonly text: string; readonly signal: NodeJS.Signals } | undefined
  child.stdout?.on("data", (chunk) => {
    said += String(chunk)
    if (awaited === undefined || !said.includes(awaited.text)) return
    child.kill(awaited.signal)
    awaited = undefined
  })
  return {
    outcome: ended(child),
    signalAt: (text, signal) => {
      awaited = { text, signal }
    }
  }
}

export const orrery = (...args: ReadonlyArray<string>): Promise<Outcome> => start(...args).outcome
