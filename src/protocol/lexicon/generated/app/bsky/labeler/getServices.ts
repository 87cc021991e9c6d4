// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_labeler_defs from "../../../app/bsky/labeler/defs.ts"

export type Params = {
  readonly dids: ReadonlyArray<string>
  readonly detailed?: boolean
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly dids: ReadonlyArray<string>
  readonly detailed: boolean
}

export type Input = undefined

export type Output = {
  readonly views: ReadonlyArray<({ readonly $type: "app.bsky.labeler.defs#labelerView" } & app_bsky_labeler_defs.LabelerView) | ({ readonly $type: "app.bsky.labeler.defs#labelerViewDetailed" } & app_bsky_labeler_defs.LabelerViewDetailed) | { readonly $type: string & {} }>
}

export type Errors = never
