// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_defs from "../../../app/bsky/actor/defs.ts"

export interface Member {
  readonly did: string
  readonly disabled?: boolean
  readonly profile?: app_bsky_actor_defs.ProfileViewDetailed
  readonly createdAt?: string
  readonly updatedAt?: string
  readonly lastUpdatedBy?: string
  readonly role: "tools.ozone.team.defs#roleAdmin" | "tools.ozone.team.defs#roleModerator" | "tools.ozone.team.defs#roleTriage" | "tools.ozone.team.defs#roleVerifier" | (string & {})
}

export type RoleAdmin = string

export type RoleModerator = string

export type RoleTriage = string

export type RoleVerifier = string
