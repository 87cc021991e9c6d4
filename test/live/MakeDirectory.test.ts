import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { makeDirectory } from "../../src/live/MakeDirectory.ts"

const folder = mkdtempSync(join(tmpdir(), "orrery-directory-"))
afterAll(() => rmSync(folder, { recursive: true }))

describe("making a directory", () => {
  it("makes all that lead to it, with its mode, and leaves one that is there", () => {
    const path = join(folder, "a", "b", "c")
    makeDirectory(path, 0o700)
    makeDirectory(path)
    expect([path, join(folder, "a")].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700])
  })

  it("follows a link to a directory, and refuses one that leads nowhere", () => {
    symlinkSync(folder, join(folder, "here"))
    symlinkSync(join(folder, "gone"), join(folder, "nowhere"))
    makeDirectory(join(folder, "here", "below"))
    expect(statSync(join(folder, "below")).isDirectory()).toBe(true)
    expect(() => makeDirectory(join(folder, "nowhere", "below"))).toThrow("EEXIST")
  })

  it("says which part is a file, and ends where no entry can be made", () => {
    const file = join(folder, "file")
    writeFileSync(file, "")
    expect(() => makeDirectory(join(file, "below"))).toThrow(`${file} is no directory`)
    expect(() => makeDirectory("/proc/nope/below")).toThrow("mkdir '/proc/nope'")
  })
})
