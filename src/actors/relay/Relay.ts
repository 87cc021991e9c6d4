/**
 * A relay: follows PDSes, verifies what they say, re-sequences it into one
 * stream, and looks again at identities of which nobody says anything.
 * Non-archival: it stores heads, not repositories. [sync], Sync 1.1; paper §3.3.1
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import * as Outbox from "../firehose/Outbox.ts"
import * as Resolver from "../identity/Resolver.ts"
import * as Client from "../xrpc/Client.ts"
import * as Collections from "./Collections.ts"
import * as Crawler from "./Crawler.ts"
import * as Identities from "./Identities.ts"
import * as Ingest from "./Ingest.ts"
import * as Judge from "./Judge.ts"
import type { RelayOptions } from "./Options.ts"
import * as Recheck from "./Recheck.ts"
import * as Routes from "./Routes.ts"
import * as Store from "./Store.ts"
import * as Waiting from "./Waiting.ts"

export const layer = (options: RelayOptions) =>
  Layer.unwrap(Effect.gen(function*() {
    const clock = yield* Clock.Clock
    const resolver = yield* Resolver.Resolver
    const outbox = yield* Outbox.make({ table: "relay_outbox", windowMillis: options.backfillWindowMillis })
    const store = yield* Store.make
    const collections = yield* Collections.make
    const identities = yield* Identities.make
    const judge = yield* Judge.make(options.lenient)
    const client = yield* Client.make
    const ingest = Ingest.make({
      sql: yield* SqlClient,
      store,
      collections,
      outbox,
      identities,
      recheckMillis: options.identityRecheckMillis,
      judge,
      movedFrom: (did, origin) => {
        const home = resolver.lastHeard(did)?.pds
        return home !== undefined && home !== origin
      },
      prefetch: (dids) => {
        const nowMillis = clock.currentTimeMillisUnsafe()
        const absent = dids.filter((did) => resolver.fresh(did, nowMillis) === undefined)
        // Whom it cannot resolve the judge looks up once more, and says why.
        return absent.length === 0 ? Effect.void : Effect.forEach(absent, (did) => Effect.ignore(resolver.did(did)), { concurrency: 16, discard: true })
      },
      askActive: (did, host) =>
        client.query("com.atproto.sync.getRepoStatus", { origin: host.origin, params: { did } }).pipe(
          Effect.map((status): boolean | undefined => status.active),
          Effect.catch((error) => Effect.succeed(error._tag === "XrpcError" && error.status < 500 && error.status !== 429 ? false : undefined))
        )
    })
    yield* Recheck.run({ identities, outbox, recheckMillis: options.identityRecheckMillis })
    const crawler = yield* Crawler.make({ store, ingest, waiting: yield* Waiting.make, restMillis: options.restMillis })
    const known = yield* store.hosts
    const follow = new Set([...options.crawl, ...known.map((host) => host.hostname)])
    yield* Effect.forEach(follow, crawler.start, { discard: true })
    return Routes.layer({ store, collections, outbox, crawler, adminPassword: options.adminPassword })
  })).pipe(Layer.provide(Resolver.layer(options)))
