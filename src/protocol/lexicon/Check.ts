/** What a compiled check says of a value. */
import { Cid } from "../data/Cid.ts"

/** What is wrong, and the path to it, filled in from the inside out. */
export interface Failure {
  readonly expected: string
  readonly found: string
  readonly path: Array<string | number>
}

export type Check = (value: unknown) => Failure | undefined

export const describe = (value: unknown): string => {
  if (value === null) return "null"
  if (value === undefined) return "nothing"
  if (value instanceof Cid) return "a link"
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  return typeof value === "object" ? "an object" : String(value)
}

export const fail = (expected: string, value: unknown): Failure => ({ expected, found: describe(value), path: [] })

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Cid) && !(value instanceof Uint8Array)
