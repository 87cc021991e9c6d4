// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as app_bsky_ageassurance_defs from "../../../app/bsky/ageassurance/defs.ts"
import type * as chat_bsky_convo_defs from "../../../chat/bsky/convo/defs.ts"
import type * as com_atproto_admin_defs from "../../../com/atproto/admin/defs.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"
import type * as com_atproto_moderation_defs from "../../../com/atproto/moderation/defs.ts"
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"
import type * as com_atproto_server_defs from "../../../com/atproto/server/defs.ts"

export interface ModEventView {
  readonly id: number
  readonly event: ({ readonly $type: "tools.ozone.moderation.defs#modEventTakedown" } & ModEventTakedown) | ({ readonly $type: "tools.ozone.moderation.defs#modEventReverseTakedown" } & ModEventReverseTakedown) | ({ readonly $type: "tools.ozone.moderation.defs#modEventComment" } & ModEventComment) | ({ readonly $type: "tools.ozone.moderation.defs#modEventReport" } & ModEventReport) | ({ readonly $type: "tools.ozone.moderation.defs#modEventLabel" } & ModEventLabel) | ({ readonly $type: "tools.ozone.moderation.defs#modEventAcknowledge" } & ModEventAcknowledge) | ({ readonly $type: "tools.ozone.moderation.defs#modEventEscalate" } & ModEventEscalate) | ({ readonly $type: "tools.ozone.moderation.defs#modEventMute" } & ModEventMute) | ({ readonly $type: "tools.ozone.moderation.defs#modEventUnmute" } & ModEventUnmute) | ({ readonly $type: "tools.ozone.moderation.defs#modEventMuteReporter" } & ModEventMuteReporter) | ({ readonly $type: "tools.ozone.moderation.defs#modEventUnmuteReporter" } & ModEventUnmuteReporter) | ({ readonly $type: "tools.ozone.moderation.defs#modEventEmail" } & ModEventEmail) | ({ readonly $type: "tools.ozone.moderation.defs#modEventResolveAppeal" } & ModEventResolveAppeal) | ({ readonly $type: "tools.ozone.moderation.defs#modEventDivert" } & ModEventDivert) | ({ readonly $type: "tools.ozone.moderation.defs#modEventTag" } & ModEventTag) | ({ readonly $type: "tools.ozone.moderation.defs#accountEvent" } & AccountEvent) | ({ readonly $type: "tools.ozone.moderation.defs#identityEvent" } & IdentityEvent) | ({ readonly $type: "tools.ozone.moderation.defs#recordEvent" } & RecordEvent) | ({ readonly $type: "tools.ozone.moderation.defs#modEventPriorityScore" } & ModEventPriorityScore) | ({ readonly $type: "tools.ozone.moderation.defs#ageAssuranceEvent" } & AgeAssuranceEvent) | ({ readonly $type: "tools.ozone.moderation.defs#ageAssuranceOverrideEvent" } & AgeAssuranceOverrideEvent) | ({ readonly $type: "tools.ozone.moderation.defs#ageAssurancePurgeEvent" } & AgeAssurancePurgeEvent) | ({ readonly $type: "tools.ozone.moderation.defs#revokeAccountCredentialsEvent" } & RevokeAccountCredentialsEvent) | ({ readonly $type: "tools.ozone.moderation.defs#scheduleTakedownEvent" } & ScheduleTakedownEvent) | ({ readonly $type: "tools.ozone.moderation.defs#cancelScheduledTakedownEvent" } & CancelScheduledTakedownEvent) | { readonly $type: string & {} }
  readonly subject: ({ readonly $type: "com.atproto.admin.defs#repoRef" } & com_atproto_admin_defs.RepoRef) | ({ readonly $type: "com.atproto.repo.strongRef" } & com_atproto_repo_strongRef.Main) | ({ readonly $type: "chat.bsky.convo.defs#messageRef" } & chat_bsky_convo_defs.MessageRef) | ({ readonly $type: "chat.bsky.convo.defs#convoRef" } & chat_bsky_convo_defs.ConvoRef) | { readonly $type: string & {} }
  readonly subjectBlobCids: ReadonlyArray<string>
  readonly createdBy: string
  readonly createdAt: string
  readonly creatorHandle?: string
  readonly subjectHandle?: string
  readonly modTool?: ModTool
}

