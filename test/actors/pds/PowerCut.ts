/**
 * Loss of power before a SQL statement, counted over all databases of this
 * process. A test file has a process of its own.
 */
import { StatementSync } from "node:sqlite"

/** Statements until the power goes out; 0: it stays. */
let countdown = 0
let powerOut = (): void => {}

for (const name of ["run", "get", "all"] as const) {
  const original = StatementSync.prototype[name]
  Object.defineProperty(StatementSync.prototype, name, {
    value(this: StatementSync, ...parameters: ReadonlyArray<never>) {
      if (countdown > 0 && --countdown === 0) {
        powerOut()
        throw new Error("the power went out")
      }
      return Reflect.apply(original, this, parameters) as unknown
    }
  })
}

/** Arms it; what comes back takes it off, and tells whether it struck. */
export const before = (statement: number, out: () => void): () => boolean => {
  countdown = statement
  powerOut = out
  return () => {
    const struck = countdown === 0
    countdown = 0
    return struck
  }
}
