/**
 * Posts per second of wall time, from the person's request until the App View
 * has indexed the commit: PDS, relay and App View in one process, durable at
 * each step, without oracles or trace. The reference network (PDS, App View,
 * PLC, PostgreSQL, Redis) gives 118 to 164 on this kind of machine.
 *
 *     node bench/sim/posts.ts [accounts] [posts per account] [posts per account before these]
 *
 * A network that has just begun compiles more than it posts, so the others of
 * our benches lead in too; what the lead-in itself took stands beside.
 */
import { loaded } from "../../src/cli/withoutAsyncContext.ts"
import * as Effect from "effect/Effect"
import { layerOf } from "../../src/actors/Actor.ts"
import * as Records from "../../src/actors/client/Records.ts"
import { type Session, signUp } from "../../src/actors/client/Session.ts"
import * as Client from "../../src/actors/xrpc/Client.ts"
import * as Build from "../../src/sim/scenario/Build.ts"
import * as Parse from "../../src/sim/scenario/Parse.ts"
import { paceNow } from "../Pace.ts"
import * as Result from "effect/Result"
import { World } from "../../src/sim/World.ts"

loaded()

const accounts = Number(process.argv[2] ?? 50)
const postsEach = Number(process.argv[3] ?? 400)
const leadInEach = Number(process.argv[4] ?? postsEach / 2)

const scenario = Result.getOrThrow(Parse.parse(`
name: bench
description: posts until indexed
duration: 1h
population: { accounts: 0 }
topology: { pds: 1, labelers: 0, feedGenerators: 0 }
`))
const world = World.make(Build.network(scenario), { seed: 1, layerOf, link: { latency: { kind: "constant", millis: 1 } } })
world.startAll()
world.runUntil(5_000)

const sessions: Array<Session> = []
for (let i = 0; i < accounts; i++) {
  sessions.push(world.run("devices.test", signUp("https://pds1.test", { handle: `alice${i}.pds1.test`, email: `alice${i}@mail.test`, password: "password" })))
}

const everybodyPosts = (each: number) =>
  Effect.forEach(sessions, (session) =>
    Effect.gen(function*() {
      for (let i = 0; i < each; i++) yield* Records.post(session, `The comet returns, for the ${i}th time.`)
    }), { concurrency: accounts, discard: true })

const indexed = (session: Session) =>
  Effect.map(
    Client.query("app.bsky.actor.getProfile", { origin: "https://appview.test", params: { actor: session.did } }),
    (profile) => profile.postsCount ?? 0
  )

/** The index is complete when the network is silent. */
const untilQuiet = (): void => {
  while (!world.quiet(1_000)) world.runUntil(world.now + 500)
}

const countIndexed = (): number => world.run("devices.test", Effect.forEach(sessions, indexed)).reduce((sum, count) => sum + count, 0)

interface Figures {
  readonly total: number
  readonly seconds: number
  readonly cpuMicros: number
}

const measured = (each: number): Figures => {
  untilQuiet()
  const before = countIndexed()
  const startedAt = performance.now()
  const cpuBefore = process.cpuUsage()
  world.run("devices.test", everybodyPosts(each))
  untilQuiet()
  const seconds = (performance.now() - startedAt) / 1_000
  const { system, user } = process.cpuUsage(cpuBefore)
  const total = countIndexed() - before
  if (total !== accounts * each) throw new Error(`${total} of ${accounts * each} posts are indexed`)
  return { total, seconds, cpuMicros: user + system }
}

const perSecond = ({ seconds, total }: Figures): number => Math.round(total / seconds)
const said = (figures: Figures): string =>
  `${figures.total} posts, each indexed, in ${figures.seconds.toFixed(2)} s: ${perSecond(figures)} posts/s (${Math.round(figures.seconds * 1e6 / figures.total)} µs a post, ${Math.round(figures.cpuMicros / figures.total)} µs of processor time)`

paceNow()
if (leadInEach > 0) console.log(`Lead-in: ${said(measured(leadInEach))}`)
const paceBefore = paceNow()
const figures = measured(postsEach)
const pace = Math.sqrt(paceBefore * paceNow())
console.log(said(figures))
console.log(`This machine runs ${pace.toFixed(2)}× slower than the one where the target of 2,000/s was set: ${Math.round(perSecond(figures) * pace)} posts/s at that pace`)
