/** What a relay can neither believe nor refuse for the moment. RELAY-1, RELAY-3, RELAY-4 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Waiting from "../../../src/actors/relay/Waiting.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as Result from "effect/Result"
import * as Town from "./Town.ts"

type Seen = ReturnType<typeof Town.make>

/** What the relay has said of an account, each once, in order. */
const told = (town: Seen, did: string): ReadonlyArray<string> => {
  const seen = new Map<number, string>()
  for (const o of town.observations) {
    if (o._tag !== "FrameSent" || o.from !== "relay.test") continue
    const event = Result.getOrUndefined(Result.flatMap(Frame.decode(o.bytes), RepoEvent.fromFrame))
    if (event !== undefined && "seq" in event && RepoEvent.didOf(event) === did) seen.set(event.seq, event._tag)
  }
  return [...seen].sort(([a], [b]) => a - b).map(([, tag]) => tag)
}

describe("While the directory is out of a relay's reach", () => {
  const scene = () => {
    const town = Town.make()
    const alice = town.run(Town.signUp("alice"))
    town.settle()
    town.world.partition("relay.test", "plc.test", true)
    const bob = town.run(Town.signUp("bob"))
    town.run(Town.createPost(bob, "Is anybody there?"))
    town.run(Town.createPost(alice, "I am."))
    return { alice, bob, town }
  }

  it("what an account says of whom nothing is known waits, and holds up nobody else", () => {
    const { alice, bob, town } = scene()
    town.settle(10_000)
    expect(told(town, bob.did)).toEqual([])
    expect(told(town, alice.did).filter((tag) => tag === "Commit")).toHaveLength(2)
  })

  it("it waits longer than any patience, and comes in its order [RELAY-1] [RELAY-3]", () => {
    const { bob, town } = scene()
    town.settle(3_600_000)
    town.run(Town.createPost(bob, "Still here."))
    town.settle()
    town.world.partition("relay.test", "plc.test", false)
    town.settle(600_000)
    expect(told(town, bob.did)).toEqual(["Identity", "Account", "Commit", "Commit", "Commit"])
  })

  it("it outlives a crash of the relay, though the host's cursor has gone on [RELAY-4]", () => {
    const { bob, town } = scene()
    town.settle()
    town.world.crash("relay.test")
    town.world.start("relay.test")
    town.settle()
    expect(told(town, bob.did)).toEqual([])
    town.world.partition("relay.test", "plc.test", false)
    town.settle(60_000)
    expect(told(town, bob.did)).toEqual(["Identity", "Account", "Commit", "Commit"])
  })
})

describe("Room for what waits", () => {
  const inRoom = <A>(use: (queued: Waiting.Queued) => Effect.Effect<A, unknown>) =>
    Town.make().run(Effect.flatMap(Waiting.make, (waiting) => Effect.flatMap(waiting.of("pds1.test"), use)))

  const frame = (n: number) => new Uint8Array([n])

  it("is bounded for one account: the oldest commit gives way, for the next one shows the gap", () => {
    const left = inRoom(Effect.fnUntraced(function*(queued) {
      yield* queued.add("did:plc:alice", frame(0), false)
      for (let n = 1; n <= 100; n++) yield* queued.add("did:plc:alice", frame(n), true)
      return yield* queued.of("did:plc:alice")
    }))
    expect(left).toHaveLength(64)
    expect(left.map(({ frame }) => frame[0])).toEqual([0, ...Array.from({ length: 63 }, (_, i) => 38 + i)])
  })

  it("is bounded for one host: the stream is held, and accounts whose own web host is away give way first", () => {
    const full = inRoom(Effect.fnUntraced(function*(queued) {
      const seen: Array<boolean> = []
      for (let n = 0; n < 10_000; n++) yield* queued.add(`did:web:${n}.test`, frame(1), true)
      seen.push(queued.isFull())
      yield* queued.add("did:plc:alice", frame(2), true)
      seen.push(queued.isFull())
      for (let n = 0; n < 10_000; n++) yield* queued.add(`did:plc:${n}`, frame(3), true)
      seen.push(queued.isFull())
      yield* queued.remove(yield* queued.of("did:plc:0"))
      return [...seen, queued.has("did:plc:alice")]
    }))
    expect(full).toEqual([true, false, true, true])
  })
})
