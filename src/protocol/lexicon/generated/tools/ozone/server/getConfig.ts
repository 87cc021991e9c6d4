// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly appview?: ServiceConfig
  readonly pds?: ServiceConfig
  readonly blobDivert?: ServiceConfig
  readonly chat?: ServiceConfig
  readonly viewer?: ViewerConfig
  readonly verifierDid?: string
}

export type Errors = never

export interface ServiceConfig {
  readonly url?: string
}

export interface ViewerConfig {
  readonly role?: "tools.ozone.team.defs#roleAdmin" | "tools.ozone.team.defs#roleModerator" | "tools.ozone.team.defs#roleTriage" | "tools.ozone.team.defs#roleVerifier" | (string & {})
}
