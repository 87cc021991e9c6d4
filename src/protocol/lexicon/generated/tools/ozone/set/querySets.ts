// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_set_defs from "../../../tools/ozone/set/defs.ts"

export type Params = {
  readonly limit?: number
  readonly cursor?: string
  readonly namePrefix?: string
  readonly sortBy?: "name" | "createdAt" | "updatedAt"
  readonly sortDirection?: "asc" | "desc"
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly limit: number
  readonly cursor?: string
  readonly namePrefix?: string
  readonly sortBy: "name" | "createdAt" | "updatedAt"
  readonly sortDirection: "asc" | "desc"
}

export type Input = undefined

export type Output = {
  readonly sets: ReadonlyArray<tools_ozone_set_defs.SetView>
  readonly cursor?: string
}

export type Errors = never
