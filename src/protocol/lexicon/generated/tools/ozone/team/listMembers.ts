// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_team_defs from "../../../tools/ozone/team/defs.ts"

export type Params = {
  readonly q?: string
  readonly disabled?: boolean
  readonly roles?: ReadonlyArray<string>
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly q?: string
  readonly disabled?: boolean
  readonly roles?: ReadonlyArray<string>
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly members: ReadonlyArray<tools_ozone_team_defs.Member>
}

export type Errors = never
