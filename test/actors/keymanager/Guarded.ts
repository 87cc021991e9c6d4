/** alice with her guardians bob, carol and dan, of whom two suffice. Her recovery key stands below her root key. */
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Guardians from "../../../src/actors/client/keys/Guardians.ts"
import type { CallError } from "../../../src/actors/xrpc/Client.ts"
import * as Town from "./Town.ts"

const names = ["bob", "carol", "dan"] as const

type Managed = Effect.Success<ReturnType<typeof Town.managed>>
export type Appointment = Guardians.AppointOptions<unknown, Effect.Error<ReturnType<Managed["identity"]["state"]>> | CallError, HttpClient>

/** What alice says to appoint them. */
export const appointmentOf = ({ guardians, identity, owner, session }: Managed & { readonly guardians: ReadonlyArray<Guardians.Guardian> }): Appointment => ({
  session,
  email: "alice@mail.test",
  guardians,
  threshold: 2,
  publish: (change) => owner.updateIdentity(identity, change)
})

/** `elsewhere`: the key manager of carol and dan. */
export const guardedWith = Effect.fnUntraced(function*(elsewhere: string) {
  const alice = yield* Town.managed("alice")
  const others = yield* Effect.forEach(names, (name) => Town.managed(name, name === "bob" ? "keys.test" : elsewhere))
  const { identity, session: { did } } = alice
  const guardians = yield* Effect.forEach(others, (other) => Guardians.find(identity, other.session.did))
  const appoint = (changes: Partial<Appointment>) => Guardians.appoint({ ...appointmentOf({ ...alice, guardians }), ...changes })
  const key = yield* appoint({})
  return { ...alice, did, others, guardians, appoint, key, rotationKeys: (yield* identity.state(did)).rotationKeys }
})

export const guarded = guardedWith("keys.test")
