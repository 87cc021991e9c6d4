/**
 * npm run fuzz:decoders -- --cases N --seed S [--decoder name]
 *
 * Fuzzes every decoder, prints cases per second and the verdict of each, and
 * ends with 1 if a promise was broken: then it shows the smallest failing
 * input, in hex.
 */
import { parseArgs } from "node:util"
import { run } from "./Harness.ts"
import { targets } from "./targets.ts"

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    decoder: { type: "string" }
  }
})

const cases = Number(values.cases)
const seed = Number(values.seed)
const chosen = targets.filter(({ name }) => values.decoder === undefined || name === values.decoder)

if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isInteger(seed) || seed < 0 || seed > 0x1f_ffff || chosen.length === 0) {
  console.error(`usage: npm run fuzz:decoders -- --cases N --seed 0…${0x1f_ffff} [--decoder ${targets.map(({ name }) => name).join("|")}]`)
  process.exit(2)
}

console.log(`seed ${seed}, ${cases} cases each\n`)
console.log("decoder           cases      accepted   cases/s   worst µs/B  verdict")
let broken = false
for (const target of chosen) {
  const { accepted, cases: ran, casesPerSecond, failure, name, slowestMicrosPerByte } = run(target, { cases, seed })
  console.log(
    name.padEnd(16),
    String(ran).padStart(8),
    `${(100 * accepted / ran).toFixed(1)} %`.padStart(10),
    String(casesPerSecond).padStart(10),
    String(slowestMicrosPerByte).padStart(10),
    "  ",
    failure === undefined ? "holds" : `BROKEN (${failure.kind})`
  )
  if (failure === undefined) continue
  broken = true
  console.log(`\n  case ${failure.index}: ${failure.message}\n  input: ${Buffer.from(failure.input).toString("hex")}\n`)
}
process.exit(broken ? 1 : 0)
