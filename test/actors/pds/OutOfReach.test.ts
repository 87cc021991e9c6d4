/** A PDS whose directory or names are away for a while: that is nobody's fault, and may be asked again. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as OwnAccount from "../../../src/actors/client/keys/OwnAccount.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as PlcClient from "../../../src/actors/identity/PlcClient.ts"
import * as Town from "./Town.ts"

const hour = 3_600_000
const statusOf = <A, R>(effect: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(effect, {
    onFailure: (error) => error._tag === "XrpcError" ? `${error.status} ${error.error}` : "no answer",
    onSuccess: () => "done"
  })

/** A DID whose owner holds its signing key, at home on pds1 by its document. */
const ownDid = Effect.gen(function*() {
  const keys = yield* Keys
  const key = yield* keys.generate()
  const genesis = Operation.sign({
    type: "plc_operation", rotationKeys: [key.didKey], verificationMethods: { atproto: key.didKey }, alsoKnownAs: ["at://carol.pds2.test"],
    services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds2.test" } }, prev: null
  }, key, keys.sign)
  const did = Operation.didOf(genesis)
  const plc = yield* PlcClient.make("https://plc.test")
  yield* plc.submit(did, genesis)
  return { did, key, genesis, plc, keys }
})

const moveIn = (did: string, key: Effect.Success<typeof ownDid>["key"]) =>
  Effect.gen(function*() {
    const client = yield* Client.make
    const token = yield* OwnAccount.serviceToken(key, { iss: did, aud: "did:web:pds2.test", lxm: "com.atproto.server.createAccount" })
    return yield* client.procedure("com.atproto.server.createAccount", {
      origin: "https://pds2.test", headers: Client.bearer(token),
      input: { did, handle: "carol.pds2.test", email: "carol@mail.test", password: "carol's password" }
    })
  })

describe("out of reach", () => {
  it("the names are no verdict on a handle, and it is taken once they are back", () => {
    const town = Town.make()
    const alice = town.run(Town.signUp("alice"))
    town.world.crash("names.test")
    // Asked once: a session would try again until the names answer.
    const take = alice.procedureOnce("com.atproto.identity.updateHandle", { input: { handle: "alice.people.test" } })
    expect(town.run(statusOf(take))).toBe("502 UpstreamFailure")
    town.world.start("names.test")
    expect(town.run(Effect.delay(statusOf(take), "1 minute"))).toBe("400 InvalidHandle")
  })

  it("the directory is no verdict on a newcomer's DID, and lets it in once it is back", () => {
    const town = Town.make()
    const { did, key } = town.run(ownDid)
    town.world.crash("plc.test")
    expect(town.run(statusOf(moveIn(did, key)))).toBe("502 UpstreamFailure")
    town.world.start("plc.test")
    expect(town.run(Effect.delay(statusOf(moveIn(did, key)), "1 minute"))).toBe("done")
    expect(town.run(statusOf(moveIn("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", key)))).toBe("401 BadJwtIssuer")
  })

  it("the directory is no verdict on where an account is at home, though an old document is at hand", () => {
    const town = Town.make()
    const { did, genesis, key, keys, plc } = town.run(ownDid)
    const [session] = town.run(Effect.gen(function*() {
      const account = yield* moveIn(did, key)
      return [{ origin: "https://pds2.test", headers: Client.bearer(account.accessJwt) }]
    }))
    const activate = Effect.flatMap(Client.make, (client) => client.procedure("com.atproto.server.activateAccount", session!))
    // By the document the PDS knows it is not yet the account's home: its key is another.
    expect(town.run(statusOf(activate))).toBe("400 InvalidRequest")
    town.run(Effect.gen(function*() {
      const client = yield* Client.make
      const wanted = yield* client.query("com.atproto.identity.getRecommendedDidCredentials", { ...session!, params: {} })
      const { sig: _, ...state } = genesis
      yield* plc.submit(did, Operation.sign({
        ...state, rotationKeys: [key.didKey, ...wanted.rotationKeys ?? []], verificationMethods: wanted.verificationMethods as Record<string, string>, prev: Operation.cidOf(genesis).toString()
      }, key, keys.sign))
    }))
    town.world.crash("plc.test")
    expect(town.run(statusOf(activate), hour)).toBe("502 UpstreamFailure")
    town.world.start("plc.test")
    expect(town.run(Effect.delay(statusOf(activate), "1 minute"))).toBe("done")
  })
})
