// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_team_defs from "../../../tools/ozone/team/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly did: string
  readonly role: "tools.ozone.team.defs#roleAdmin" | "tools.ozone.team.defs#roleModerator" | "tools.ozone.team.defs#roleVerifier" | "tools.ozone.team.defs#roleTriage" | (string & {})
}

export type Output = tools_ozone_team_defs.Member

export type Errors = "MemberAlreadyExists"
