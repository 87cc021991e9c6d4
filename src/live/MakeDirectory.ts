/**
 * Makes a directory and those that lead to it, one by one from the top. Node's
 * own recursive way tries for ever where a file system takes no entries and
 * says that there is no such file, as `/proc` does.
 */
import { mkdirSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"

/** Throws the system's error for the first one that cannot be made. */
export const makeDirectory = (path: string, mode?: number): void => {
  const missing: Array<string> = []
  let at = resolve(path)
  let present = statSync(at, { throwIfNoEntry: false })
  while (present === undefined) {
    missing.push(at)
    at = dirname(at)
    present = statSync(at, { throwIfNoEntry: false })
  }
  if (!present.isDirectory()) throw new Error(`${at} is no directory`)
  for (const each of missing.reverse()) {
    try {
      mkdirSync(each, mode)
    } catch (error) {
      // Another process may have been faster.
      if (statSync(each, { throwIfNoEntry: false })?.isDirectory() !== true) throw error
    }
  }
}
