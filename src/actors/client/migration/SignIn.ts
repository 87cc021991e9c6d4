/**
 * Where a move signs in: at two hosts, each with the password that was entered
 * for it. One may have been changed since, at the old host by another device,
 * or differ at the new one from an earlier stay. Nothing passes by itself then:
 * the owner is told which host wants another, and enters it.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Client from "../../xrpc/Client.ts"
import { patiently } from "../Session.ts"
import type { Plan } from "./Plan.ts"

/** A host takes another password than the one that was entered for it. */
export class WrongPassword extends Data.TaggedError("WrongPassword")<{ readonly did: string; readonly origin: string }> {
  override get message(): string {
    return `${this.origin} does not take the password that was entered for it`
  }
}

/** What was entered for a host. */
export const passwordFor = ({ from, password, passwordBefore = password }: Plan, origin: string): string =>
  origin === from ? passwordBefore : password

const isWrongPassword = (error: Client.CallError): boolean =>
  error._tag === "XrpcError" && error.status === 401 && error.error === "AuthenticationRequired"

/** The account was taken down since the session began: it has to begin anew, as of one who leaves. */
export const isTakenDown = (error: { readonly _tag: string; readonly error?: string }): boolean =>
  error._tag === "XrpcError" && (error.error === "AccountTakedown" || error.error === "RepoTakendown")

export const signIn = (client: Client.Client, plan: Plan, origin: string) => {
  const { did, from } = plan
  // Who is taken down may leave, and nothing else. [ref pds]
  const input = { identifier: did, password: passwordFor(plan, origin), ...(origin === from ? { allowTakendown: true } : {}) }
  return Effect.catchIf(
    patiently(() => client.procedure("com.atproto.server.createSession", { origin, input })),
    isWrongPassword,
    () => Effect.fail(new WrongPassword({ did, origin }))
  )
}
