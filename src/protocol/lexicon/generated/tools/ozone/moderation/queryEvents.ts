// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_moderation_defs from "../../../tools/ozone/moderation/defs.ts"

export type Params = {
  readonly types?: ReadonlyArray<string>
  readonly createdBy?: string
  readonly sortDirection?: "asc" | "desc"
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly subject?: string
  readonly collections?: ReadonlyArray<string>
  readonly subjectType?: "account" | "record" | "conversation" | (string & {})
  readonly includeAllUserRecords?: boolean
  readonly limit?: number
  readonly hasComment?: boolean
  readonly comment?: string
  readonly addedLabels?: ReadonlyArray<string>
  readonly removedLabels?: ReadonlyArray<string>
  readonly addedTags?: ReadonlyArray<string>
  readonly removedTags?: ReadonlyArray<string>
  readonly reportTypes?: ReadonlyArray<string>
  readonly policies?: ReadonlyArray<string>
  readonly modTool?: ReadonlyArray<string>
  readonly batchId?: string
  readonly ageAssuranceState?: "pending" | "assured" | "unknown" | "reset" | "blocked" | (string & {})
  readonly withStrike?: boolean
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly types?: ReadonlyArray<string>
  readonly createdBy?: string
  readonly sortDirection: "asc" | "desc"
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly subject?: string
  readonly collections?: ReadonlyArray<string>
  readonly subjectType?: "account" | "record" | "conversation" | (string & {})
  readonly includeAllUserRecords: boolean
  readonly limit: number
  readonly hasComment?: boolean
  readonly comment?: string
  readonly addedLabels?: ReadonlyArray<string>
  readonly removedLabels?: ReadonlyArray<string>
  readonly addedTags?: ReadonlyArray<string>
  readonly removedTags?: ReadonlyArray<string>
  readonly reportTypes?: ReadonlyArray<string>
  readonly policies?: ReadonlyArray<string>
  readonly modTool?: ReadonlyArray<string>
  readonly batchId?: string
  readonly ageAssuranceState?: "pending" | "assured" | "unknown" | "reset" | "blocked" | (string & {})
  readonly withStrike?: boolean
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly events: ReadonlyArray<tools_ozone_moderation_defs.ModEventView>
}

export type Errors = never
