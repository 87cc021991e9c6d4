/** dev.orrery.keys.*, as far as guardians go. */
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import type { ServiceAuth } from "../identity/ServiceAuth.ts"
import { serviceId } from "../pds/delegation/Standings.ts"
import * as Xrpc from "../xrpc/Server.ts"
import type { Guarding } from "./Guarding.ts"
import type { Owners } from "./Owners.ts"

export const layer = ({ did, guarding, owners, serviceAuth }: {
  readonly did: string
  readonly guarding: Guarding
  readonly owners: Owners
  readonly serviceAuth: ServiceAuth["Service"]
}) => {
  const audience = [did, `${did}#${serviceId}`]
  const friend = (method: string) => ({ request }: { readonly request: HttpServerRequest }) => serviceAuth.required(request, { audience, method })

  return Layer.mergeAll(
    Xrpc.query("dev.orrery.keys.getGuardian", ({ params }) => guarding.guardianKey(params.did)),

    Xrpc.procedureOf("dev.orrery.keys.depositShare", friend("dev.orrery.keys.depositShare"), Effect.fnUntraced(function*({ input }, account) {
      yield* guarding.deposit(account, input)
    })),

    Xrpc.procedureOf("dev.orrery.keys.withdrawShares", friend("dev.orrery.keys.withdrawShares"), Effect.fnUntraced(function*({ input }, account) {
      return yield* guarding.withdraw(account, input.guardian)
    })),

    Xrpc.procedure("dev.orrery.keys.requestShare", ({ input }) => guarding.request(input)),

    Xrpc.query("dev.orrery.keys.listShares", Effect.fnUntraced(function*({ headers }) {
      const { did } = yield* owners.ofSession(headers)
      return { shares: yield* guarding.list(did) }
    })),

    owners.procedure("dev.orrery.keys.giveShare", Effect.fnUntraced(function*({ input }, { did }) {
      const { key, owner } = yield* owners.inSession(did, input.passphrase)
      return yield* guarding.give(owner, key, input)
    })),

    owners.procedure("dev.orrery.keys.refuseShare", ({ input }, owner) => Effect.asVoid(guarding.refuse(owner, input))),

    Xrpc.query("dev.orrery.keys.collectShare", ({ params }) => guarding.collect(params))
  )
}