export interface ModEventViewDetail {
  readonly id: number
  readonly event: ({ readonly $type: "tools.ozone.moderation.defs#modEventTakedown" } & ModEventTakedown) | ({ readonly $type: "tools.ozone.moderation.defs#modEventReverseTakedown" } & ModEventReverseTakedown) | ({ readonly $type: "tools.ozone.moderation.defs#modEventComment" } & ModEventComment) | ({ readonly $type: "tools.ozone.moderation.defs#modEventReport" } & ModEventReport) | ({ readonly $type: "tools.ozone.moderation.defs#modEventLabel" } & ModEventLabel) | ({ readonly $type: "tools.ozone.moderation.defs#modEventAcknowledge" } & ModEventAcknowledge) | ({ readonly $type: "tools.ozone.moderation.defs#modEventEscalate" } & ModEventEscalate) | ({ readonly $type: "tools.ozone.moderation.defs#modEventMute" } & ModEventMute) | ({ readonly $type: "tools.ozone.moderation.defs#modEventUnmute" } & ModEventUnmute) | ({ readonly $type: "tools.ozone.moderation.defs#modEventMuteReporter" } & ModEventMuteReporter) | ({ readonly $type: "tools.ozone.moderation.defs#modEventUnmuteReporter" } & ModEventUnmuteReporter) | ({ readonly $type: "tools.ozone.moderation.defs#modEventEmail" } & ModEventEmail) | ({ readonly $type: "tools.ozone.moderation.defs#modEventResolveAppeal" } & ModEventResolveAppeal) | ({ readonly $type: "tools.ozone.moderation.defs#modEventDivert" } & ModEventDivert) | ({ readonly $type: "tools.ozone.moderation.defs#modEventTag" } & ModEventTag) | ({ readonly $type: "tools.ozone.moderation.defs#accountEvent" } & AccountEvent) | ({ readonly $type: "tools.ozone.moderation.defs#identityEvent" } & IdentityEvent) | ({ readonly $type: "tools.ozone.moderation.defs#recordEvent" } & RecordEvent) | ({ readonly $type: "tools.ozone.moderation.defs#modEventPriorityScore" } & ModEventPriorityScore) | ({ readonly $type: "tools.ozone.moderation.defs#ageAssuranceEvent" } & AgeAssuranceEvent) | ({ readonly $type: "tools.ozone.moderation.defs#ageAssuranceOverrideEvent" } & AgeAssuranceOverrideEvent) | ({ readonly $type: "tools.ozone.moderation.defs#ageAssurancePurgeEvent" } & AgeAssurancePurgeEvent) | ({ readonly $type: "tools.ozone.moderation.defs#revokeAccountCredentialsEvent" } & RevokeAccountCredentialsEvent) | ({ readonly $type: "tools.ozone.moderation.defs#scheduleTakedownEvent" } & ScheduleTakedownEvent) | ({ readonly $type: "tools.ozone.moderation.defs#cancelScheduledTakedownEvent" } & CancelScheduledTakedownEvent) | { readonly $type: string & {} }
  readonly subject: ({ readonly $type: "tools.ozone.moderation.defs#repoView" } & RepoView) | ({ readonly $type: "tools.ozone.moderation.defs#repoViewNotFound" } & RepoViewNotFound) | ({ readonly $type: "tools.ozone.moderation.defs#recordView" } & RecordView) | ({ readonly $type: "tools.ozone.moderation.defs#recordViewNotFound" } & RecordViewNotFound) | ({ readonly $type: "tools.ozone.moderation.defs#convoView" } & ConvoView) | { readonly $type: string & {} }
  readonly subjectBlobs: ReadonlyArray<BlobView>
  readonly createdBy: string
  readonly createdAt: string
  readonly modTool?: ModTool
}

