/**
 * One run of a scenario, under the eyes of its oracles.
 *
 *     actors start ─▶ people act, faults strike ─▶ all is mended, people stop
 *     ─▶ the network comes to rest ─▶ the oracles ask their last questions ─▶ verdict
 *
 * A run is a generator: each `next()` drains a slice of the world, so that
 * whoever drives it can draw a progress bar, write the trace, or stop. It is
 * synchronous inside, and its result is a function of scenario and seed.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { catalogue } from "./oracles/Catalogue.ts"
import type { Oracle, ProbeAnswer, Question } from "./oracles/Oracle.ts"
import type { ReportData } from "./report/ReportData.ts"
import * as Bound from "./run/Bound.ts"
import * as Drawn from "./run/Drawn.ts"
import * as Stage from "./run/Stage.ts"
import * as Verdict from "./run/Verdict.ts"
import type { Network } from "../actors/Network.ts"
import type { Scenario } from "./scenario/Scenario.ts"
import { PresentWitness } from "./witness/PresentWitness.ts"
import type { Setting, Witness } from "./witness/Witness.ts"

export interface RunOptions extends Omit<Stage.StageOptions, "hooks"> {
  readonly oracles?: ReadonlyArray<Oracle>
  /** Who looks on; in want of one, somebody who sits in this thread. */
  readonly witness?: (oracles: ReadonlyArray<Oracle>, setting: Setting) => Witness
}

export interface Progress {
  readonly phase: "acting" | "coming to rest" | "asking"
  readonly virtualMillis: number
  readonly totalMillis: number
  readonly commits: number
  readonly accounts: number
  readonly acting: number
  readonly violations: number
}

/** Steps of the kernel between two looks from outside. */
const defaultSliceSteps = 1_000
/** Longer than any consumer's backoff: what is silent this long has nothing left to say. */
const quietMillis = 60_000
const restSliceMillis = 5_000
const askSliceMillis = 100
/** A last question is repeated: the network may still break a connection. */
const probeAttempts = 8
const unanswered: ProbeAnswer = { status: 0, body: new Uint8Array(0) }

const put = (client: HttpClient.HttpClient, { headers, host, path }: Question): Effect.Effect<ProbeAnswer> =>
  client.execute(HttpClientRequest.get(`https://${host}${path}`, headers === undefined ? {} : { headers })).pipe(
    Effect.flatMap((response) => Effect.map(response.arrayBuffer, (body) => ({ status: response.status, body: new Uint8Array(body) }))),
    Effect.retry({ times: probeAttempts }),
    Effect.orElseSucceed(() => unanswered)
  )

const habitsOf = ({ habits, kinds }: Scenario["population"]): ReadonlySet<string> => {
  const rates = [habits, ...kinds.map((kind) => kind.habits)].flatMap((some) => Object.entries(some))
  return new Set(rates.flatMap(([name, rate]) => rate > 0 ? [name] : []))
}

const concerned = (scenario: Scenario, network: Network): ReadonlyArray<Oracle> => {
  const occasion = {
    kinds: new Set<string>(network.actors.map(({ kind }) => kind)),
    happenings: new Set<string>(scenario.timeline.map(({ what }) => what)),
    faults: new Set<string>(scenario.faults.map(({ kind }) => kind)),
    habits: habitsOf(scenario.population),
    actors: network.actors
  }
  return catalogue.filter(({ when }) => when === undefined || when(occasion))
}

export class Run {
  readonly stage: Stage.Stage
  readonly witness: Witness
  readonly drawn: ReadonlyArray<Drawn.Drawn>
  /** May be changed between slices: 1 looks at every step. */
  sliceSteps = defaultSliceSteps
  private readonly options: RunOptions
  private interrupted = false
  private restAtMillis: number | undefined

  constructor(options: RunOptions) {
    this.options = options
    const { scenario } = options
    this.stage = Stage.set({ ...options, hooks: { onTimeline: (uris, at) => this.witness.readTimeline(uris, at - world.epochMillis) } })
    const { network, population, world } = this.stage
    const make = options.witness ?? ((oracles, setting) => new PresentWitness(oracles, setting))
    this.witness = make(options.oracles ?? concerned(scenario, network), {
      hosts: network.actors,
      bucketMillis: Math.max(1_000, Math.round(scenario.duration / 60))
    })
    this.drawn = Drawn.table(scenario, network, population)
    world.observe((o) => this.witness.observe(o))
  }

  /** Ends the acting at once; the report tells what ran. */
  interrupt(): void {
    this.interrupted = true
  }

