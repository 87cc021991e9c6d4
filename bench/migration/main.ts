/**
 * `npm run campaign:migration`: crashes at every step of a move.
 *
 *   --crashes <n>     how many points, 2000 by default
 *   --seed <n>        which sample of them, 1 by default
 *   --workers <n>     processes side by side, 1 by default
 *   --recipe <line>   one point again, with all that is said of it
 *
 * Writes reports/migration-campaign.json. Exits with 1 if anything was violated.
 */
import { spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import * as Campaign from "./Campaign.ts"
import * as Point from "./Point.ts"

const { values } = parseArgs({
  options: {
    crashes: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    workers: { type: "string", default: "1" },
    recipe: { type: "string" },
    slice: { type: "string" }
  }
})
const [crashes, seed, workers] = [Number(values.crashes), Number(values.seed), Number(values.workers)]
const everySoOften = 50

/** A part of the sample, in this process. */
const slice = (text: string, onPoint: (tally: Campaign.Tally) => void) => {
  const [part = 0, parts = 1] = text.split("/").map(Number)
  const { chosen, possible } = Campaign.sampleOf(seed, crashes)
  return { possible, tally: Campaign.run(chosen.filter((_, i) => i % parts === part), onPoint) }
}

const inProcess = (part: number) =>
  new Promise<ReturnType<typeof slice>>((done, fail) => {
    const child = spawn(process.execPath, [...process.execArgv, import.meta.filename, "--slice", `${part}/${workers}`, "--crashes", `${crashes}`, "--seed", `${seed}`], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    let text = ""
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()))
    child.on("close", (code) => code === 0 ? done(JSON.parse(text) as ReturnType<typeof slice>) : fail(new Error(`worker ${part} ended with ${code}`)))
  })

if (values.recipe !== undefined) {
  const told = Point.run(Campaign.fromRecipe(values.recipe))
  console.log(JSON.stringify(told, undefined, 2))
  process.exitCode = told.violations.length === 0 ? 0 : 1
} else if (values.slice !== undefined) {
  console.log(JSON.stringify(slice(values.slice, () => {})))
} else {
  const started = performance.now()
  const tally = Campaign.emptyTally()
  let possible = 0
  const parts = workers === 1
    ? [slice("0/1", ({ failures, missed, struck }) => {
      if ((struck + missed) % everySoOften === 0) process.stderr.write(`\r${struck + missed} of ${crashes}, ${failures.length} violated `)
    })]
    : await Promise.all(Array.from({ length: workers }, (_, part) => inProcess(part)))
  for (const part of parts) {
    possible = part.possible
    Campaign.merge(tally, part.tally)
  }
  const seconds = Math.round((performance.now() - started) / 1_000)
  const folder = resolve(import.meta.dirname, "../../reports")
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "migration-campaign.json"), JSON.stringify({ seed, possible, ...tally, seconds }, undefined, 2))
  console.log(`\n${tally.struck} faults struck, of ${possible} possible points; ${tally.missed} came too late; ${tally.failures.length} violated; ${seconds} s`)
  for (const [step, times] of Object.entries(tally.byStep)) console.log(`  ${step.padEnd(10)} ${times}`)
  for (const { recipe, violations } of tally.failures.slice(0, 10)) {
    console.log(`\nnpm run campaign:migration -- --recipe ${recipe}\n  ${violations.join("\n  ")}`)
  }
  process.exitCode = tally.failures.length === 0 ? 0 : 1
}
