// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_queue_defs from "../../../tools/ozone/queue/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly queueId: number
  readonly name?: string
  readonly enabled?: boolean
  readonly description?: string
  readonly recommendedPolicies?: ReadonlyArray<string>
}

export type Output = {
  readonly queue: tools_ozone_queue_defs.QueueView
}

export type Errors = "InvalidRecommendedPolicies"
