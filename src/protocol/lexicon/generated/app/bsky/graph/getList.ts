// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_graph_defs from "../../../app/bsky/graph/defs.ts"

export type Params = {
  readonly list: string
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly list: string
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly list: app_bsky_graph_defs.ListView
  readonly items: ReadonlyArray<app_bsky_graph_defs.ListItemView>
}

export type Errors = never
