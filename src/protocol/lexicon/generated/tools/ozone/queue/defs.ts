// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_team_defs from "../../../tools/ozone/team/defs.ts"

export interface QueueView {
  readonly id: number
  readonly name: string
  readonly subjectTypes?: ReadonlyArray<"account" | "record" | "message" | "conversation" | (string & {})>
  readonly collection?: string
  readonly reportTypes?: ReadonlyArray<string>
  readonly description?: string
  readonly recommendedPolicies?: ReadonlyArray<string>
  readonly createdBy: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly enabled: boolean
  readonly deletedAt?: string
  readonly stats: QueueStats
}

export interface QueueStats {
  readonly pendingCount?: number
  readonly actionedCount?: number
  readonly escalatedCount?: number
  readonly inboundCount?: number
  readonly actionRate?: number
  readonly avgHandlingTimeSec?: number
  readonly lastUpdated?: string
}

export interface AssignmentView {
  readonly id: number
  readonly did: string
  readonly moderator?: tools_ozone_team_defs.Member
  readonly queue: QueueView
  readonly startAt: string
  readonly endAt?: string
}
