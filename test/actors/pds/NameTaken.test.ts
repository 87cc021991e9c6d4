/**
 * Who takes over the name of a handle has the name, and neither account nor DID
 * nor a record. [handle]; HANDLE-3, A8
 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as OwnAccount from "../../../src/actors/client/keys/OwnAccount.ts"
import * as Records from "../../../src/actors/client/Records.ts"
import * as Registrar from "../../../src/actors/client/Registrar.ts"
import * as Session from "../../../src/actors/client/Session.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Town from "./Town.ts"

const handle = "alice.people.test"

describe("whoever takes over the name of a handle", () => {
  it("writes nothing as its account, changes no record, and has no say in the DID", () => {
    const { defects, run } = Town.make()
    const seen = run(Effect.gen(function*() {
      const client = yield* Client.make
      const keys = yield* Keys
      const origin = "https://pds1.test"
      const alice = yield* Town.signUp("alice")
      const dan = yield* Town.signUp("dan", "pds2.test")
      const owner = yield* Registrar.make("https://names.test", "alice-token")
      yield* owner.pointTxt(handle, [alice.did])
      yield* alice.procedure("com.atproto.identity.updateHandle", { input: { handle } })
      const { uri } = yield* Records.post(alice, "mine")
      const repository = client.query("com.atproto.sync.getRepo", { origin, params: { did: alice.did } })
      const before = yield* repository

      // The name is given up, and dan buys it: TXT record and page are his.
      yield* owner.release(handle)
      const buyer = yield* Registrar.make("https://names.test", "dan-token")
      yield* buyer.pointTxt(handle, [dan.did])
      yield* buyer.pointWeb(handle, dan.did)
      yield* Effect.sleep("3 minutes")
      yield* dan.procedure("com.atproto.identity.updateHandle", { input: { handle } })

      const key = yield* keys.generate()
      const token = yield* OwnAccount.serviceToken(key, { iss: alice.did, aud: "did:web:pds1.test", lxm: "com.atproto.server.createAccount" })
      const record = Town.post("not mine")
      const attempts = [
        client.procedure("com.atproto.server.createSession", { origin, input: { identifier: handle, password: "dan's password" } }),
        client.procedure("com.atproto.server.createSession", { origin, input: { identifier: alice.did, password: "dan's password" } }),
        client.procedure("com.atproto.server.createAccount", { origin, headers: Client.bearer(token), input: { did: alice.did, handle: "dan2.pds1.test", email: "dan@mail.test", password: "dan's password" } }),
        dan.procedureOnce("com.atproto.repo.createRecord", { input: { repo: alice.did, collection: "app.bsky.feed.post", record } }),
        dan.procedureOnce("com.atproto.repo.deleteRecord", { input: { repo: alice.did, collection: "app.bsky.feed.post", rkey: uri.split("/").at(-1)! } })
      ]
      const refused = yield* Effect.forEach(attempts, (attempt) => Effect.map(Effect.flip(attempt as Effect.Effect<unknown, Client.CallError>), (error) => error._tag === "XrpcError" && error.status < 500))
      // By the name dan's writes go to his own account, wherever they are sent.
      const own = yield* dan.procedureOnce("com.atproto.repo.createRecord", { input: { repo: handle, collection: "app.bsky.feed.post", record } })
      const after = yield* repository
      const again = yield* Session.signIn(origin, { handle: alice.did, email: "", password: alice.credentials.password })
      yield* Records.post(again, "still mine")
      return { alice: alice.did, dan: dan.did, refused, own: own.uri, same: Buffer.compare(before, after), again: again.did }
    }))
    expect(seen.refused).toEqual([true, true, true, true, true])
    expect(seen.own.startsWith(`at://${seen.dan}/`)).toBe(true)
    expect(seen.same).toBe(0)
    expect(seen.again).toBe(seen.alice)
    expect(defects()).toEqual([])
  })
})
