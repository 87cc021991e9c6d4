/** Which calls are counted, by whom, and how many are too many. The numbers are the reference's. [ref pds] */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export const Window = Schema.Struct({
  points: Schema.Int.annotate({ description: "How much may be spent in a window." }),
  perMillis: Schema.Int.annotate({ description: "How long a window is, from its first call, in milliseconds." })
})
export type Window = typeof Window.Type

const rule = (description: string, ...windows: ReadonlyArray<readonly [points: number, perMillis: number]>) =>
  Schema.Array(Window).annotate({ description }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(windows.map(([points, perMillis]) => ({ points, perMillis }))))
  )

const rules = {
  global: rule("All calls but getRepo, by address.", [3000, 5 * minute]),
  getRepo: rule("getRepo, by address.", [6000, 5 * minute]),
  createAccount: rule("createAccount, by address.", [100, 5 * minute]),
  createSession: rule("createSession, by identifier and address.", [30, 5 * minute], [300, day]),
  deleteAccount: rule("deleteAccount, by address.", [50, 5 * minute]),
  resetPassword: rule("resetPassword, by address.", [50, 5 * minute]),
  requestPasswordReset: rule("requestPasswordReset, by address.", [15, hour], [50, day]),
  mail: rule("Each other method that mails, by account.", [5, hour], [15, day]),
  updateHandle: rule("updateHandle, by account.", [10, 5 * minute], [50, day]),
  uploadBlob: rule("uploadBlob, by address.", [1000, day]),
  write: rule("Writes, by account: a create costs 3, an update 2, a delete 1.", [5000, hour], [35_000, day])
}

export type RuleName = keyof typeof rules

export const RateLimits = Schema.Struct({
  ...rules,
  addressHeader: Schema.optionalKey(Schema.String.annotate({
    description: "Header in which a proxy before this server names the caller's address, such as `x-forwarded-for`; its last entry counts."
  })),
  bypassKey: Schema.optionalKey(Schema.String.annotate({ description: "Who sends this as `x-ratelimit-bypass` is not counted." }))
})
export type RateLimits = typeof RateLimits.Type

/** The one method that is counted by its own rule alone. */
export const getRepo = "com.atproto.sync.getRepo"
