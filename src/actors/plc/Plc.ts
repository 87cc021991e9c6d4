/**
 * A did:plc directory of one operator: the rules of `protocol/plc` behind the
 * HTTP interface of the reference. It has no authority of its own: signatures
 * are all that counts. [plc], protocol-facts §9.3
 */
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import type { PlcOptions } from "./Options.ts"
import * as Routes from "./Routes.ts"
import * as Store from "./Store.ts"

const routes = (store: Store.Store) =>
  Routes.layer(store.operations, (did, operation) =>
    Effect.as(store.submit(did, operation), HttpServerResponse.empty({ status: 200 })).pipe(
      Effect.catchTags({
        PlcRefusal: (refusal) => Effect.succeed(Routes.problem(400, refusal.message)),
        LostRace: () => Effect.succeed(Routes.problem(409, "Another operation was accepted first"))
      })
    ))

export const layer = (_options: PlcOptions) => Layer.unwrap(Effect.map(Store.make, routes))
