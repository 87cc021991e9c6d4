// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_graph_defs from "../../../app/bsky/graph/defs.ts"

export type Params = {
  readonly actor: string
  readonly limit?: number
  readonly cursor?: string
  readonly purposes?: ReadonlyArray<"modlist" | "curatelist" | (string & {})>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly actor: string
  readonly limit: number
  readonly cursor?: string
  readonly purposes?: ReadonlyArray<"modlist" | "curatelist" | (string & {})>
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly listsWithMembership: ReadonlyArray<ListWithMembership>
}

export type Errors = never

export interface ListWithMembership {
  readonly list: app_bsky_graph_defs.ListView
  readonly listItem?: app_bsky_graph_defs.ListItemView
}