export interface SubjectStatusView {
  readonly id: number
  readonly subject: ({ readonly $type: "com.atproto.admin.defs#repoRef" } & com_atproto_admin_defs.RepoRef) | ({ readonly $type: "com.atproto.repo.strongRef" } & com_atproto_repo_strongRef.Main) | ({ readonly $type: "chat.bsky.convo.defs#messageRef" } & chat_bsky_convo_defs.MessageRef) | ({ readonly $type: "chat.bsky.convo.defs#convoRef" } & chat_bsky_convo_defs.ConvoRef) | { readonly $type: string & {} }
  readonly hosting?: ({ readonly $type: "tools.ozone.moderation.defs#accountHosting" } & AccountHosting) | ({ readonly $type: "tools.ozone.moderation.defs#recordHosting" } & RecordHosting) | { readonly $type: string & {} }
  readonly subjectBlobCids?: ReadonlyArray<string>
  readonly subjectRepoHandle?: string
  readonly updatedAt: string
  readonly createdAt: string
  readonly reviewState: SubjectReviewState
  readonly comment?: string
  readonly priorityScore?: number
  readonly muteUntil?: string
  readonly muteReportingUntil?: string
  readonly lastReviewedBy?: string
  readonly lastReviewedAt?: string
  readonly lastReportedAt?: string
  readonly lastAppealedAt?: string
  readonly takendown?: boolean
  readonly appealed?: boolean
  readonly suspendUntil?: string
  readonly tags?: ReadonlyArray<string>
  readonly accountStats?: AccountStats
  readonly recordsStats?: RecordsStats
  readonly accountStrike?: AccountStrike
  readonly ageAssuranceState?: "pending" | "assured" | "unknown" | "reset" | "blocked" | (string & {})
  readonly ageAssuranceUpdatedBy?: "admin" | "user" | (string & {})
}

export interface SubjectView {
  readonly type: com_atproto_moderation_defs.SubjectType
  readonly subject: string
  readonly status?: SubjectStatusView
  readonly repo?: RepoViewDetail
  readonly profile?: { readonly $type: string & {} }
  readonly record?: RecordViewDetail
}

export interface AccountStats {
  readonly reportCount?: number
  readonly appealCount?: number
  readonly suspendCount?: number
  readonly escalateCount?: number
  readonly takedownCount?: number
}

export interface RecordsStats {
  readonly totalReports?: number
  readonly reportedCount?: number
  readonly escalatedCount?: number
  readonly appealedCount?: number
  readonly subjectCount?: number
  readonly pendingCount?: number
  readonly processedCount?: number
  readonly takendownCount?: number
}

export interface AccountStrike {
  readonly activeStrikeCount?: number
  readonly totalStrikeCount?: number
  readonly firstStrikeAt?: string
  readonly lastStrikeAt?: string
}

export type SubjectReviewState = "tools.ozone.moderation.defs#reviewOpen" | "tools.ozone.moderation.defs#reviewEscalated" | "tools.ozone.moderation.defs#reviewClosed" | "tools.ozone.moderation.defs#reviewNone" | (string & {})

export type ReviewOpen = string

export type ReviewEscalated = string

export type ReviewClosed = string

export type ReviewNone = string

export interface ModEventTakedown {
  readonly comment?: string
  readonly durationInHours?: number
  readonly acknowledgeAccountSubjects?: boolean
  readonly policies?: ReadonlyArray<string>
  readonly severityLevel?: string
  readonly targetServices?: ReadonlyArray<"appview" | "pds" | (string & {})>
  readonly strikeCount?: number
  readonly strikeExpiresAt?: string
}

