/**
 * A sign-up that power or the directory cuts short: a DID that stands has its
 * account, told once, and who asks again finds it or makes it. ACCT-7
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import { describe, expect, it } from "vitest"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Cuts from "../identity/Cuts.ts"
import * as Town from "../Town.ts"

const { handle, ...credentials } = Town.credentials("alice")
const create = Client.procedure("com.atproto.server.createAccount", { origin: Cuts.origin, input: { handle: handle as never, ...credentials } })

/** Each DID that the directory has of alice's name: whether it has an account, and what was told of it. */
const words = (town: Cuts.Place) => {
  const bob = town.run(Town.signUp(`bob${Math.floor(town.world.now)}`))
  const dids = town.run(Effect.flatMap(HttpClient, (client) => Effect.flatMap(client.get("https://plc.test/export"), ({ text }) => text)))
    .split("\n").filter((line) => line.includes(`at://${handle}`)).map((line) => (JSON.parse(line) as { did: string }).did)
  return dids.map((did) => ({
    here: town.run(Cuts.outcome(Client.query("com.atproto.sync.getRepo", { origin: Cuts.origin, params: { did: did as never } }))),
    told: Cuts.toldOf(town, { did } as never, bob).map(({ _tag }) => _tag)
  }))
}

const whole = { here: "ok", told: ["Identity", "Account", "Commit"] }

describe("a sign-up that is cut short", () => {
  for (const [when, crash] of Object.entries(Cuts.cuts)) {
    it(`leaves a whole account or no DID, ${when}`, () => {
      const outcomes = new Set<number>()
      for (let n = 1, done = false; !done; n++) {
        const town = Town.make()
        done = crash(town, n, create)
        Cuts.restart(town, 30_000)
        const accounts = words(town)
        expect([n, accounts]).toEqual([n, accounts.length === 0 ? [] : [whole]])
        expect([n, town.run(Cuts.outcome(create))]).toEqual([n, accounts.length === 0 ? "ok" : "HandleNotAvailable"])
        expect([n, words(town)]).toEqual([n, [whole]])
        expect(town.defects()).toEqual([])
        outcomes.add(accounts.length)
      }
      expect([...outcomes]).toEqual([0, 1])
    })
  }
})
