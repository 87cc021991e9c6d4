/**
 * An account whose DID is a web host: no directory has a word in it, and all
 * its trust is in that host. [did]; WEB-1, A14
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import * as OwnAccount from "../../../src/actors/client/keys/OwnAccount.ts"
import * as Records from "../../../src/actors/client/Records.ts"
import * as Registrar from "../../../src/actors/client/Registrar.ts"
import * as Session from "../../../src/actors/client/Session.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as DidDocument from "../../../src/protocol/identity/DidDocument.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import type { Observation } from "../../../src/sim/Observation.ts"
import * as Build from "../../../src/sim/scenario/Build.ts"
import { Scenario } from "../../../src/sim/scenario/Scenario.ts"
import { World } from "../../../src/sim/World.ts"

const name = "carol.people.test"
const did = `did:web:${name}`

const town = () => {
  const scenario = Schema.decodeUnknownSync(Scenario)({
    name: "web", description: "One account of did:web.", duration: "1h", topology: { pds: 2 }, population: { accounts: 0 }
  })
  const world = World.make(Build.network(scenario), { seed: 1, layerOf })
  const observations: Array<Observation> = []
  world.observe((o) => observations.push(o))
  world.startAll()
  world.runUntil(2_000)
  return { world, observations, run: <A, E>(effect: Parameters<typeof world.run<A, E>>[1]) => world.run("device.test", effect, 5 * 3_600_000) }
}

const credentials = { handle: name, email: "carol@mail.test", password: "carol's password" }

/** carol's document, as she publishes it. */
const publish = Effect.fnUntraced(function*(key: string, pds: string) {
  const names = yield* Registrar.make("https://names.test", "carol-token")
  yield* names.publish(name, DidDocument.render({
    did,
    alsoKnownAs: [`at://${name}`],
    verificationMethods: { atproto: key },
    services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: `https://${pds}` } }
  }))
  return names
})

/**
 * The first time her own key, named in the document meanwhile, asks for the
 * account; later the old PDS does so for her.
 */
const moveTo = Effect.fnUntraced(function*(pds: string, from?: Session.Session) {
  const keys = yield* Keys
  const client = yield* Client.make
  const origin = `https://${pds}`
  const claims = { aud: `did:web:${pds}`, lxm: "com.atproto.server.createAccount" }
  const own = yield* keys.generate()
  if (from === undefined) yield* publish(own.didKey, pds)
  const token = from === undefined
    ? yield* OwnAccount.serviceToken(own, { iss: did, ...claims })
    : (yield* from.query("com.atproto.server.getServiceAuth", claims)).token
  yield* client.procedure("com.atproto.server.createAccount", { origin, headers: Client.bearer(token), input: { did, ...credentials } })
  const session = yield* Session.signIn(origin, credentials)
  if (from !== undefined) {
    const car = yield* from.query("com.atproto.sync.getRepo", { did: from.did })
    yield* session.procedureOnce("com.atproto.repo.importRepo", { input: car, contentType: "application/vnd.ipld.car" })
  }
  const wanted = yield* session.query("com.atproto.identity.getRecommendedDidCredentials", {})
  yield* publish((wanted.verificationMethods as { readonly atproto: string }).atproto, pds)
  yield* session.procedure("com.atproto.server.activateAccount", {})
  return session
})

const shown = Effect.gen(function*() {
  const client = yield* Client.make
  yield* Effect.sleep("20 seconds")
  const profile = yield* client.query("app.bsky.actor.getProfile", { origin: "https://appview.test", params: { actor: did } })
  const { feed } = yield* client.query("app.bsky.feed.getAuthorFeed", { origin: "https://appview.test", params: { actor: did } })
  return { handle: profile.handle, texts: feed.map(({ post }) => (post.record as { readonly text: string }).text) }
})

describe("an account of did:web", () => {
  it("is made, writes, is relayed, shown and moved without a call to the directory [WEB-1]", () => {
    const { observations, run } = town()
    const seen = run(Effect.gen(function*() {
      yield* (yield* Registrar.make("https://names.test", "carol-token")).pointWeb(name, did)
      const session = yield* moveTo("pds1.test")
      yield* Records.post(session, "from the first home")
      const first = yield* shown
      const next = yield* moveTo("pds2.test", session)
      yield* session.procedureOnce("com.atproto.server.deactivateAccount", { input: {} })
      yield* Records.post(next, "from the second home")
      return { first, second: yield* shown }
    }))
    expect(seen.first).toEqual({ handle: name, texts: ["from the first home"] })
    expect(seen.second).toEqual({ handle: name, texts: ["from the second home", "from the first home"] })
    const toDirectory = observations.flatMap((o) => o._tag === "HttpRequestSent" && o.to === "plc.test" && o.path.includes("did") ? [o.path] : [])
    expect(toDirectory).toEqual([])
    expect(observations.filter((o) => o._tag === "Defect")).toEqual([])
  })

  it("belongs to whoever holds the host: another key in the document, and the old one signs nothing any more", () => {
    const { run } = town()
    const seen = run(Effect.gen(function*() {
      const keys = yield* Keys
      yield* (yield* Registrar.make("https://names.test", "carol-token")).pointWeb(name, did)
      const session = yield* moveTo("pds1.test")
      yield* Records.post(session, "mine")
      const before = yield* shown
      // The host is taken over. There is no log, and nothing to recover by.
      const dan = yield* keys.generate()
      yield* publish(dan.didKey, "pds1.test")
      yield* Effect.sleep("2 hours")
      yield* Effect.ignore(Records.post(session, "no longer mine"))
      return { before, after: yield* shown }
    }))
    expect(seen.before.texts).toEqual(["mine"])
    expect(seen.after.texts).toEqual(["mine"])
  })

  it.each([`${did}:people`, `did:web:${name}%3A8080`, "did:web:10.0.0.1", "did:web:db.internal"])("%s is refused as an identity", (subject) => {
    const { run } = town()
    const answer = run(Effect.gen(function*() {
      const keys = yield* Keys
      const client = yield* Client.make
      const token = yield* OwnAccount.serviceToken(yield* keys.generate(), { iss: subject, aud: "did:web:pds1.test", lxm: "com.atproto.server.createAccount" })
      return yield* Effect.flip(client.procedure("com.atproto.server.createAccount", {
        origin: "https://pds1.test", headers: Client.bearer(token), input: { did: subject, ...credentials }
      }))
    }))
    expect(answer).toMatchObject({ _tag: "XrpcError", status: 401, error: "BadJwtIssuer" })
  })
})
