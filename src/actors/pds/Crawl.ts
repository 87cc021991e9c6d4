/**
 * Asks the relays to crawl this server: at the start until each has agreed,
 * and after writes, at most every 20 minutes. [ref pds]
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { Hosts } from "../Hosts.ts"
import * as Client from "../xrpc/Client.ts"

const everyMillis = 20 * 60_000
/** Until the server's own routes are open: a relay asks back before it agrees. */
const settleMillis = 250

export const make = Effect.fnUntraced(function*(relays: ReadonlyArray<string>) {
  const hosts = yield* Hosts
  const client = yield* Client.make
  const scope = yield* Effect.scope
  let askedAtMillis = yield* Clock.currentTimeMillis

  const ask = (relay: string) =>
    client.procedure("com.atproto.sync.requestCrawl", { origin: hosts.originOf(relay), input: { hostname: hosts.self } })

  yield* Effect.forEach(relays, (relay) =>
    ask(relay).pipe(
      Effect.retry({
        schedule: Schedule.jittered(Schedule.min([Schedule.exponential(500), Schedule.spaced(60_000)])),
        // A relay that bans this server says so once and for all. [lex:com.atproto.sync.requestCrawl]
        while: (error) => error._tag !== "XrpcError" || error.error !== "HostBanned"
      }),
      Effect.delay(settleMillis),
      // What is left is a ban.
      Effect.ignore,
      Effect.forkScoped
    ), { discard: true })

  /** After a write; cheap when it is not yet time again. */
  return (nowMillis: number): Effect.Effect<void> => {
    if (nowMillis - askedAtMillis < everyMillis) return Effect.void
    askedAtMillis = nowMillis
    // A relay that does not answer is asked again next time.
    return Effect.forEach(relays, (relay) => Effect.forkIn(Effect.ignore(ask(relay)), scope), { discard: true })
  }
})
