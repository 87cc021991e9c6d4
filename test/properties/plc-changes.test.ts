/**
 * Changes of key and handle whose operations get lost, lie about, or arrive
 * when nobody waits for them, with crashes at any time: no commit is ever made
 * under a key that the DID does not name, each operation that is taken becomes
 * so here, nothing is left open, and writes stop for as long as nobody can say,
 * and no longer. HANDLE-1, SIG-5
 */
import * as Effect from "effect/Effect"
import { HttpClient, mapRequest } from "effect/http/HttpClient"
import { setHeader } from "effect/http/HttpClientRequest"
import * as HttpRouter from "effect/http/HttpRouter"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "vitest"
import * as PlcClient from "../../src/actors/identity/PlcClient.ts"
import * as Client from "../../src/actors/xrpc/Client.ts"
import * as Car from "../../src/protocol/car/Car.ts"
import * as Operation from "../../src/protocol/plc/Operation.ts"
import * as Commit from "../../src/protocol/repo/Commit.ts"
import * as Tid from "../../src/protocol/syntax/Tid.ts"
import * as Cuts from "../actors/pds/identity/Cuts.ts"
import * as Town from "../actors/pds/Town.ts"

const origin = "https://pds1.test"

/** What befalls an operation on its way to the directory. */
type Mishap =
  | { readonly kind: "none" }
  /** It never arrives. */
  | { readonly kind: "lost" }
  /** It is taken, and the answer never arrives. */
  | { readonly kind: "unanswered" }
  /** It lies about for so long; who sent it may have given up. */
  | { readonly kind: "late"; readonly millis: number }

type Wish = "key" | "handle" | "own"
type Event =
  | { readonly what: Wish }
  | { readonly what: "away"; readonly millis: number }
  | { readonly what: "crash"; readonly millis: number }

interface Game {
  /** Of the server's operations, in turn; later ones come to no harm. */
  readonly mishaps: ReadonlyArray<Mishap>
  readonly events: ReadonlyArray<{ readonly afterMillis: number; readonly event: Event }>
}

const mishap = fc.oneof<Array<fc.Arbitrary<Mishap>>>(
  fc.constant({ kind: "none" }),
  fc.constant({ kind: "lost" }),
  fc.constant({ kind: "unanswered" }),
  fc.record({ kind: fc.constant("late" as const), millis: fc.constantFrom(30, 1_000, 6_000, 20_000, 90_000, 400_000) })
)
const event = fc.oneof<Array<fc.Arbitrary<Event>>>(
  fc.record({ what: fc.constantFrom<Wish>("key", "key", "handle", "own") }),
  fc.record({ what: fc.constantFrom<"away" | "crash">("away", "crash"), millis: fc.constantFrom(500, 8_000, 100_000) })
)
/** One that lies about while those sent after it are lost: nobody expects it any more when it arrives. */
const forgotten = fc.tuple(fc.constantFrom(30_000, 90_000, 400_000), fc.integer({ min: 2, max: 5 })).map(([millis, lost]): ReadonlyArray<Mishap> => [
  { kind: "late", millis },
  ...Array.from({ length: lost }, (): Mishap => ({ kind: "lost" }))
])
const game: fc.Arbitrary<Game> = fc.record({
  mishaps: fc.oneof(fc.array(mishap, { minLength: 1, maxLength: 9 }), forgotten),
  events: fc.array(fc.record({ afterMillis: fc.constantFrom(0, 3, 10, 11, 15, 40, 2_000, 15_000, 80_000), event }), { minLength: 2, maxLength: 6 })
})

