// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_moderation_defs from "../../../tools/ozone/moderation/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly action: ({ readonly $type: "tools.ozone.moderation.scheduleAction#takedown" } & Takedown) | { readonly $type: string & {} }
  readonly subjects: ReadonlyArray<string>
  readonly createdBy: string
  readonly scheduling: SchedulingConfig
  readonly modTool?: tools_ozone_moderation_defs.ModTool
}

export type Output = ScheduledActionResults

export type Errors = never

export interface Takedown {
  readonly comment?: string
  readonly durationInHours?: number
  readonly acknowledgeAccountSubjects?: boolean
  readonly policies?: ReadonlyArray<string>
  readonly severityLevel?: string
  readonly strikeCount?: number
  readonly strikeExpiresAt?: string
  readonly emailContent?: string
  readonly emailSubject?: string
}

export interface SchedulingConfig {
  readonly executeAt?: string
  readonly executeAfter?: string
  readonly executeUntil?: string
}

export interface ScheduledActionResults {
  readonly succeeded: ReadonlyArray<string>
  readonly failed: ReadonlyArray<FailedScheduling>
}

export interface FailedScheduling {
  readonly subject: string
  readonly error: string
  readonly errorCode?: string
}