  *steps(): Generator<Progress, ReportData> {
    const { population, world } = this.stage
    const { scenario } = this.options
    while (!this.interrupted && world.step(this.sliceSteps, scenario.duration) === "more") yield this.progress("acting")
    population.stop()
    const restless = this.interrupted ? [] : yield* this.comeToRest()
    this.restAtMillis = world.now
    this.witness.rest()
    // Of what is still changing, nobody can say what it should have become.
    const asked = !this.interrupted && (restless.length === 0 || this.settled)
    if (asked) yield* this.ask()
    return this.report(restless, asked)
  }

  /** Nobody has changed anything for so long that whoever works had heard of it. */
  private get settled(): boolean {
    const { population, world } = this.stage
    return population.acting === 0 && world.now - Math.max(population.lastActAtMillis, this.lastMending) >= quietMillis
  }

  private get lastMending(): number {
    return this.options.scenario.faults.reduce((last, fault) => Math.max(last, fault.at + fault.for), 0)
  }

  private *comeToRest(): Generator<Progress, ReadonlyArray<string>> {
    const { population, world } = this.stage
    const { scenario } = this.options
    const { lastMending } = this
    const deadline = Math.max(scenario.duration, lastMending) + scenario.quiesceWithin
    while (world.now < deadline) {
      const until = Math.min(deadline, world.now + restSliceMillis)
      while (world.step(this.sliceSteps, until) === "more") yield this.progress("coming to rest")
      if (this.interrupted) return []
      if (scenario.rest === "quiet" && world.now >= lastMending && population.acting === 0 && world.quiet(quietMillis)) return []
      yield this.progress("coming to rest")
    }
    return scenario.rest === "time" ? [] : world.pending()
  }

  private *ask(): Generator<Progress, void> {
    const { world } = this.stage
    const questions = Effect.flatMap(HttpClient.HttpClient, (client) => {
      const askOn = (questions: ReadonlyArray<Question>, index: number): Effect.Effect<void> => {
        const question = questions[index]
        if (question === undefined) return Effect.void
        return Effect.flatMap(put(client, question), (answer) =>
          Effect.suspend(() => {
            this.witness.answer(world.now, answer)
            return index + 1 < questions.length ? askOn(questions, index + 1) : askOn(this.witness.questions(world.now), 0)
          }))
      }
      return Effect.suspend(() => askOn(this.witness.questions(world.now), 0))
    })
    const fiber = world.fork("last questions", Stage.observerHost, questions)
    // By virtual time, so that where it ends does not depend on the size of the slices.
    let exit = fiber.pollUnsafe()
    for (; exit === undefined; exit = fiber.pollUnsafe()) {
      const until = world.now + askSliceMillis
      while (world.step(this.sliceSteps, until) === "more") yield this.progress("asking")
      if (this.interrupted) return
    }
    if (Exit.isFailure(exit)) throw Cause.squash(exit.cause)
  }

  private progress(phase: Progress["phase"]): Progress {
    this.witness.pause()
    const { population, world } = this.stage
    const { scenario } = this.options
    return {
      phase,
      virtualMillis: world.now,
      totalMillis: scenario.duration,
      ...this.witness.soFar(),
      accounts: population.signedUp,
      acting: population.acting
    }
  }

  private report(restless: ReadonlyArray<string>, asked: boolean): ReportData {
    const { faults, population, world } = this.stage
    const { scenario, seed } = this.options
    const { commits, defects, diagrams, events, findings, metrics, records } = this.witness.testimony()
    const marks = population.marks.list()
    const counts = { accounts: population.signedUp, records, moves: population.moves }
    const reasons = Verdict.reasons({
      scenario,
      interruptedAtMillis: this.interrupted ? this.restAtMillis : undefined,
      findings,
      faults,
      marks,
      defects: [...defects, ...population.defects],
      refusals: population.refusals,
      restless,
      asked,
      ...counts,
      postToAppView: metrics.latencies[0]!
    })
    return {
      description: scenario.description,
      actingMillis: scenario.duration,
      timeline: scenario.timeline.map(Bound.of),
      metrics,
      diagrams,
      run: {
        scenario: scenario.name,
        seed,
        verdict: reasons.length === 0 ? "pass" : "fail",
        reasons,
        interrupted: this.interrupted,
        virtualMillis: Math.round(this.restAtMillis ?? world.now),
        accounts: counts.accounts,
        commits,
        records: counts.records,
        events,
        traceHash: world.hash,
        invariants: findings,
        marks,
        faults,
        drawn: this.drawn
      }
    }
  }
}

/** Drains a run to its end. */
export const toEnd = (run: Run): ReportData => {
  const steps = run.steps()
  while (true) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}