const play = ({ events, mishaps }: Game) => {
  const coming: Array<Mishap> = []
  let isAway = false
  /** While alice's device writes the DID nothing comes between: by its higher key it would take that back. */
  let isAlone = false
  let settledAtMillis = 0
  const busy = Effect.succeed(HttpServerResponse.empty({ status: 503 }))
  const place = Town.make({
    aroundPlc: (plc) => Layer.provide(plc, HttpRouter.middleware((handled) =>
      Effect.flatMap(HttpServerRequest, ({ headers, method }) => {
        if (headers["x-device"] !== undefined) return handled
        if (isAway) return busy
        if (method !== "POST") return handled
        const route = Effect.andThen(Effect.repeat(Effect.sleep(5), { while: () => isAlone }), handled)
        const mishap = coming.shift() ?? { kind: "none" }
        switch (mishap.kind) {
          case "none":
            return route
          case "lost":
            return busy
          case "unanswered":
            return Effect.andThen(route, Effect.succeed(HttpServerResponse.empty({ status: 504 })))
          case "late":
            settledAtMillis = Math.max(settledAtMillis, place.world.now + mishap.millis)
            return Effect.uninterruptible(Effect.delay(route, mishap.millis))
        }
      })).layer)
  })
  const { run, world } = place
  const [alice, bob] = run(Effect.all([Town.signUp("alice"), Town.signUp("bob")]))
  run(Town.putKeyFirst(alice, "alice", Cuts.own.didKey))
  coming.push(...mishaps)
  const reserved = events.map(() => run(Client.procedure("com.atproto.server.reserveSigningKey", { origin, input: {} })).signingKey as string)

  /** Somebody writes all the time; when it was done. */
  const written: Array<number> = []
  world.fork("alice writes", "desk.test", Effect.gen(function*() {
    while (true) {
      if ((yield* Effect.result(Town.createPost(alice, "on and on")))._tag === "Success") written.push(world.now)
      yield* Effect.sleep(400)
    }
  }))

  let n = 0
  for (const { afterMillis, event } of events) {
    world.runUntil(world.now + afterMillis)
    switch (event.what) {
      case "key":
        world.fork("another key", "admin.test", Effect.ignore(Client.procedure("com.atproto.admin.updateAccountSigningKey", {
          origin, headers: Cuts.admin, input: { did: alice.did, signingKey: reserved[n++] as never }
        })))
        break
      case "handle":
        world.fork("another handle", "phone.test", Effect.ignore(alice.procedureOnce("com.atproto.identity.updateHandle", { input: { handle: `alice${n++}.pds1.test` as never } })))
        break
      case "own":
        isAlone = true
        run(Effect.provideServiceEffect(
          Cuts.rewrite(alice.did, (state) => ({ ...state, alsoKnownAs: [...state.alsoKnownAs, `https://${n++}.test`] })),
          HttpClient,
          Effect.map(HttpClient, mapRequest(setHeader("x-device", "alice's")))
        ))
        isAlone = false
        break
      case "away":
        isAway = true
        settledAtMillis = Math.max(settledAtMillis, world.now + event.millis)
        world.at(world.now + event.millis, () => (isAway = false))
        break
      case "crash":
        if (!world.isUp("pds1.test")) break
        world.crash("pds1.test")
        settledAtMillis = Math.max(settledAtMillis, world.now + event.millis)
        world.at(world.now + event.millis, () => world.start("pds1.test"))
    }
  }
  // Whatever is on its way arrives, all are back, and who sent in vain sends again.
  const calmMillis = Math.max(world.now, settledAtMillis) + 60_000
  world.runUntil(calmMillis)

  const history = run(Effect.flatMap(PlcClient.make("https://plc.test"), (plc) => plc.audit(alice.did)))
  const keyAt = (millis: number) => {
    const at = history.findLast(({ createdAtMillis }) => createdAtMillis <= millis) ?? history[0]!
    return Operation.stateOf(at.operation)!.verificationMethods["atproto"]
  }
  const signers = Cuts.toldOf(place, alice, bob).flatMap((event) => {
    if (event._tag !== "Commit") return []
    const signed = Result.getOrThrow(Commit.decode(Result.getOrThrow(Car.read(event.blocks)).blocks.get(event.commit)!))
    const atMillis = Math.floor(Tid.toMicros(event.rev) / 1_000)
    return [{ atMillis, named: Commit.verify(signed, keyAt(atMillis)!, Cuts.ring.verify) }]
  })
  const state = Cuts.stateOf(place, alice.did)
  const recommended = run(alice.query("com.atproto.identity.getRecommendedDidCredentials", {}))
  const database = new DatabaseSync(":memory:")
  database.deserialize(world.backup("pds1.test")!)
  return {
    defects: place.defects(),
    underOtherKeys: signers.filter(({ named }) => !named),
    document: [state.verificationMethods["atproto"], state.alsoKnownAs[0]],
    here: [recommended.verificationMethods!["atproto"], recommended.alsoKnownAs![0]],
    open: database.prepare("SELECT * FROM plc_change").all(),
    writesAtTheEnd: written.filter((millis) => millis > calmMillis - 5_000).length > 8,
    operations: history.length
  }
}

describe("changes of an account's key and handle", () => {
  it("by operations that go astray: no commit under a key that the DID does not name, and nothing open at the end", () => {
    let operations = 0
    fc.assert(fc.property(game, (game) => {
      const { document, here, ...told } = play(game)
      operations += told.operations
      expect({ ...told, here, operations: 0 }).toEqual({ defects: [], underOtherKeys: [], here: document, open: [], writesAtTheEnd: true, operations: 0 })
    }), { numRuns: 50, seed: 5 })
    expect(operations).toBeGreaterThan(120)
  }, 300_000)
})
