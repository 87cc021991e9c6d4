/** Who holds which private key, and that none of them ever leaves. Paper §3.5.3; SIG-4 */
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import * as OwnIdentity from "../../../src/actors/client/keys/OwnIdentity.ts"
import * as Vault from "../../../src/actors/keymanager/Vault.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as BasicAuth from "../../../src/protocol/xrpc/BasicAuth.ts"
import * as PdsTown from "../pds/Town.ts"
import * as Town from "./Town.ts"

type Made = ReturnType<typeof Town.make>

const rowsAt = (town: Made, host: string, table: string) =>
  town.world.run(host, Effect.flatMap(SqlClient, (sql) => sql.unsafe<Record<string, unknown>>(`SELECT * FROM ${table}`)))

/** All that went over any wire, as text in which every byte is a character. */
const wire = (town: Made): string =>
  town.observations.map((o) => {
    switch (o._tag) {
      case "HttpRequestSent":
        return o.path + JSON.stringify(o.headers) + Buffer.from(o.body).toString("latin1")
      case "HttpResponseReceived":
        return JSON.stringify(o.headers) + Buffer.from(o.body).toString("latin1")
      case "FrameSent":
        return Buffer.from(o.bytes).toString("latin1")
      default:
        return ""
    }
  }).join("\n")

/** The ways in which a text may hold a secret. Base64 is cut to what does not depend on where it begins. */
const formsOf = (secret: Uint8Array): ReadonlyArray<string> => {
  const bytes = Buffer.from(secret)
  const shifted = [0, 1, 2].flatMap((by) => (["base64", "base64url"] as const).map((form) => Buffer.concat([Buffer.alloc(by), bytes]).toString(form).slice(4, 40)))
  return [bytes.toString("latin1"), bytes.toString("hex"), ...shifted]
}

const found = (text: string, secrets: Readonly<Record<string, Uint8Array>>): ReadonlyArray<string> =>
  Object.entries(secrets).filter(([, secret]) => formsOf(secret).some((form) => text.includes(form))).map(([name]) => name)

const row = (rows: ReadonlyArray<Record<string, unknown>>, column: string, value: unknown): Record<string, unknown> => rows.find((each) => each[column] === value)!

