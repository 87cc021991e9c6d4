/** What a relay tells of identities that change without anybody's telling. A12; [sync] "Relays may originate" */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Keyring from "../../../src/actors/client/keys/Keyring.ts"
import * as OwnAccount from "../../../src/actors/client/keys/OwnAccount.ts"
import * as OwnIdentity from "../../../src/actors/client/keys/OwnIdentity.ts"
import * as Registrar from "../../../src/actors/client/Registrar.ts"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as BasicAuth from "../../../src/protocol/xrpc/BasicAuth.ts"
import * as Town from "./Town.ts"

const minute = 60_000
const recheckMillis = 60 * minute
const handle = "alice.people.test"

const names = Registrar.make("https://names.test", "alice-token")
const point = (...dids: ReadonlyArray<string>) => Effect.flatMap(names, (registrar) => registrar.pointTxt(handle, dids))

/** alice, whose DID no PDS made, under a name of her own. */
const arrive = Effect.gen(function*() {
  const identity = yield* OwnIdentity.make("https://plc.test")
  const ring = yield* Keyring.generate(["k256"])
  const session = yield* OwnAccount.create(identity, { origin: "https://pds1.test", credentials: Town.credentials("alice"), ring, entrust: true })
  yield* point(session.did)
  yield* session.procedure("com.atproto.identity.updateHandle", { input: { handle } })
  return { session, rename: (to: string) => identity.update(ring, session.did, (state) => ({ ...state, alsoKnownAs: [`at://${to}`] })) }
})

const make = () => {
  const town = Town.make({ relay: { identityRecheckMillis: recheckMillis } })
  const alice = town.run(arrive)
  town.settle(10_000)
  const told: Array<{ readonly at: number; readonly handle: string | undefined }> = []
  town.world.observe((o) => {
    if (o._tag !== "FrameSent" || o.from !== "relay.test" || o.to !== "feeds.test") return
    const event = Result.getOrThrow(RepoEvent.fromFrame(Result.getOrThrow(Frame.decode(o.bytes))))
    if (event._tag === "Identity" && event.did === alice.session.did) told.push({ at: o.at, handle: event.handle })
  })
  const looks = () =>
    town.observations.filter((o) => o._tag === "HttpRequestSent" && o.from === "relay.test" && o.path === `/${alice.session.did}`).length
  return { ...town, alice, told, looks, wait: (millis: number) => town.world.runUntil(town.world.now + millis) }
}

describe("a relay looks again", () => {
  it("and says nothing while nothing changes: one look a period, in its last quarter", () => {
    const { looks, told, wait } = make()
    const before = looks()
    wait(10 * recheckMillis)
    expect(told).toEqual([])
    expect(looks() - before).toBeGreaterThanOrEqual(10)
    expect(looks() - before).toBeLessThanOrEqual(13)
  })

  it("and tells, within a period, of a name that is lost, and within another of its return, each once", () => {
    const { alice, run, told, wait } = make()
    run(point("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"))
    wait(3 * recheckMillis)
    expect(told.map((each) => each.handle)).toEqual(["handle.invalid"])
    run(point())
    wait(3 * recheckMillis)
    expect(told).toHaveLength(1)
    run(point(alice.session.did))
    wait(3 * recheckMillis)
    expect(told.map((each) => each.handle)).toEqual(["handle.invalid", handle])
  })

  it("and tells of a document that its owner changed, with the handle that holds now", () => {
    const { alice, run, told, wait, world } = make()
    run(Effect.andThen(Effect.flatMap(names, (registrar) => registrar.pointTxt("alice2.people.test", [alice.session.did])), alice.rename("alice2.people.test")))
    const changed = world.now
    wait(3 * recheckMillis)
    expect(told.map((each) => each.handle)).toEqual(["alice2.people.test"])
    expect(told[0]!.at - changed).toBeLessThanOrEqual(recheckMillis + minute)
  })

  it("and takes silence for no news: directory and names may be away for a day", () => {
    const { told, wait, world } = make()
    world.crash("plc.test")
    wait(5 * recheckMillis)
    world.start("plc.test")
    world.crash("names.test")
    wait(5 * recheckMillis)
    world.start("names.test")
    wait(2 * recheckMillis)
    expect(told).toEqual([])
  })

  it("and remembers through a crash what it told", () => {
    const { run, told, wait, world } = make()
    run(point("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"))
    world.crash("relay.test")
    wait(2 * recheckMillis)
    world.start("relay.test")
    wait(3 * recheckMillis)
    expect(told.map((each) => each.handle)).toEqual(["handle.invalid"])
  })

  it("and lets the host have its word: what that says is not said twice", () => {
    const { alice, run, told, wait } = make()
    run(Effect.andThen(
      Effect.flatMap(names, (registrar) => registrar.pointTxt("alice2.people.test", [alice.session.did])),
      alice.session.procedure("com.atproto.identity.updateHandle", { input: { handle: "alice2.people.test" } })
    ))
    wait(5 * recheckMillis)
    expect(told.map((each) => each.handle)).toEqual(["alice2.people.test"])
  })

  it("and says no more of who is deleted", () => {
    const { alice, looks, run, told, wait } = make()
    run(Effect.gen(function*() {
      const client = yield* HttpClient
      const headers = { authorization: BasicAuth.format({ username: "admin", password: "admin" }), "content-type": "application/json" }
      yield* client.execute(HttpClientRequest.bodyJsonUnsafe(
        HttpClientRequest.post("https://pds1.test/xrpc/com.atproto.admin.deleteAccount", { headers }),
        { did: alice.session.did }
      ))
    }))
    wait(minute)
    const before = looks()
    run(point("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"))
    wait(3 * recheckMillis)
    expect([told, looks() - before]).toEqual([[], 0])
  })
})
