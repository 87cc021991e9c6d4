// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_notification_defs from "../../../app/bsky/notification/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly preferences: app_bsky_notification_defs.Preferences
}

export type Errors = never
