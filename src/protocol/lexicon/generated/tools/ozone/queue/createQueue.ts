// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_queue_defs from "../../../tools/ozone/queue/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly name: string
  readonly subjectTypes?: ReadonlyArray<"account" | "record" | "message" | "conversation" | (string & {})>
  readonly collection?: string
  readonly reportTypes?: ReadonlyArray<string>
  readonly description?: string
  readonly recommendedPolicies?: ReadonlyArray<string>
}

export type Output = {
  readonly queue: tools_ozone_queue_defs.QueueView
}

export type Errors = "InvalidRecommendedPolicies" | "ConflictingQueue"
