// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as com_atproto_moderation_defs from "../../../com/atproto/moderation/defs.ts"
import type * as tools_ozone_moderation_defs from "../../../tools/ozone/moderation/defs.ts"
import type * as tools_ozone_queue_defs from "../../../tools/ozone/queue/defs.ts"
import type * as tools_ozone_team_defs from "../../../tools/ozone/team/defs.ts"

export type ReasonType = "tools.ozone.report.defs#reasonAppeal" | "tools.ozone.report.defs#reasonOther" | "tools.ozone.report.defs#reasonViolenceAnimal" | "tools.ozone.report.defs#reasonViolenceThreats" | "tools.ozone.report.defs#reasonViolenceGraphicContent" | "tools.ozone.report.defs#reasonViolenceGlorification" | "tools.ozone.report.defs#reasonViolenceExtremistContent" | "tools.ozone.report.defs#reasonViolenceTrafficking" | "tools.ozone.report.defs#reasonViolenceOther" | "tools.ozone.report.defs#reasonSexualAbuseContent" | "tools.ozone.report.defs#reasonSexualNCII" | "tools.ozone.report.defs#reasonSexualDeepfake" | "tools.ozone.report.defs#reasonSexualAnimal" | "tools.ozone.report.defs#reasonSexualUnlabeled" | "tools.ozone.report.defs#reasonSexualOther" | "tools.ozone.report.defs#reasonChildSafetyCSAM" | "tools.ozone.report.defs#reasonChildSafetyGroom" | "tools.ozone.report.defs#reasonChildSafetyPrivacy" | "tools.ozone.report.defs#reasonChildSafetyHarassment" | "tools.ozone.report.defs#reasonChildSafetyOther" | "tools.ozone.report.defs#reasonHarassmentTroll" | "tools.ozone.report.defs#reasonHarassmentTargeted" | "tools.ozone.report.defs#reasonHarassmentHateSpeech" | "tools.ozone.report.defs#reasonHarassmentDoxxing" | "tools.ozone.report.defs#reasonHarassmentOther" | "tools.ozone.report.defs#reasonMisleadingBot" | "tools.ozone.report.defs#reasonMisleadingImpersonation" | "tools.ozone.report.defs#reasonMisleadingSpam" | "tools.ozone.report.defs#reasonMisleadingScam" | "tools.ozone.report.defs#reasonMisleadingElections" | "tools.ozone.report.defs#reasonMisleadingOther" | "tools.ozone.report.defs#reasonRuleSiteSecurity" | "tools.ozone.report.defs#reasonRuleProhibitedSales" | "tools.ozone.report.defs#reasonRuleBanEvasion" | "tools.ozone.report.defs#reasonRuleOther" | "tools.ozone.report.defs#reasonSelfHarmContent" | "tools.ozone.report.defs#reasonSelfHarmED" | "tools.ozone.report.defs#reasonSelfHarmStunts" | "tools.ozone.report.defs#reasonSelfHarmSubstances" | "tools.ozone.report.defs#reasonSelfHarmOther" | (string & {})

export type ReasonAppeal = string

export type ReasonOther = string

export type ReasonViolenceAnimal = string

export type ReasonViolenceThreats = string

export type ReasonViolenceGraphicContent = string

export type ReasonViolenceGlorification = string

export type ReasonViolenceExtremistContent = string

export type ReasonViolenceTrafficking = string

export type ReasonViolenceOther = string

export type ReasonSexualAbuseContent = string

export type ReasonSexualNCII = string

export type ReasonSexualDeepfake = string

export type ReasonSexualAnimal = string

export type ReasonSexualUnlabeled = string

export type ReasonSexualOther = string

export type ReasonChildSafetyCSAM = string

export type ReasonChildSafetyGroom = string

export type ReasonChildSafetyPrivacy = string

export type ReasonChildSafetyHarassment = string

export type ReasonChildSafetyOther = string

export type ReasonHarassmentTroll = string

export type ReasonHarassmentTargeted = string

export type ReasonHarassmentHateSpeech = string

export type ReasonHarassmentDoxxing = string

export type ReasonHarassmentOther = string

export type ReasonMisleadingBot = string

export type ReasonMisleadingImpersonation = string

export type ReasonMisleadingSpam = string

