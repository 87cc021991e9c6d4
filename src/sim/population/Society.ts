/**
 * Draws the people of a scenario and whom they find interesting. Popularity is
 * a power law, so a few are followed by very many; people mostly know others
 * of their own cluster, the rest are known through popularity alone.
 */
import * as Distribution from "../kernel/Distribution.ts"
import type { Stream } from "../kernel/Stream.ts"
import type { Population } from "../scenario/Population.ts"
import { nameOf, type Person } from "./Person.ts"

const kindAndHabits = ({ habits, kind }: Pick<Person, "kind" | "habits">): Pick<Person, "kind" | "habits"> => ({ kind, habits })

export class Society {
  readonly people: ReadonlyArray<Person>
  private readonly mixing: number
  private readonly everybody: Distribution.WeightedChoice | undefined
  private readonly clusters: ReadonlyArray<{ readonly members: ReadonlyArray<number>; readonly choice: Distribution.WeightedChoice }>

  constructor(options: Population, pdsHosts: ReadonlyArray<string>, stream: Stream) {
    const { accounts, customHandles, graph, habits, homes, kinds, unevenness } = options
    this.mixing = graph.mixing
    const clusterCount = Math.max(1, Math.round(accounts / graph.clusterSize))
    const draw = stream.fork("people")
    const home = new Distribution.WeightedChoice(homes ?? pdsHosts.map(() => 1))
    const others = { kind: "", habits, share: Math.max(0, 1 - kinds.reduce((sum, { share }) => sum + share, 0)) }
    const allKinds = [...kinds.map((kind) => ({ kind: kind.name, habits: { ...habits, ...kind.habits }, share: kind.share })), others]
    const kindOf = new Distribution.WeightedChoice(allKinds.map(({ share }) => share))
    this.people = Array.from({ length: accounts }, (_, index): Person => ({
      index,
      name: nameOf(index),
      email: `${nameOf(index)}@mail.test`,
      password: `password-of-${nameOf(index)}`,
      ownDomain: draw.chance(customHandles),
      ...kindAndHabits(allKinds[kindOf.draw(draw)]!),
      cluster: draw.below(clusterCount),
      activity: Distribution.lognormal(draw, Math.exp(-unevenness * unevenness / 2), unevenness),
      firstFollows: Math.min(accounts - 1, Math.round(Distribution.exponential(draw, graph.meanFollows))),
      stream: stream.fork(`person ${index}`),
      pds: pdsHosts[home.draw(draw)]!,
      session: undefined,
      acting: false,
      moved: false,
      away: false,
      ring: undefined,
      seen: [],
      posts: [],
      follows: new Map(),
      liked: new Set(),
      blocked: new Set()
    }))
    // Popularity as a function of rank with exponent 1/(e−1) gives follower counts with exponent e.
    const order = stream.fork("popularity").shuffle(this.people.map((person) => person.index))
    const weight = new Float64Array(accounts)
    order.forEach((index, rank) => {
      weight[index] = (rank + 1) ** (-1 / (graph.exponent - 1))
    })
    this.everybody = accounts === 0 ? undefined : new Distribution.WeightedChoice(weight)
    this.clusters = Array.from({ length: clusterCount }, (_, cluster) => {
      const members = this.people.filter((person) => person.cluster === cluster).map((person) => person.index)
      return { members, choice: new Distribution.WeightedChoice(members.length === 0 ? [1] : members.map((index) => weight[index]!)) }
    })
  }

  /** Somebody who might interest this person; it may be the person itself. */
  acquaintance(of: Person): Person {
    const { choice, members } = this.clusters[of.cluster]!
    return members.length < 2 || of.stream.chance(this.mixing)
      ? this.people[this.everybody!.draw(of.stream)]!
      : this.people[members[choice.draw(of.stream)]!]!
  }

  /** Somebody with an account whom this person does not follow yet; undefined after a few tries. */
  stranger(of: Person): Person | undefined {
    for (let tries = 0; tries < 12; tries++) {
      const other = this.acquaintance(of)
      if (other !== of && other.session !== undefined && !of.follows.has(other.session.did) && !of.blocked.has(other.session.did)) return other
    }
    return undefined
  }
}
