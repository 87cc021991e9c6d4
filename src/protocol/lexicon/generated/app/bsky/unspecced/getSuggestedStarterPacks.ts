// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_graph_defs from "../../../app/bsky/graph/defs.ts"

export type Params = {
  readonly limit?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly limit: number
}

export type Input = undefined

export type Output = {
  readonly starterPacks: ReadonlyArray<app_bsky_graph_defs.StarterPackView>
}

export type Errors = never
