/** alice with her guardians bob, carol and dan, of whom two suffice. All their keys are at keys.test; alice's recovery key stands below her root key. */
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Guardians from "../../../src/actors/client/keys/Guardians.ts"
import type { CallError } from "../../../src/actors/xrpc/Client.ts"
import * as Town from "./Town.ts"

const names = ["bob", "carol", "dan"] as const

type Managed = Effect.Success<ReturnType<typeof Town.managed>>
export type Appointment = Guardians.AppointOptions<unknown, Effect.Error<ReturnType<Managed["identity"]["state"]>> | CallError, HttpClient>

/** All of them, and nobody a guardian yet; `appointment` is what alice would say. */
export const unguarded = Effect.gen(function*() {
  const alice = yield* Town.managed("alice")
  const others = yield* Effect.forEach(names, Town.managed)
  const { identity, owner, session } = alice
  const guardians = yield* Effect.forEach(others, (other) => Guardians.find(identity, other.session.did))
  const appointment: Appointment = {
    session,
    email: "alice@mail.test",
    guardians,
    threshold: 2,
    publish: (change) => Effect.flatMap(identity.state(session.did), (state) => owner.updateIdentity({ rotationKeys: change(state).rotationKeys }))
  }
  return { ...alice, did: session.did, others, guardians, appointment }
})

export const guarded = Effect.gen(function*() {
  const all = yield* unguarded
  const { appointment, did, identity } = all
  const appoint = (changes: Partial<Appointment>) => Guardians.appoint({ ...appointment, ...changes })
  const key = yield* appoint({})
  return { ...all, appoint, key, rotationKeys: (yield* identity.state(did)).rotationKeys }
})
