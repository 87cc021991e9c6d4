/**
 * VIEW-5. At rest an App View shows every live post of every active account
 * with its own text, and none that was deleted.
 */
import * as Effect from "effect/Effect"
import { askEach, chunks, type Json, repeated } from "./model/Questions.ts"
import { recount } from "./model/Recount.ts"
import type { Oracle } from "./Oracle.ts"

export const AppViewPosts: Oracle = {
  code: "VIEW-5",
  title: "At rest an App View holds exactly the live posts of active accounts, deletions included.",
  source: "[sync]; reference App View; paper §3.3.2",
  make: (check, ledger) => ({
    reckon: () => void recount(ledger),
    atRest: Effect.fnUntraced(function*(probe) {
      const { deletedPosts, posts } = recount(ledger)
      const wanted = [...posts.keys(), ...deletedPosts]
      for (const host of ledger.of("appview")) {
        yield* askEach(probe, host, chunks(wanted, 25), (uris) => `/xrpc/app.bsky.feed.getPosts?${repeated("uris", uris)}`, (uris, answer) => {
          const shown = new Map((answer?.posts as ReadonlyArray<Json> | undefined ?? []).map((post) => [String(post.uri), post]))
          for (const uri of uris) {
            const expected = posts.get(uri)?.text
            const found = shown.get(uri)?.record as { readonly text?: string } | undefined
            check(
              found?.text === expected,
              () => `${host} shows ${uri} as ${JSON.stringify(found?.text)}, the repository holds ${JSON.stringify(expected)}`,
              () => [host, uri]
            )
          }
        })
      }
    })
  })
}
