// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_queue_defs from "../../../tools/ozone/queue/defs.ts"

export type Params = {
  readonly enabled?: boolean
  readonly subjectType?: string
  readonly collection?: string
  readonly reportTypes?: ReadonlyArray<string>
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly enabled?: boolean
  readonly subjectType?: string
  readonly collection?: string
  readonly reportTypes?: ReadonlyArray<string>
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly queues: ReadonlyArray<tools_ozone_queue_defs.QueueView>
}

export type Errors = never
