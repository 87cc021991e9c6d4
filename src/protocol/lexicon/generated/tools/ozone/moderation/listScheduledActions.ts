// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_moderation_defs from "../../../tools/ozone/moderation/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly startsAfter?: string
  readonly endsBefore?: string
  readonly subjects?: ReadonlyArray<string>
  readonly statuses: ReadonlyArray<"pending" | "executed" | "cancelled" | "failed" | (string & {})>
  readonly limit?: number
  readonly cursor?: string
}

export type Output = {
  readonly actions: ReadonlyArray<tools_ozone_moderation_defs.ScheduledActionView>
  readonly cursor?: string
}

export type Errors = never
