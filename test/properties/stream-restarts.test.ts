/**
 * The hosts of one chain of streams lose power together, or are stopped
 * together: at ever later steps of a replay, through the hand-over to live,
 * while people write and others listen from the beginning. It is looked at from
 * outside: each connection got exactly the suffix that it asked for, the relay
 * passed each commit on once and in order, and the App View has them all.
 * STREAM-1, STREAM-2, STREAM-3, STREAM-8, RELAY-3, RELAY-4
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../src/actors/Actor.ts"
import * as Records from "../../src/actors/client/Records.ts"
import type { Session } from "../../src/actors/client/Session.ts"
import * as RepoEvent from "../../src/protocol/frames/RepoEvent.ts"
import type { Observation } from "../../src/sim/Observation.ts"
import * as Build from "../../src/sim/scenario/Build.ts"
import { Scenario } from "../../src/sim/scenario/Scenario.ts"
import { World } from "../../src/sim/World.ts"
import * as Town from "../actors/pds/Town.ts"

const pds = "pds1.test"
const relay = "relay.test"
const appView = "appview.test"

type End = "crash" | "stop"

/** What one connection was told, in order. */
interface Told {
  readonly by: string
  readonly to: string
  readonly cursor: number
  readonly seqs: Array<number>
}

const town = () => {
  const scenario = Schema.decodeUnknownSync(Scenario)({
    name: "chain", description: "One PDS, one relay, one App View.", duration: "1h", topology: { pds: 1 }, population: { accounts: 0 }
  })
  const world = World.make(Build.network(scenario), { seed: 1, layerOf })
  const defects: Array<Observation> = []
  const told = new Map<number, Told>()
  world.observe((o) => {
    if (o._tag === "Defect") defects.push(o)
    else if (o._tag === "SocketOpened" && o.path.includes("subscribeRepos")) {
      told.set(o.connection, { by: o.to, to: o.from, cursor: Number(new URLSearchParams(o.path.split("?")[1]).get("cursor")), seqs: [] })
    } else if (o._tag === "FrameSent" && told.get(o.connection)?.by === o.from) told.get(o.connection)!.seqs.push(RepoEvent.seqOf(o.bytes)!)
  })
  world.startAll()
  world.runUntil(2_000)
  const run = <A, E>(effect: Parameters<typeof world.run<A, E>>[1]) => world.run("device.test", effect)
  const [alice, bob] = run(Effect.all([Town.signUp("alice"), Town.signUp("bob")]))
  const posted = new Map<Session, Array<string>>([[alice, []], [bob, []]])
  let count = 0
  const write = (session: Session, posts: number) =>
    Effect.gen(function*() {
      for (let n = 0; n < posts; n++) posted.get(session)!.push((yield* Records.post(session, `post ${++count}`)).uri)
    })
  const connections = (by: string, to: string) => [...told.values()].filter((each) => each.by === by && each.to === to)
  const listening = (host: string) =>
    world.fork("listens", "reader.test", Effect.ignore(Effect.timeout(Town.listen(host, "?cursor=0", () => false), "2 seconds")))

  /**
   * The relay comes back to what it missed; so many steps after it has dialled
   * the PDS these hosts end. Whether the relay had passed anything on by then.
   */
  const strike = (hosts: ReadonlyArray<string>, end: End, steps: number): boolean => {
    world[end](relay)
    world.runUntil(world.now + 50)
    run(Effect.all([write(alice, 3), write(bob, 3)], { concurrency: "unbounded" }))
    const writing = [alice, bob].map((session, i) => world.fork("writes on", `device${i}.test`, write(session, 2)))
    const before = connections(pds, relay).length
    world.start(relay)
    listening(pds)
    while (connections(pds, relay).length === before) world.step(1)
    const passed = connections(relay, appView).length
    listening(relay)
    for (let n = 0; n < steps; n++) world.step(1)
    const isLive = connections(relay, appView).slice(passed).some(({ seqs }) => seqs.length > 0)
    for (const host of hosts) world[end](host)
    world.runUntil(world.now + 100)
    for (const host of hosts) world.start(host)
    world.runUntil(world.now + 15_000)
    for (const fiber of writing) expect(fiber.pollUnsafe()).toMatchObject({ _tag: "Success" })
    return isLive
  }

  const judge = () => {
    world.runUntil(world.now + 60_000)
    expect(defects).toEqual([])
    const logs = new Map([pds, relay].map((host) => {
      const top = Math.max(...[...told.values()].flatMap(({ by, seqs }) => by === host ? seqs : []))
      return [host, run(Town.listen(host, "?cursor=0", (events) => Town.seqOf(events.at(-1) ?? { _tag: "Error", error: "" }) >= top))]
    }))
    for (const { by, cursor, seqs } of told.values()) {
      const suffix = logs.get(by)!.map(Town.seqOf).filter((seq) => seq > cursor)
      expect(seqs).toEqual(suffix.slice(0, seqs.length))
    }
    const commitsOf = (host: string, did: string) =>
      logs.get(host)!.flatMap((event) => event._tag === "Commit" && event.repo === did ? [event.commit.toString()] : [])
    for (const [session, uris] of posted) {
      expect(commitsOf(relay, session.did)).toEqual(commitsOf(pds, session.did))
      const shown = run(Effect.gen(function*() {
        const seen: Array<string> = []
        for (let i = 0; i < uris.length; i += 25) {
          const { posts } = yield* session.query("app.bsky.feed.getPosts", { uris: uris.slice(i, i + 25) })
          seen.push(...posts.map(({ uri }) => uri))
        }
        return seen
      }))
      expect(shown.toSorted()).toEqual(uris.toSorted())
    }
  }
  return { strike, judge }
}

const ends: ReadonlyArray<readonly [End, ReadonlyArray<string>]> = [
  ["crash", [relay]],
  ["crash", [pds, relay]],
  ["crash", [relay, pds]],
  ["crash", [appView, relay]],
  ["crash", [appView, relay, pds]],
  ["stop", [pds, relay]],
  ["stop", [relay, appView]]
]

describe("the hosts of a chain of streams that end together", () => {
  it.each(ends)("lose nothing and repeat nothing, at whichever step of a replay it is: %s of %j", (end, hosts) => {
    const { judge, strike } = town()
    const wereLive = Array.from({ length: 20 }, (_, i) => strike(hosts, end, 1 + 4 * i))
    // Before the hand-over and after it.
    expect(new Set(wereLive)).toEqual(new Set([false, true]))
    judge()
  })
})
