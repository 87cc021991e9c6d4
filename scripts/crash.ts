/** `npm run crash:pds [kills]`: a live PDS under load, killed without warning, 200 times by default. */
import * as Campaign from "./crash/Campaign.ts"

const kills = Number(process.argv[2] ?? 200)
const begun = performance.now()
const { acknowledged, checks, complaints, events } = await Campaign.run({
  kills,
  writers: 8,
  basePort: Number(process.env["ORRERY_PORT"] ?? 3810),
  longestLifeMillis: 300,
  onKill: (n, acknowledged) => {
    if (n % 10 === 0) console.log(`${n} kills, ${acknowledged} writes acknowledged`)
  }
})
console.log(`${kills} kills, ${acknowledged} acknowledged writes, ${events} events, ${checks} checks in ${Math.round((performance.now() - begun) / 1000)} s`)
for (const complaint of complaints.slice(0, 20)) console.log(`  ${complaint}`)
console.log(complaints.length === 0 ? "Nothing acknowledged was lost, no seq came again, the stream has no gap." : `${complaints.length} complaints.`)
process.exitCode = complaints.length === 0 ? 0 : 1
