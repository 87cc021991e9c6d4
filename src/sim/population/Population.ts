/**
 * The people of a world, moved by its heap: sign-ups spread over the first
 * minutes, then arrivals of acts as a Poisson process, thinned by the hour of
 * the day. A person acts one thing at a time; an arrival during an act is lost.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type { Environment } from "../../actors/Environment.ts"
import type { Scope } from "effect/Scope"
import { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import * as Distribution from "../kernel/Distribution.ts"
import { Streams } from "../kernel/Stream.ts"
import { blueprints, devicesHost, pdsHosts } from "../scenario/Build.ts"
import type { Scenario } from "../scenario/Scenario.ts"
import type { World } from "../World.ts"
import * as Acts from "./Acts.ts"
import * as Arrival from "./Arrival.ts"
import { Marks } from "./Marks.ts"
import type { Person } from "./Person.ts"
import * as Room from "./Room.ts"
import { Society } from "./Society.ts"

const hourMillis = 3_600_000
/** The actors have this long to find each other before the first person comes. */
const openingMillis = 2_000

/** Before somebody who is busy is asked again. */
const busyMillis = 1_000

export interface PopulationHooks {
  readonly onTimeline: (uris: ReadonlyArray<string>, atMillis: number) => void
}

export class Population {
  readonly society: Society
  readonly marks = new Marks()
  /**
   * Acts that a server refused, by what it said. People here ask nothing that may be refused but for
   * a quota, so any other fails the run.
   */
  readonly refusals = new Map<string, number>()
  /** Bugs in our own client code; any fails the run. */
  readonly defects: Array<string> = []
  acting = 0
  /** Virtual time at which somebody last was done with an act. */
  lastActAtMillis = 0
  moves = 0
  private readonly feeds: Array<string> = []
  private readonly around: Acts.Surroundings
  /** Nobody begins anything new. */
  stopped = false

  private readonly world: World
  private readonly scenario: Scenario
  /** Whether any server has a quota. */
  private readonly limited: boolean

  constructor(world: World, scenario: Scenario, seed: number, hooks: PopulationHooks) {
    this.world = world
    this.scenario = scenario
    this.limited = blueprints(scenario).some(({ options }) => options["quota"] !== undefined)
    this.society = new Society(scenario.population, pdsHosts(scenario), Streams(seed).fork("population"))
    this.around = { society: this.society, marks: this.marks, feeds: this.feeds, onTimeline: hooks.onTimeline }
  }

  get signedUp(): number {
    return this.society.people.reduce((count, person) => count + (person.session === undefined ? 0 : 1), 0)
  }

  /** Puts everybody into the heap. */
  start(): void {
    const { signUpWithin } = this.scenario.population
    for (const person of this.society.people) {
      this.world.at(openingMillis + person.stream.double() * signUpWithin, () => this.arrive(person))
      this.world.at(openingMillis + signUpWithin + person.stream.double() * signUpWithin, () => this.settleIn(person))
      this.scheduleAct(person)
    }
  }

  /** No new acts, nor anybody new; acts under way come to their end. */
  stop(): void {
    this.stopped = true
  }

  /** Lets a person do something, unless it is doing something else; `name` stands in complaints. */
  act(person: Person, name: string, effect: Effect.Effect<unknown, unknown, Environment | Scope>): void {
    if (person.acting) return
    person.acting = true
    this.acting++
    this.world.fork(person.name, devicesHost, Effect.matchCause(effect, {
      onSuccess: () => this.done(person),
      onFailure: (cause) => {
        this.done(person)
        if (Cause.hasDies(cause)) this.defects.push(`${person.name}, ${name}: ${Cause.pretty(cause)}`)
        else this.failed(name, cause)
      }
    }))
  }

  /** As `act`, as soon as the person has done with what it does now. */
  actSoon(person: Person, name: string, effect: Effect.Effect<unknown, unknown, Environment | Scope>): void {
    if (!person.acting) return this.act(person, name, effect)
    this.world.at(this.world.now + busyMillis, () => this.actSoon(person, name, effect))
  }

  private done(person: Person): void {
    person.acting = false
    this.acting--
    this.lastActAtMillis = this.world.now
  }

  private failed(name: string, cause: Cause.Cause<unknown>): void {
    this.marks.hit("an act failed and was given up")
    const error = Cause.squash(cause)
    if (this.limited && Room.isOverQuota(error)) return Room.note(error, this.marks)
    // A host that is down or overwhelmed is no refusal.
    if (!(error instanceof XrpcError) || error.status >= 500 || error.status === 429) return
    const key = `${name}: ${error.error}: ${error.message}`.slice(0, 200)
    this.refusals.set(key, (this.refusals.get(key) ?? 0) + 1)
  }

  private arrive(person: Person): void {
    if (this.stopped) return
    const { topology } = this.scenario
    const generator = this.world.hosts().find(({ kind }) => kind === "feedgen")?.host
    const marks = this.marks
    const feeds = this.feeds
    this.act(person, "signing up", Effect.gen(function*() {
      yield* Arrival.arrive(person)
      if (person.session === undefined) return
      if (person.ownDomain) yield* Arrival.takeOwnDomain(person, person.session, marks)
      // The first person keeps the feeds' records.
      if (person.index === 0 && generator !== undefined) {
        feeds.push(...yield* Arrival.announceFeeds(person.session, generator, topology.feeds))
      }
    }))
  }

  private settleIn(person: Person): void {
    if (person.session !== undefined && !this.stopped) this.act(person, "settling in", Arrival.settleIn(person, person.session, this.society))
  }

  /** Share of the peak's activity at a time of the day, by the sun's own curve. */
  private rhythm(atMillis: number): number {
    const { depth, peakHour } = this.scenario.population.rhythm
    const hour = ((this.world.epochMillis + atMillis) % (24 * hourMillis)) / hourMillis
    return 1 - depth * (1 - Math.cos((2 * Math.PI * (hour - peakHour)) / 24)) / 2
  }

  private scheduleAct(person: Person): void {
    const ratePerMilli = (Acts.totalRate(person.habits) / hourMillis) * person.activity
    if (ratePerMilli === 0) return
    const wait = Distribution.exponential(person.stream, 1 / ratePerMilli)
    const at = this.world.now + wait
    if (at > this.scenario.duration) return
    this.world.at(at, () => {
      if (this.stopped) return
      if (person.session !== undefined && !person.away && person.stream.chance(this.rhythm(this.world.now))) {
        const act = Acts.draw(person.habits, person)(person, person.session, this.around)
        this.act(person, "acting", this.limited ? Room.making(act, person, person.session, this.marks) : act)
      }
      this.scheduleAct(person)
    })
  }
}
