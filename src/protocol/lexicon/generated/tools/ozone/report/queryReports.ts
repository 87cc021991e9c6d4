// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_report_defs from "../../../tools/ozone/report/defs.ts"

export type Params = {
  readonly queueId?: number
  readonly reportTypes?: ReadonlyArray<string>
  readonly status: "open" | "closed" | "escalated" | "queued" | "assigned" | (string & {})
  readonly subject?: string
  readonly did?: string
  readonly subjectType?: "account" | "record" | "message" | "conversation" | (string & {})
  readonly collections?: ReadonlyArray<string>
  readonly reportedAfter?: string
  readonly reportedBefore?: string
  readonly isMuted?: boolean
  readonly assignedTo?: string
  readonly sortField?: "createdAt" | "updatedAt"
  readonly sortDirection?: "asc" | "desc"
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly queueId?: number
  readonly reportTypes?: ReadonlyArray<string>
  readonly status: "open" | "closed" | "escalated" | "queued" | "assigned" | (string & {})
  readonly subject?: string
  readonly did?: string
  readonly subjectType?: "account" | "record" | "message" | "conversation" | (string & {})
  readonly collections?: ReadonlyArray<string>
  readonly reportedAfter?: string
  readonly reportedBefore?: string
  readonly isMuted: boolean
  readonly assignedTo?: string
  readonly sortField: "createdAt" | "updatedAt"
  readonly sortDirection: "asc" | "desc"
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly reports: ReadonlyArray<tools_ozone_report_defs.ReportView>
}

export type Errors = never
