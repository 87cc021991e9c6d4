/**
 * Who has a handle here, or is about to have it: an account, a sign-up whose DID
 * may be published, a change that the directory may have taken. It is asked
 * again in the transaction that takes the handle: two may have been told at
 * once that it is free.
 */
import * as Effect from "effect/Effect"
import type { Handle } from "../../../protocol/syntax/Handle.ts"
import { declared } from "../../../protocol/xrpc/XrpcError.ts"
import * as Prepared from "../../sqlite/Prepared.ts"

export const make = Effect.gen(function*() {
  const holders = yield* Prepared.prepare(`SELECT did FROM account WHERE handle = ?
    UNION ALL SELECT did FROM creation WHERE handle = ?
    UNION ALL SELECT did FROM plc_change WHERE handle = ?`)
  return {
    /** Nobody's but `did`'s; a new account has none yet. */
    ensureFree: Effect.fnUntraced(function*(handle: Handle, did: string | undefined) {
      const rows = yield* holders.all<{ readonly did: string }>(handle, handle, handle)
      if (rows.some((row) => row.did !== did)) return yield* declared("HandleNotAvailable", `Handle already taken: ${handle}`)
    })
  }
})

export type HandleHolders = Effect.Success<typeof make>
