/**
 * An account that changes its standing while the power fails: how it stands and
 * what the stream has said of it agree, whatever the moment. ACCT-2, MIG-3
 */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Client from "../../../../src/actors/xrpc/Client.ts"
import * as Cuts from "../identity/Cuts.ts"
import * as Town from "../Town.ts"

const { activate, admin: headers, deactivate, origin, takedown } = Cuts

const remove = ({ did }: Session) => Client.procedure("com.atproto.admin.deleteAccount", { origin, headers, input: { did } })

const made = ["Identity", "Account active", "Commit"]
/** What is done first, what is cut short, and what has been told before and after it. */
const changes: Record<string, readonly [ReadonlyArray<(alice: Session) => Cuts.Call>, (alice: Session) => Cuts.Call, ReadonlyArray<string>, ReadonlyArray<string>]> = {
  "is put to sleep": [[], deactivate, made, [...made, "Account deactivated"]],
  "wakes": [[deactivate], activate, [...made, "Account deactivated"], [...made, "Account deactivated", ...made]],
  "is taken down": [[], takedown(true), made, [...made, "Account takendown"]],
  "is given back": [[takedown(true)], takedown(false), [...made, "Account takendown"], [...made, "Account takendown", "Account active", "Commit"]],
  "is deleted": [[], remove, made, ["Account deleted"]]
}

describe("an account", () => {
  for (const [what, [first, change, before, after]] of Object.entries(changes)) {
    for (const [when, crash] of Object.entries(Cuts.cuts)) {
      it(`that ${what} stands as it was told of, cut ${when}`, () => {
        const outcomes = new Set<ReadonlyArray<string>>()
        for (let n = 1, done = false; !done; n++) {
          const town = Town.make()
          const [alice, bob] = town.run(Effect.all([Town.signUp("alice"), Town.signUp("bob")]))
          for (const call of first) town.run(call(alice))
          done = crash(town, n, change(alice))
          Cuts.restart(town, 15_000)
          const told = Cuts.toldOf(town, alice, bob).map((event) =>
            event._tag !== "Account" ? event._tag : event.active ? "Account active" : `Account ${event.status}`)
          const stands = town.run(Effect.match(Client.query("com.atproto.sync.getRepoStatus", { origin, params: { did: alice.did } }), {
            onSuccess: ({ active, status }) => active ? "active" : status as string,
            onFailure: (error) => error._tag === "XrpcError" && error.error === "RepoNotFound" ? "deleted" : error.message
          }))
          const outcome = told.length === before.length ? before : after
          expect([n, told]).toEqual([n, outcome])
          expect([n, `Account ${stands}`]).toEqual([n, told.findLast((event) => event.startsWith("Account"))])
          if (done) expect(outcome).toBe(after)
          expect(town.defects()).toEqual([])
          outcomes.add(outcome)
        }
        expect([...outcomes]).toEqual([before, after])
      })
    }
  }
})