export interface ModEventReverseTakedown {
  readonly comment?: string
  readonly policies?: ReadonlyArray<string>
  readonly severityLevel?: string
  readonly strikeCount?: number
}

export interface ModEventResolveAppeal {
  readonly comment?: string
}

export interface ModEventComment {
  readonly comment?: string
  readonly sticky?: boolean
}

export interface ModEventReport {
  readonly comment?: string
  readonly isReporterMuted?: boolean
  readonly reportType: com_atproto_moderation_defs.ReasonType
}

export interface ModEventLabel {
  readonly comment?: string
  readonly createLabelVals: ReadonlyArray<string>
  readonly negateLabelVals: ReadonlyArray<string>
  readonly durationInHours?: number
}

export interface ModEventPriorityScore {
  readonly comment?: string
  readonly score: number
}

export interface AgeAssuranceEvent {
  readonly createdAt: string
  readonly attemptId: string
  readonly status: "unknown" | "pending" | "assured" | (string & {})
  readonly access?: app_bsky_ageassurance_defs.Access
  readonly countryCode?: string
  readonly regionCode?: string
  readonly initIp?: string
  readonly initUa?: string
  readonly completeIp?: string
  readonly completeUa?: string
}

export interface AgeAssuranceOverrideEvent {
  readonly status: "assured" | "reset" | "blocked" | (string & {})
  readonly access?: app_bsky_ageassurance_defs.Access
  readonly comment: string
}

export interface AgeAssurancePurgeEvent {
  readonly comment: string
}

export interface RevokeAccountCredentialsEvent {
  readonly comment: string
}

export interface ModEventAcknowledge {
  readonly comment?: string
  readonly acknowledgeAccountSubjects?: boolean
}

export interface ModEventEscalate {
  readonly comment?: string
}

export interface ModEventMute {
  readonly comment?: string
  readonly durationInHours: number
}

export interface ModEventUnmute {
  readonly comment?: string
}

export interface ModEventMuteReporter {
  readonly comment?: string
  readonly durationInHours?: number
}

export interface ModEventUnmuteReporter {
  readonly comment?: string
}

export interface ModEventEmail {
  readonly subjectLine: string
  readonly content?: string
  readonly comment?: string
  readonly policies?: ReadonlyArray<string>
  readonly severityLevel?: string
  readonly strikeCount?: number
  readonly strikeExpiresAt?: string
  readonly isDelivered?: boolean
}

export interface ModEventDivert {
  readonly comment?: string
}

export interface ModEventTag {
  readonly add: ReadonlyArray<string>
  readonly remove: ReadonlyArray<string>
  readonly comment?: string
  readonly durationInHours?: number
}

export interface AccountEvent {
  readonly comment?: string
  readonly active: boolean
  readonly status?: "unknown" | "deactivated" | "deleted" | "takendown" | "suspended" | "tombstoned" | (string & {})
  readonly timestamp: string
}

export interface IdentityEvent {
  readonly comment?: string
  readonly handle?: string
  readonly pdsHost?: string
  readonly tombstone?: boolean
  readonly timestamp: string
}

export interface RecordEvent {
  readonly comment?: string
  readonly op: "create" | "update" | "delete" | (string & {})
  readonly cid?: string
  readonly timestamp: string
}

export interface ScheduleTakedownEvent {
  readonly comment?: string
  readonly executeAt?: string
  readonly executeAfter?: string
  readonly executeUntil?: string
}

export interface CancelScheduledTakedownEvent {
  readonly comment?: string
}

export interface RepoView {
  readonly did: string
  readonly handle: string
  readonly email?: string
  readonly relatedRecords: ReadonlyArray<DataObject>
  readonly indexedAt: string
  readonly moderation: Moderation
  readonly invitedBy?: com_atproto_server_defs.InviteCode
  readonly invitesDisabled?: boolean
  readonly inviteNote?: string
  readonly deactivatedAt?: string
  readonly threatSignatures?: ReadonlyArray<com_atproto_admin_defs.ThreatSignature>
}

