/**
 * Where accounts are at home: a server that was away does not know who left it
 * meanwhile, with the help of a backup and the own rotation key. So it looks at
 * the DID documents of all whom it takes for active, when it starts and every
 * six hours, and stops speaking for who is elsewhere (`Lifecycle.lookHome`).
 * Nobody downstream listens to it on their account any more; but its own people
 * would write where nobody reads, and strangers would be shown what is old.
 *
 * One document after another, with a rest: a start is no storm for the directory.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { Resolver } from "../../identity/Resolver.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Hosted } from "./Hosted.ts"
import type { Lifecycle } from "./Lifecycle.ts"

const everyMillis = 6 * 3_600_000
/** After a start: what was under way elsewhere, a move back say, is done first. */
const settleMillis = 10_000
const restMillis = 50
const pageSize = 100
/** An owner who tries to write is worth a look each such time. */
const againMillis = 10_000
const remembered = 10_000

interface Row {
  readonly did: string
  readonly has_left: number
}

export const make = Effect.fnUntraced(function*({ endpoint, lifecycle, resolver }: {
  readonly endpoint: string
  readonly lifecycle: Lifecycle
  readonly resolver: Resolver["Service"]
}) {
  const page = yield* Prepared.prepare(
    "SELECT did, has_left FROM account WHERE did > ? AND (status IS NULL OR has_left = 1) ORDER BY did LIMIT ?"
  )
  const lookedAtMillis = new Map<string, number>()

  const look = ({ did, has_left }: Row) =>
    Effect.gen(function*() {
      if (has_left === 0) {
        const document = yield* Effect.orElseSucceed(resolver.did(did), () => undefined)
        if (document === undefined || document.pds === endpoint) return
      }
      yield* lifecycle.lookHome(did)
    })

  const round = Effect.gen(function*() {
    let rows: ReadonlyArray<Row>
    let last = ""
    do {
      rows = yield* page.all<Row>(last, pageSize)
      for (const row of rows) {
        last = row.did
        yield* Effect.catch(look(row), (error) => Effect.logWarning(`Whether ${row.did} is at home here could not be seen: ${error.message}`))
        yield* Effect.sleep(restMillis)
      }
    } while (rows.length === pageSize)
  })

  yield* Effect.gen(function*() {
    yield* Effect.sleep(settleMillis)
    while (true) {
      yield* Effect.catch(round, (error) => Effect.logWarning(`A look at the homes of accounts failed: ${error.message}`))
      yield* Effect.sleep(Math.round(everyMillis * (0.75 + 0.25 * (yield* Random.next))))
    }
  }).pipe(Effect.forkScoped)

  return {
    /** Of one that has left and acts as if it were here. Where that cannot be seen it stays as it is. */
    lookAgain: Effect.fnUntraced(function*({ did }: Hosted) {
      const nowMillis = yield* Clock.currentTimeMillis
      if (nowMillis < (lookedAtMillis.get(did) ?? 0) + againMillis) return
      if (lookedAtMillis.size >= remembered) lookedAtMillis.clear()
      lookedAtMillis.set(did, nowMillis)
      yield* Effect.ignore(lifecycle.lookHome(did))
    })
  }
})
