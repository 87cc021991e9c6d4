// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_moderation_defs from "../../../tools/ozone/moderation/defs.ts"

export type Params = {
  readonly queueCount?: number
  readonly queueIndex?: number
  readonly queueSeed?: string
  readonly includeAllUserRecords?: boolean
  readonly subject?: string
  readonly comment?: string
  readonly reportedAfter?: string
  readonly reportedBefore?: string
  readonly reviewedAfter?: string
  readonly hostingDeletedAfter?: string
  readonly hostingDeletedBefore?: string
  readonly hostingUpdatedAfter?: string
  readonly hostingUpdatedBefore?: string
  readonly hostingStatuses?: ReadonlyArray<string>
  readonly reviewedBefore?: string
  readonly includeMuted?: boolean
  readonly onlyMuted?: boolean
  readonly reviewState?: "tools.ozone.moderation.defs#reviewOpen" | "tools.ozone.moderation.defs#reviewClosed" | "tools.ozone.moderation.defs#reviewEscalated" | "tools.ozone.moderation.defs#reviewNone" | (string & {})
  readonly ignoreSubjects?: ReadonlyArray<string>
  readonly lastReviewedBy?: string
  readonly sortField?: "lastReviewedAt" | "lastReportedAt" | "reportedRecordsCount" | "takendownRecordsCount" | "priorityScore"
  readonly sortDirection?: "asc" | "desc"
  readonly takendown?: boolean
  readonly appealed?: boolean
  readonly limit?: number
  readonly tags?: ReadonlyArray<string>
  readonly excludeTags?: ReadonlyArray<string>
  readonly cursor?: string
  readonly collections?: ReadonlyArray<string>
  readonly subjectType?: "account" | "record" | "conversation" | (string & {})
  readonly minAccountSuspendCount?: number
  readonly minReportedRecordsCount?: number
  readonly minTakendownRecordsCount?: number
  readonly minPriorityScore?: number
  readonly minStrikeCount?: number
  readonly ageAssuranceState?: "pending" | "assured" | "unknown" | "reset" | "blocked" | (string & {})
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly queueCount?: number
  readonly queueIndex?: number
  readonly queueSeed?: string
  readonly includeAllUserRecords?: boolean
  readonly subject?: string
  readonly comment?: string
  readonly reportedAfter?: string
  readonly reportedBefore?: string
  readonly reviewedAfter?: string
  readonly hostingDeletedAfter?: string
  readonly hostingDeletedBefore?: string
  readonly hostingUpdatedAfter?: string
  readonly hostingUpdatedBefore?: string
  readonly hostingStatuses?: ReadonlyArray<string>
  readonly reviewedBefore?: string
  readonly includeMuted?: boolean
  readonly onlyMuted?: boolean
  readonly reviewState?: "tools.ozone.moderation.defs#reviewOpen" | "tools.ozone.moderation.defs#reviewClosed" | "tools.ozone.moderation.defs#reviewEscalated" | "tools.ozone.moderation.defs#reviewNone" | (string & {})
  readonly ignoreSubjects?: ReadonlyArray<string>
  readonly lastReviewedBy?: string
  readonly sortField: "lastReviewedAt" | "lastReportedAt" | "reportedRecordsCount" | "takendownRecordsCount" | "priorityScore"
  readonly sortDirection: "asc" | "desc"
  readonly takendown?: boolean
  readonly appealed?: boolean
  readonly limit: number
  readonly tags?: ReadonlyArray<string>
  readonly excludeTags?: ReadonlyArray<string>
  readonly cursor?: string
  readonly collections?: ReadonlyArray<string>
  readonly subjectType?: "account" | "record" | "conversation" | (string & {})
  readonly minAccountSuspendCount?: number
  readonly minReportedRecordsCount?: number
  readonly minTakendownRecordsCount?: number
  readonly minPriorityScore?: number
  readonly minStrikeCount?: number
  readonly ageAssuranceState?: "pending" | "assured" | "unknown" | "reset" | "blocked" | (string & {})
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly subjectStatuses: ReadonlyArray<tools_ozone_moderation_defs.SubjectStatusView>
}

export type Errors = never
