/** A signal and its echoes, as a process of its own has them. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { describe, expect, it } from "vitest"

describe("a signal", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("%s ends the process as its work says, though it is echoed until the process is gone", async (signal) => {
    const child = spawn(process.execPath, [`${import.meta.dirname}/untilSignalled.ts`], { stdio: ["ignore", "pipe", "inherit"] })
    let said = ""
    let echo: NodeJS.Timeout | undefined
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString()
      const begun = performance.now()
      // After a second it would be another wish.
      echo ??= setInterval(() => performance.now() - begun < 500 && child.kill(signal), 1)
    })
    const [code, killedBy] = await once(child, "close")
    clearInterval(echo)
    expect({ code, killedBy, said }).toEqual({ code: 0, killedBy: null, said: "listening, ended" })
  })
})
