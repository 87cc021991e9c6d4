// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_report_defs from "../../../tools/ozone/report/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly reportId?: number
  readonly eventId?: number
  readonly activity: ({ readonly $type: "tools.ozone.report.defs#queueActivity" } & tools_ozone_report_defs.QueueActivity) | ({ readonly $type: "tools.ozone.report.defs#assignmentActivity" } & tools_ozone_report_defs.AssignmentActivity) | ({ readonly $type: "tools.ozone.report.defs#escalationActivity" } & tools_ozone_report_defs.EscalationActivity) | ({ readonly $type: "tools.ozone.report.defs#closeActivity" } & tools_ozone_report_defs.CloseActivity) | ({ readonly $type: "tools.ozone.report.defs#reopenActivity" } & tools_ozone_report_defs.ReopenActivity) | ({ readonly $type: "tools.ozone.report.defs#noteActivity" } & tools_ozone_report_defs.NoteActivity) | { readonly $type: string & {} }
  readonly internalNote?: string
  readonly publicNote?: string
  readonly isAutomated?: boolean
}

export type Output = {
  readonly activity: tools_ozone_report_defs.ReportActivityView
}

export type Errors = "ReportNotFound" | "InvalidStateTransition" | "AlreadyInTargetState"
