// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_notification_defs from "../../../app/bsky/notification/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly subject: string
  readonly activitySubscription: app_bsky_notification_defs.ActivitySubscription
}

export type Output = {
  readonly subject: string
  readonly activitySubscription?: app_bsky_notification_defs.ActivitySubscription
}

export type Errors = never