describe("private keys", () => {
  it("of an account in custody are its PDS's: a password does everything, and no message holds a key", () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const identity = yield* OwnIdentity.make("https://plc.test")
      const [alice, bob] = [yield* PdsTown.signUp("alice"), yield* PdsTown.signUp("bob")]
      const states = [yield* identity.state(alice.did), yield* identity.state(bob.did)]
      const recommended = yield* alice.query("com.atproto.identity.getRecommendedDidCredentials", {})
      yield* PdsTown.createPost(alice, "Hello")
      yield* alice.procedure("com.atproto.identity.updateHandle", { input: { handle: "alison.pds1.test" } })
      yield* alice.procedure("com.atproto.identity.requestPlcOperationSignature", {})
      const token = yield* Town.mailed("pds1.test", "alice@mail.test")
      yield* alice.procedureOnce("com.atproto.identity.signPlcOperation", { input: { token } })
      yield* alice.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds2.test" })
      yield* Client.query("com.atproto.sync.getRepo", { origin: alice.origin, params: { did: alice.did } })
      const headers = { authorization: BasicAuth.format({ username: "admin", password: "admin" }) }
      yield* Client.query("com.atproto.admin.getAccountInfo", { origin: alice.origin, params: { did: alice.did }, headers })
      return { alice: alice.did, states, recommended, later: yield* identity.state(alice.did), keys: yield* Keys }
    }))
    const secrets = {
      rotation: row(rowsAt(town, "pds1.test", "server_key"), "name", "rotation")["secret"] as Uint8Array,
      tokens: row(rowsAt(town, "pds1.test", "server_key"), "name", "tokens")["secret"] as Uint8Array,
      signing: row(rowsAt(town, "pds1.test", "account"), "did", seen.alice)["signing_key"] as Uint8Array
    }
    const rotation = seen.keys.fromSecret("k256", secrets.rotation).didKey
    const signing = seen.keys.fromSecret("k256", secrets.signing).didKey
    // One rotation key of the server's for all, a signing key for each.
    expect(seen.states.map(({ rotationKeys }) => rotationKeys)).toEqual([[rotation], [rotation]])
    expect(seen.states[0]!.verificationMethods).toEqual({ atproto: signing })
    expect(seen.states[1]!.verificationMethods).not.toEqual({ atproto: signing })
    expect(seen.recommended).toMatchObject({ rotationKeys: [rotation], verificationMethods: { atproto: signing } })
    expect(seen.later.alsoKnownAs).toEqual(["at://alison.pds1.test"])
    const said = wire(town)
    expect(said).toContain(rotation)
    expect(found(said, secrets)).toEqual([])
    expect(found(`${said}${Buffer.from(secrets.signing).toString("base64")}`, secrets)).toEqual(["signing"])
  })

  it("that a manager keeps are sealed on its disk, sign, and are in no message, whatever it is asked for", () => {
    const town = Town.make()
    const did = town.run(Effect.gen(function*() {
      const { identity, owner, session } = yield* Town.managed("alice")
      const { device } = yield* Town.phone(owner)
      yield* device.procedure(Town.createRecord, { input: Town.write(session.did) as never })
      yield* owner.updateIdentity(identity, (state) => ({ ...state, alsoKnownAs: ["at://alice2.pds1.test"] }))
      return session.did
    }))
    const owner = row(rowsAt(town, "keys.test", "owner"), "did", did)
    const secrets = town.world.run("keys.test", Effect.gen(function*() {
      const vault = yield* Vault.make({ secureRandom: yield* SecureRandom, sealingSecret: "the secret of keys.test", costLog2: 1 })
      const root = yield* vault.openRoot(did, String(owner["by_passphrase"]), Town.passphrase)
      const again = yield* vault.openRoot(did, String(owner["by_recovery_code"]), Town.recoveryCode)
      const delegation = yield* vault.openDelegation(did, String(owner["delegation"]))
      expect(again!.didKey).toBe(root!.didKey)
      expect([root!.didKey, delegation!.didKey]).toEqual([owner["root_key"], owner["delegation_key"]])
      expect(yield* vault.openRoot(did, String(owner["by_passphrase"]), "a guess of dan's")).toBeUndefined()
      return { root: root!.secret, delegation: delegation!.secret }
    }))
    const said = wire(town)
    expect(said).toContain(owner["root_key"])
    expect(found(said, secrets)).toEqual([])
    const disk = town.world.backup("keys.test")!
    expect(found(Buffer.from(disk).toString("latin1"), secrets)).toEqual([])
  })

  it("that a manager keeps sign every change of the DID: name, server and signing key", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const { identity, owner, session } = yield* Town.managed("alice")
      const next = yield* (yield* Keys).generate("p256")
      const services = { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds2.test" } }
      yield* owner.updateIdentity(identity, (state) => ({ ...state, alsoKnownAs: ["at://alice.people.test"] }))
      yield* owner.updateIdentity(identity, (state) => ({ ...state, services }))
      const { verificationMethods } = yield* identity.state(session.did)
      yield* owner.updateIdentity(identity, (state) => ({ ...state, verificationMethods: { ...verificationMethods, atproto: next.didKey } }))
      const log = yield* identity.log(session.did)
      const { verify } = yield* Keys
      const state = yield* identity.state(session.did)
      const bySigner = log.slice(2).map(({ operation }) => Operation.signerIndex(operation, state.rotationKeys, verify))
      return { state, services, next: next.didKey, keys: bySigner }
    }))
    expect(seen.state).toMatchObject({ alsoKnownAs: ["at://alice.people.test"], services: seen.services, verificationMethods: { atproto: seen.next } })
    // The root key stands first, and signed all that came after the enrolment.
    expect(seen.keys).toEqual([0, 0, 0])
  })
})
