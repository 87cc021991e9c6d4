// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_admin_defs from "../../../com/atproto/admin/defs.ts"
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"
import type * as tools_ozone_moderation_defs from "../../../tools/ozone/moderation/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly event: ({ readonly $type: "tools.ozone.moderation.defs#modEventTakedown" } & tools_ozone_moderation_defs.ModEventTakedown) | ({ readonly $type: "tools.ozone.moderation.defs#modEventAcknowledge" } & tools_ozone_moderation_defs.ModEventAcknowledge) | ({ readonly $type: "tools.ozone.moderation.defs#modEventEscalate" } & tools_ozone_moderation_defs.ModEventEscalate) | ({ readonly $type: "tools.ozone.moderation.defs#modEventComment" } & tools_ozone_moderation_defs.ModEventComment) | ({ readonly $type: "tools.ozone.moderation.defs#modEventLabel" } & tools_ozone_moderation_defs.ModEventLabel) | ({ readonly $type: "tools.ozone.moderation.defs#modEventReport" } & tools_ozone_moderation_defs.ModEventReport) | ({ readonly $type: "tools.ozone.moderation.defs#modEventMute" } & tools_ozone_moderation_defs.ModEventMute) | ({ readonly $type: "tools.ozone.moderation.defs#modEventUnmute" } & tools_ozone_moderation_defs.ModEventUnmute) | ({ readonly $type: "tools.ozone.moderation.defs#modEventMuteReporter" } & tools_ozone_moderation_defs.ModEventMuteReporter) | ({ readonly $type: "tools.ozone.moderation.defs#modEventUnmuteReporter" } & tools_ozone_moderation_defs.ModEventUnmuteReporter) | ({ readonly $type: "tools.ozone.moderation.defs#modEventReverseTakedown" } & tools_ozone_moderation_defs.ModEventReverseTakedown) | ({ readonly $type: "tools.ozone.moderation.defs#modEventResolveAppeal" } & tools_ozone_moderation_defs.ModEventResolveAppeal) | ({ readonly $type: "tools.ozone.moderation.defs#modEventEmail" } & tools_ozone_moderation_defs.ModEventEmail) | ({ readonly $type: "tools.ozone.moderation.defs#modEventDivert" } & tools_ozone_moderation_defs.ModEventDivert) | ({ readonly $type: "tools.ozone.moderation.defs#modEventTag" } & tools_ozone_moderation_defs.ModEventTag) | ({ readonly $type: "tools.ozone.moderation.defs#accountEvent" } & tools_ozone_moderation_defs.AccountEvent) | ({ readonly $type: "tools.ozone.moderation.defs#identityEvent" } & tools_ozone_moderation_defs.IdentityEvent) | ({ readonly $type: "tools.ozone.moderation.defs#recordEvent" } & tools_ozone_moderation_defs.RecordEvent) | ({ readonly $type: "tools.ozone.moderation.defs#modEventPriorityScore" } & tools_ozone_moderation_defs.ModEventPriorityScore) | ({ readonly $type: "tools.ozone.moderation.defs#ageAssuranceEvent" } & tools_ozone_moderation_defs.AgeAssuranceEvent) | ({ readonly $type: "tools.ozone.moderation.defs#ageAssuranceOverrideEvent" } & tools_ozone_moderation_defs.AgeAssuranceOverrideEvent) | ({ readonly $type: "tools.ozone.moderation.defs#ageAssurancePurgeEvent" } & tools_ozone_moderation_defs.AgeAssurancePurgeEvent) | ({ readonly $type: "tools.ozone.moderation.defs#revokeAccountCredentialsEvent" } & tools_ozone_moderation_defs.RevokeAccountCredentialsEvent) | ({ readonly $type: "tools.ozone.moderation.defs#scheduleTakedownEvent" } & tools_ozone_moderation_defs.ScheduleTakedownEvent) | ({ readonly $type: "tools.ozone.moderation.defs#cancelScheduledTakedownEvent" } & tools_ozone_moderation_defs.CancelScheduledTakedownEvent) | { readonly $type: string & {} }
  readonly subject: ({ readonly $type: "com.atproto.admin.defs#repoRef" } & com_atproto_admin_defs.RepoRef) | ({ readonly $type: "com.atproto.repo.strongRef" } & com_atproto_repo_strongRef.Main) | { readonly $type: string & {} }
  readonly subjectBlobCids?: ReadonlyArray<string>
  readonly createdBy: string
  readonly modTool?: tools_ozone_moderation_defs.ModTool
  readonly externalId?: string
  readonly reportAction?: ReportAction
}

export type Output = tools_ozone_moderation_defs.ModEventView

export type Errors = "SubjectHasAction" | "DuplicateExternalId"

export interface ReportAction {
  readonly ids?: ReadonlyArray<number>
  readonly types?: ReadonlyArray<string>
  readonly all?: boolean
  readonly note?: string
}
