import { closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { RunReport } from "../../src/sim/report/RunReport.ts"
import type { Summary } from "../../src/cli/Campaign.ts"
import { ended, launch, orrery, start } from "./orrery.ts"

let folder: string
const out = (name: string): string => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "orrery-cli-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A few people for a minute: what is asked here is how a run is told, not what it does. */
const small = ["--set", "duration=1m", "--set", "population.signUpWithin=10s", "--set", "population.accounts=3", "--set", "expect={}"]

describe("orrery", () => {
  it("lists the scenarios with their descriptions", async () => {
    const { code, stdout } = await orrery("list")
    expect(code).toBe(0)
    expect(stdout).toMatch(/^scenarios\/hello\.yaml\s+A handful of people/m)
    expect(stdout).toMatch(/^scenarios\/town\.yaml\s/m)
  })

  it("explains an invariant by its code, whatever the case", async () => {
    const { code, stdout } = await orrery("explain", "repo-3")
    expect(code).toBe(0)
    expect(stdout).toContain("REPO-3")
    expect(stdout).toContain("prevData")
    expect(stdout).toMatch(/^Source {3}\S/m)
    expect(stdout).toMatch(/^Held by {2}oracle REPO-3\b/m)
    expect(stdout).toMatch(/^ {9}property test test\/properties\/mst-inversion\.test\.ts$/m)
  })

  it("says of an invariant that nothing holds yet what is missing", async () => {
    const { code, stdout } = await orrery("explain", "OAUTH-1")
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Held by {2}nothing yet: \S/m)
  })

  it("suggests the near code, file and flag, and exits with 2", async () => {
    const [code, file, flag, nothing] = await Promise.all([
      orrery("explain", "REPO3"),
      orrery("run", "helo"),
      orrery("run", "hello", "--sed", "3"),
      orrery("run")
    ])
    expect([code.code, file.code, flag.code, nothing.code]).toEqual([2, 2, 2, 2])
    // A program that reads stdout is not given help for an answer.
    expect([code, file, flag, nothing].map(({ stdout }) => stdout).join("")).toBe("")
    expect(nothing.stderr).toBe("Missing required argument: file\norrery run --help tells more.\n")
    expect(code.stderr).toContain("Did you mean REPO-3?")
    expect(file.stderr).toContain("Did you mean scenarios/hello.yaml?")
    expect(flag.stderr).toContain("--seed")
  })

  it("takes a port beyond all ports, and a setting that cannot be read, for wrong usage", async () => {
    const [port, setting] = await Promise.all([orrery("serve", "hello", "--port", "65535", "--data", out("never")), orrery("run", "hello", "--set", "topology.pds=[")])
    expect([port.code, setting.code]).toEqual([2, 2])
    expect(port.stderr.trim()).toMatch(/^--port 65535: expected 1 to \d+, for \d+ actors take one each from there on$/)
    expect(setting.stderr.trim()).toBe("--set topology.pds=[: what stands after = cannot be read as YAML")
  })

  it("says at once why reports cannot be written where nobody can, and exits with 2", async () => {
    const file = out("a-file")
    writeFileSync(file, "")
    // Node's own way to make a path never ends below /proc.
    const paths = ["/proc/nope", "/proc/nope/below", file, join(file, "below"), join(folder, "x".repeat(300), "below")]
    const outcomes = await Promise.all([
      ...paths.map((path) => orrery("run", "hello", ...small, "--out", path)),
      orrery("campaign", "hello", "--seeds", "1", "--out", "/proc/nope"),
      orrery("serve", "hello", "--data", "/proc/nope")
    ])
    expect(outcomes.map(({ code }) => code)).toEqual(outcomes.map(() => 2))
    expect(outcomes.map(({ stdout }) => stdout).join("")).toBe("")
    for (const { stderr } of outcomes) expect(stderr.trim().split("\n")).toHaveLength(1)
    const said = outcomes.map(({ stderr }) => stderr.trim())
    expect(said[0]).toBe("Reports cannot be written to /proc/nope: ENOENT: no such file or directory, mkdir '/proc/nope'")
    expect(said[3]).toBe(`Reports cannot be written to ${join(file, "below")}: ${file} is no directory`)
    expect(said[4]).toContain("name too long")
    expect(said[5]).toMatch(/^Reports cannot be written to \/proc\/nope: /)
    expect(said[6]).toMatch(/^The data directory \/proc\/nope cannot be used: /)
  })

  it("says which numbers it takes, and that nothing is no folder", async () => {
    const [seed, half, threads, port, nowhere] = await Promise.all([
      orrery("run", "hello", "--seed", "9007199254740992"),
      orrery("run", "hello", "--seed", "1.5"),
      orrery("run", "hello", "--threads", "3"),
      orrery("serve", "hello", "--port", "abc"),
      orrery("run", "hello", ...small, "--out", "")
    ])
    expect([seed, half, threads, port, nowhere].map(({ code }) => code)).toEqual([2, 2, 2, 2, 2])
    expect(seed.stderr).toContain(`--seed: "9007199254740992". Expected: a whole number, -9007199254740991 to 9007199254740991`)
    expect(half.stderr).toContain(`--seed: "1.5". Expected: a whole number`)
    expect(threads.stderr).toContain(`--threads: "3". Expected: a whole number, 1 to 2`)
    expect(port.stderr).toContain(`--port: "abc". Expected: a whole number, 1 to 65535`)
    expect(nowhere.stderr).toContain("--out. Expected: a folder")
  })

  it("says of a file that is no text that it is none", async () => {
    const path = out("binary.yaml")
    writeFileSync(path, Uint8Array.of(0xff, 0xfe, 0x00, 0x93))
    const { code, stderr } = await orrery("run", path)
    expect(code).toBe(2)
    expect(stderr).toBe(`${path} is no text in UTF-8, as a scenario is\n`)
  })

  it("says of what is no file what it is, and of one that cannot be reached why", async () => {
    const loop = out("loop.yaml")
    symlinkSync(loop, loop)
    const [directory, device, unreachable] = await Promise.all([orrery("run", folder), orrery("serve", "/dev/null"), orrery("campaign", loop)])
    expect([directory, device, unreachable].map(({ code, stdout }) => [code, stdout])).toEqual([[2, ""], [2, ""], [2, ""]])
    expect(directory.stderr).toBe(`${folder} is a folder, expected a scenario file\n`)
    expect(device.stderr).toBe("/dev/null is no file that can be read more than once: save the scenario as one\n")
    expect(unreachable.stderr).toMatch(/loop\.yaml cannot be read: ELOOP: /)
  })

  it("refuses a campaign in which two scenarios would be told under one name", async () => {
    const path = out("other.yaml")
    copyFileSync("scenarios/hello.yaml", path)
    const [twice, same] = await Promise.all([orrery("campaign", "hello", "hello", "--out", out("never")), orrery("campaign", "hello", path, "--out", out("never"))])
    expect([twice, same].map(({ code, stdout }) => [code, stdout])).toEqual([[2, ""], [2, ""]])
    expect(twice.stderr).toBe("hello is named twice: --seeds runs more seeds of it\n")
    expect(same.stderr).toBe(`hello and ${path} are both of the name hello: each scenario of a campaign needs its own\n`)
  })

  it("does not offer a range for a name, which no seed decides", async () => {
    const { stderr } = await orrery("run", "hello", "--set", "name=../x")
    expect(stderr).toBe('--set name: found "../x", expected lower-case letters, digits and hyphens.\n')
  })

  it("sees before it runs that a file of the report could not get its name", async () => {
    mkdirSync(join(out("taken"), "index.html"), { recursive: true })
    const { code, stderr, stdout } = await orrery("run", "hello", ...small, "--out", out("taken"))
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr.trim()).toBe(`Reports cannot be written to ${out("taken")}: ${join(out("taken"), "index.html")} is a directory`)
  })

  it("ends with its verdict though nobody reads it to the end, and says where its output is lost", async () => {
    const unread = launch(["run", "hello", ...small, "--out", out("unread")])
    unread.stdout!.once("data", () => unread.stdout!.destroy())
    const full = openSync("/dev/full", "w")
    const [left, lost] = await Promise.all([ended(unread), ended(launch(["list"], full))])
    closeSync(full)
    expect(left.code).toBe((JSON.parse(readFileSync(join(out("unread"), "run.json"), "utf8")) as RunReport).verdict === "pass" ? 0 : 1)
    expect(lost).toEqual({ code: 2, stdout: "", stderr: "stdout cannot be written: ENOSPC: no space left on device, write\n" })
  })

  it("does not count the runs of a campaign that Ctrl-C cut short", async () => {
    const child = launch(["campaign", "hello", "--seeds", "2", "--jobs", "1", "--set", "duration=200h", "--out", out("cut")], "pipe", true)
    const outcome = ended(child)
    const running = join(out("cut"), "hello-1")
    // The signal is listened for before the folder is made.
    while (!readdirSync(folder).includes("cut") || !readdirSync(out("cut")).includes("hello-1") || readdirSync(running).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    process.kill(-child.pid!, "SIGINT")
    const { code, stdout } = await outcome
    expect(code).toBe(130)
    expect(stdout).not.toMatch(/^(pass|FAIL) {2}hello, seed/m)
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("interrupted  0 of 0 runs passed; 2 of 2 did not come to their end")
    expect(JSON.parse(readFileSync(join(out("cut"), "campaign.json"), "utf8")) as Summary).toMatchObject({ runs: 0, wanted: 2 })
    expect(readdirSync(out("cut"))).toEqual(["campaign.json"])
  })

  it("refuses more people than one process bears", async () => {
    const { code, stderr } = await orrery("run", "hello", "--set", "population.accounts=1000000", "--out", out("never"))
    expect(code).toBe(2)
    expect(stderr.trim()).toBe("--set population.accounts: found 1000000, expected a whole number, 0 to 100000.")
  })

  it("tells all that is wrong with a file, without a stack, and exits with 2", async () => {
    const path = out("wrong.yaml")
    writeFileSync(path, "name: wrong\ndescription: Wrong.\nduration: soon\npopulation:\n  acounts: 3\n")
    const { code, stderr, stdout } = await orrery("run", path)
    expect(code).toBe(2)
    expect(stdout).toBe("")
    expect(stderr).toContain(`${path}:3:1: duration: found "soon", expected a duration such as`)
    expect(stderr).toContain(`${path}:5:3: population.acounts: found the unknown key "acounts"`)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it("runs a campaign of seeds, adds them up, and says how to repeat what failed", async () => {
    const passing = await orrery("campaign", "hello", "--seeds", "2", "--first", "5", "--jobs", "2", "--out", out("good"), "--json")
    const failing = await orrery("campaign", "hello", "--seeds", "1", "--out", out("bad"), ...small, "--set", "expect.minRecords=1000000")
    expect(passing.code).toBe(0)
    const summary = JSON.parse(passing.stdout) as Summary
    expect(summary).toMatchObject({ runs: 2, failed: 0, failures: [] })
    expect(summary.scenarios[0]).toMatchObject({ scenario: "hello", runs: 2, passed: 2 })
    expect(summary.scenarios[0]!.checks["REPO-3"]).toBeGreaterThan(0)
    expect(readdirSync(out("good"))).toEqual(["campaign.json"])
    expect(failing.code).toBe(1)
    expect(failing.stdout).toMatch(/^FAIL {2}hello, seed 1/m)
    expect(failing.stdout).toContain("npm run orrery -- run hello --seed 1 --set duration=1m")
    expect(readdirSync(out("bad")).sort()).toEqual(["campaign.json", "hello-1"])
  })

  it("runs a scenario twice the same, and prints run.json alone for machines", async () => {
    const { code, stdout, stderr } = await orrery("run", "hello", ...small, "--seed", "5", "--json", "--check-determinism", "--out", out("json"))
    const report = JSON.parse(stdout) as RunReport
    expect(stderr).toBe("")
    expect(report).toMatchObject({ scenario: "hello", seed: 5, accounts: 3, interrupted: false })
    expect(report.traceHash).toMatch(/^[0-9a-f]{16}$/)
    expect(report.peakRssBytes).toBeGreaterThan(1e7)
    expect(report.reasons.filter((reason) => reason.includes("second run"))).toEqual([])
    expect(report.verdict).toBe(report.reasons.length === 0 ? "pass" : "fail")
    expect(code).toBe(report.verdict === "pass" ? 0 : 1)
    expect(JSON.parse(readFileSync(join(out("json"), "run.json"), "utf8"))).toEqual(report)
    expect(readFileSync(join(out("json"), "index.html"), "utf8")).toMatch(/^<!doctype html>/i)
    const lines = gunzipSync(readFileSync(join(out("json"), "trace.ndjson.gz"))).toString().trimEnd().split("\n")
    expect(lines).toHaveLength(report.events)
    expect(JSON.parse(lines[0]!)).toHaveProperty("at")
  })

  it("exits with 1 and says why if an expectation is not met", async () => {
    const { code, stdout } = await orrery("run", "hello", ...small, "--set", "expect.minRecords=100000", "--quiet", "--out", out("quiet"))
    expect(code).toBe(1)
    expect(stdout).toMatch(/^records: \d+, at least 100000 expected$/m)
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^FAIL {2}hello, seed 1: 3 accounts/)
  })

  it("leaves a whole report of what ran when it is interrupted", async () => {
    const running = start("run", "hello", "--set", "duration=200h", "--set", "quiesceWithin=1s", "--out", out("interrupted"))
    // The drawn table comes first, when the world is made and nothing has happened.
    running.signalAt("signatures", "SIGINT")
    const { code, stdout } = await running.outcome
    // Not a pass, which a shell would go on from.
    expect(code).toBe(130)
    expect(stdout).toMatch(/^interrupted {2}hello, seed 1: /m)
    const report = JSON.parse(readFileSync(join(out("interrupted"), "run.json"), "utf8")) as RunReport
    expect(report).toMatchObject({ interrupted: true, verdict: "fail" })
    expect(readdirSync(out("interrupted")).sort()).toEqual(["index.html", "run.json", "trace.ndjson.gz"])
    expect(report.virtualMillis).toBeLessThan(200 * 3_600_000)
    expect(readFileSync(join(out("interrupted"), "index.html"), "utf8")).toContain("</html>")
  })
})