export type ReasonMisleadingScam = string

export type ReasonMisleadingElections = string

export type ReasonMisleadingOther = string

export type ReasonRuleSiteSecurity = string

export type ReasonRuleProhibitedSales = string

export type ReasonRuleBanEvasion = string

export type ReasonRuleOther = string

export type ReasonSelfHarmContent = string

export type ReasonSelfHarmED = string

export type ReasonSelfHarmStunts = string

export type ReasonSelfHarmSubstances = string

export type ReasonSelfHarmOther = string

export interface ReportAssignment {
  readonly did: string
  readonly moderator?: tools_ozone_team_defs.Member
  readonly assignedAt: string
}

export interface ReportView {
  readonly id: number
  readonly eventId: number
  readonly status: "open" | "closed" | "escalated" | "queued" | "assigned" | (string & {})
  readonly subject: tools_ozone_moderation_defs.SubjectView
  readonly reportType: com_atproto_moderation_defs.ReasonType
  readonly reportedBy: string
  readonly reporter: tools_ozone_moderation_defs.SubjectView
  readonly comment?: string
  readonly createdAt: string
  readonly updatedAt?: string
  readonly queuedAt?: string
  readonly actionEventIds?: ReadonlyArray<number>
  readonly actions?: ReadonlyArray<tools_ozone_moderation_defs.ModEventView>
  readonly actionNote?: string
  readonly subjectStatus?: tools_ozone_moderation_defs.SubjectStatusView
  readonly relatedReportCount?: number
  readonly assignment?: ReportAssignment
  readonly queue?: tools_ozone_queue_defs.QueueView
  readonly isMuted?: boolean
  readonly isAutomated?: boolean
}

export interface QueueActivity {
  readonly previousStatus?: "open" | "closed" | "escalated" | "queued" | "assigned" | (string & {})
}

export interface AssignmentActivity {
  readonly previousStatus?: "open" | "closed" | "escalated" | "queued" | "assigned" | (string & {})
}

export interface EscalationActivity {
  readonly previousStatus?: "open" | "closed" | "escalated" | "queued" | "assigned" | (string & {})
}

export interface CloseActivity {
  readonly previousStatus?: "open" | "closed" | "escalated" | "queued" | "assigned" | (string & {})
}

export interface ReopenActivity {
  readonly previousStatus?: "open" | "closed" | "escalated" | "queued" | "assigned" | (string & {})
}

export interface NoteActivity {}

export interface ReportActivityView {
  readonly id: number
  readonly reportId: number
  readonly activity: ({ readonly $type: "tools.ozone.report.defs#queueActivity" } & QueueActivity) | ({ readonly $type: "tools.ozone.report.defs#assignmentActivity" } & AssignmentActivity) | ({ readonly $type: "tools.ozone.report.defs#escalationActivity" } & EscalationActivity) | ({ readonly $type: "tools.ozone.report.defs#closeActivity" } & CloseActivity) | ({ readonly $type: "tools.ozone.report.defs#reopenActivity" } & ReopenActivity) | ({ readonly $type: "tools.ozone.report.defs#noteActivity" } & NoteActivity) | { readonly $type: string & {} }
  readonly internalNote?: string
  readonly publicNote?: string
  readonly meta?: DataObject
  readonly isAutomated: boolean
  readonly createdBy: string
  readonly moderator?: tools_ozone_team_defs.Member
  readonly report?: ReportView
  readonly createdAt: string
}

export interface LiveStats {
  readonly pendingCount?: number
  readonly actionedCount?: number
  readonly escalatedCount?: number
  readonly inboundCount?: number
  readonly actionRate?: number
  readonly avgHandlingTimeSec?: number
  readonly lastUpdated?: string
}

export interface HistoricalStats {
  readonly date: string
  readonly computedAt?: string
  readonly pendingCount?: number
  readonly actionedCount?: number
  readonly escalatedCount?: number
  readonly inboundCount?: number
  readonly actionRate?: number
  readonly avgHandlingTimeSec?: number
}

export interface AssignmentView {
  readonly id: number
  readonly did: string
  readonly moderator?: tools_ozone_team_defs.Member
  readonly queue?: tools_ozone_queue_defs.QueueView
  readonly reportId: number
  readonly startAt: string
  readonly endAt?: string
}
