// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly did: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did: string
}

export type Input = undefined

export type Output = {
  readonly timeline: ReadonlyArray<TimelineItem>
}

export type Errors = "RepoNotFound"

export interface TimelineItem {
  readonly day: string
  readonly summary: ReadonlyArray<TimelineItemSummary>
}

export interface TimelineItemSummary {
  readonly eventSubjectType: "account" | "record" | "chat" | (string & {})
  readonly eventType: "tools.ozone.moderation.defs#modEventTakedown" | "tools.ozone.moderation.defs#modEventReverseTakedown" | "tools.ozone.moderation.defs#modEventComment" | "tools.ozone.moderation.defs#modEventReport" | "tools.ozone.moderation.defs#modEventLabel" | "tools.ozone.moderation.defs#modEventAcknowledge" | "tools.ozone.moderation.defs#modEventEscalate" | "tools.ozone.moderation.defs#modEventMute" | "tools.ozone.moderation.defs#modEventUnmute" | "tools.ozone.moderation.defs#modEventMuteReporter" | "tools.ozone.moderation.defs#modEventUnmuteReporter" | "tools.ozone.moderation.defs#modEventEmail" | "tools.ozone.moderation.defs#modEventResolveAppeal" | "tools.ozone.moderation.defs#modEventDivert" | "tools.ozone.moderation.defs#modEventTag" | "tools.ozone.moderation.defs#accountEvent" | "tools.ozone.moderation.defs#identityEvent" | "tools.ozone.moderation.defs#recordEvent" | "tools.ozone.moderation.defs#modEventPriorityScore" | "tools.ozone.moderation.defs#revokeAccountCredentialsEvent" | "tools.ozone.moderation.defs#ageAssuranceEvent" | "tools.ozone.moderation.defs#ageAssuranceOverrideEvent" | "tools.ozone.moderation.defs#timelineEventPlcCreate" | "tools.ozone.moderation.defs#timelineEventPlcOperation" | "tools.ozone.moderation.defs#timelineEventPlcTombstone" | "tools.ozone.hosting.getAccountHistory#accountCreated" | "tools.ozone.hosting.getAccountHistory#emailConfirmed" | "tools.ozone.hosting.getAccountHistory#passwordUpdated" | "tools.ozone.hosting.getAccountHistory#handleUpdated" | "tools.ozone.moderation.defs#scheduleTakedownEvent" | "tools.ozone.moderation.defs#cancelScheduledTakedownEvent" | (string & {})
  readonly count: number
}
