/**
 * A did:plc directory of one operator: the rules of `protocol/plc` behind the
 * HTTP interface of the reference. It has no authority of its own: signatures
 * are all that counts. [plc]
 */
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { Dns } from "effect/net/Dns"
import { Keys } from "../../protocol/keys/Keys.ts"
import * as Lies from "./conduct/Lies.ts"
import type { PlcOptions } from "./Options.ts"
import * as Routes from "./Routes.ts"
import * as Store from "./Store.ts"

const routes = <R>(store: Store.Store, shown: Routes.Shown<R>) =>
  Routes.layer(shown, (did, operation) =>
    Effect.as(store.submit(did, operation), HttpServerResponse.empty({ status: 200 })).pipe(
      Effect.catchTags({
        PlcRefusal: (refusal) => Effect.succeed(Routes.problem(400, refusal.message)),
        LostRace: () => Effect.succeed(Routes.problem(409, "Another operation was accepted first"))
      })
    ))

export const layer = ({ conduct }: PlcOptions) =>
  Layer.unwrap(Effect.gen(function*() {
    const store = yield* Store.make(conduct)
    if (conduct === undefined) return routes(store, store.operations)
    const lies = Lies.make(conduct, store.operations, (yield* Keys).verify, yield* Dns)
    return lies.around(routes(store, lies.shown))
  }))
