// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_queue_defs from "../../../tools/ozone/queue/defs.ts"

export type Params = {
  readonly onlyActive?: boolean
  readonly queueIds?: ReadonlyArray<number>
  readonly dids?: ReadonlyArray<string>
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly onlyActive: boolean
  readonly queueIds?: ReadonlyArray<number>
  readonly dids?: ReadonlyArray<string>
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly assignments: ReadonlyArray<tools_ozone_queue_defs.AssignmentView>
}

export type Errors = never