export interface RepoViewDetail {
  readonly did: string
  readonly handle: string
  readonly email?: string
  readonly relatedRecords: ReadonlyArray<DataObject>
  readonly indexedAt: string
  readonly moderation: ModerationDetail
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly invitedBy?: com_atproto_server_defs.InviteCode
  readonly invites?: ReadonlyArray<com_atproto_server_defs.InviteCode>
  readonly invitesDisabled?: boolean
  readonly inviteNote?: string
  readonly emailConfirmedAt?: string
  readonly deactivatedAt?: string
  readonly threatSignatures?: ReadonlyArray<com_atproto_admin_defs.ThreatSignature>
}

export interface RepoViewNotFound {
  readonly did: string
}

export interface RecordView {
  readonly uri: string
  readonly cid: string
  readonly value: DataObject
  readonly blobCids: ReadonlyArray<string>
  readonly indexedAt: string
  readonly moderation: Moderation
  readonly repo: RepoView
}

export interface RecordViewDetail {
  readonly uri: string
  readonly cid: string
  readonly value: DataObject
  readonly blobs: ReadonlyArray<BlobView>
  readonly labels?: ReadonlyArray<com_atproto_label_defs.Label>
  readonly indexedAt: string
  readonly moderation: ModerationDetail
  readonly repo: RepoView
}

export interface RecordViewNotFound {
  readonly uri: string
}

export interface ConvoView {
  readonly did: string
  readonly convoId: string
}

export interface Moderation {
  readonly subjectStatus?: SubjectStatusView
}

export interface ModerationDetail {
  readonly subjectStatus?: SubjectStatusView
}

export interface BlobView {
  readonly cid: string
  readonly mimeType: string
  readonly size: number
  readonly createdAt: string
  readonly details?: ({ readonly $type: "tools.ozone.moderation.defs#imageDetails" } & ImageDetails) | ({ readonly $type: "tools.ozone.moderation.defs#videoDetails" } & VideoDetails) | { readonly $type: string & {} }
  readonly moderation?: Moderation
}

export interface ImageDetails {
  readonly width: number
  readonly height: number
}

export interface VideoDetails {
  readonly width: number
  readonly height: number
  readonly length: number
}

export interface AccountHosting {
  readonly status: "takendown" | "suspended" | "deleted" | "deactivated" | "unknown" | (string & {})
  readonly updatedAt?: string
  readonly createdAt?: string
  readonly deletedAt?: string
  readonly deactivatedAt?: string
  readonly reactivatedAt?: string
}

export interface RecordHosting {
  readonly status: "deleted" | "unknown" | (string & {})
  readonly updatedAt?: string
  readonly createdAt?: string
  readonly deletedAt?: string
}

export interface ReporterStats {
  readonly did: string
  readonly accountReportCount: number
  readonly recordReportCount: number
  readonly reportedAccountCount: number
  readonly reportedRecordCount: number
  readonly takendownAccountCount: number
  readonly takendownRecordCount: number
  readonly labeledAccountCount: number
  readonly labeledRecordCount: number
}

export interface ModTool {
  readonly name: string
  readonly meta?: DataObject
}

export type TimelineEventPlcCreate = string

export type TimelineEventPlcOperation = string

export type TimelineEventPlcTombstone = string

export interface ScheduledActionView {
  readonly id: number
  readonly action: "takedown" | (string & {})
  readonly eventData?: DataObject
  readonly did: string
  readonly executeAt?: string
  readonly executeAfter?: string
  readonly executeUntil?: string
  readonly randomizeExecution?: boolean
  readonly createdBy: string
  readonly createdAt: string
  readonly updatedAt?: string
  readonly status: "pending" | "executed" | "cancelled" | "failed" | (string & {})
  readonly lastExecutedAt?: string
  readonly lastFailureReason?: string
  readonly executionEventId?: number
}
