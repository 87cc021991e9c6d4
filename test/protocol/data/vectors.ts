/** Where the public conformance data lies, and whether it is there at all. */
import { existsSync, readFileSync } from "node:fs"
import { resolve } from "node:path"

const root = resolve(import.meta.dirname, "../../..", process.env["ORRERY_VECTORS"] ?? "../shared/vectors")

export const present = existsSync(root)

/** The JSON of a vector file; an empty list where the data is absent. */
export const json = <A>(path: string): ReadonlyArray<A> =>
  present ? JSON.parse(readFileSync(resolve(root, path), "utf8")) as ReadonlyArray<A> : []

/** The same of a file that holds one object; only where the data is present. */
export const object = <A>(path: string): A => JSON.parse(readFileSync(resolve(root, path), "utf8")) as A

/** The lines of a vector file but for comments and blanks, as they are: spaces count. */
export const lines = (path: string): ReadonlyArray<string> =>
  present
    ? readFileSync(resolve(root, path), "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("#"))
    : []
