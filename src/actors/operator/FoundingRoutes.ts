/**
 * How the founding of a log upon another one stands, for the other founders and
 * for whoever runs an operator (`inheritance/Agreement.ts`).
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Entry from "../../protocol/consortium/Entry.ts"
import { toBase64 } from "../../protocol/tlog/SignedNote.ts"
import * as BasicAuth from "../../protocol/xrpc/BasicAuth.ts"
import { problem, served } from "../plc/Routes.ts"
import type { Founding } from "./Founding.ts"
import * as Agreement from "./inheritance/Agreement.ts"
import type { Staged } from "./inheritance/Staged.ts"
import type { Ledger } from "./Ledger.ts"
import { queryOf, wholeOf } from "./LogRoutes.ts"
import type { OperatorOptions } from "./Options.ts"

export const layer = (options: OperatorOptions, ledger: Ledger, staged: Staged, founding: Founding) => {
  const whole = Effect.gen(function*() {
    const declared = yield* staged.declared
    const trouble = founding.trouble()
    return HttpServerResponse.jsonUnsafe({
      state: ledger.isFounded() ? "founded" : declared !== undefined ? "declared" : "following",
      size: staged.size(),
      ...(declared === undefined ? {} : { declared }),
      ...(trouble === undefined || ledger.isFounded() ? {} : { trouble })
    })
  })

  /** Once founded, of the size that the genesis binds and no other. */
  const bound = Effect.fnUntraced(function*(size: number) {
    const [first, last] = [...yield* ledger.entries(0, 1), ...yield* ledger.entries(size, size + 1)].map(({ bytes }) => Entry.decode(bytes))
    if (first === undefined || last === undefined || Result.isFailure(first) || Result.isFailure(last)) return undefined
    const [genesis, entry] = [first.success, last.success]
    return genesis.type === "genesis" && genesis.inherits?.size === size && entry.type === "inherited"
      ? { size, root: toBase64(genesis.inherits.root), last: Agreement.inWords(entry.leaf) } satisfies Agreement.Prefix
      : undefined
  })

  const prefix = Effect.fnUntraced(function*(size: number) {
    const found = ledger.isFounded() ? yield* bound(size) : yield* Agreement.prefixOf(staged, size)
    return found === undefined ? problem(404, "That many leaves are not there") : HttpServerResponse.jsonUnsafe(found)
  })

  return Layer.mergeAll(
    HttpRouter.add("GET", "/consortium/founding", (request) => {
      const query = queryOf(request)
      const size = wholeOf(query, "size")
      if (!query.has("size")) return served(whole)
      return size === undefined || size === 0 ? Effect.succeed(problem(400, "`size` is a number of leaves")) : served(prefix(size))
    }),
    HttpRouter.add("POST", "/consortium/founding", (request) => {
      if (!BasicAuth.matches(request.headers["authorization"], "admin", options.adminPassword)) return Effect.succeed(problem(401, "This is for the operator's admin"))
      if (options.inherits === undefined) return Effect.succeed(problem(409, "This operator is not to be founded upon another log"))
      return served(Effect.as(staged.tell, HttpServerResponse.empty({ status: 202 })))
    })
  )
}
