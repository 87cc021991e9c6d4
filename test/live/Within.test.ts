import { expect, it } from "vitest"
import { within } from "./Within.ts"

it("a limit of time counts waiting, and work that blocks the process, though its result is there at once", async () => {
  const block = (millis: number) => {
    const begun = process.cpuUsage()
    for (let used = 0; used < millis;) {
      const { system, user } = process.cpuUsage(begun)
      used = (system + user) / 1_000
    }
  }
  expect(await within(5_000, Promise.resolve("done"))).toBe("done")
  expect(await within(100, new Promise(() => {}))).toBe("late")
  expect(await within(100, new Promise<void>((resolve) => setImmediate(resolve)).then(() => block(300)))).toBe("late")
})
