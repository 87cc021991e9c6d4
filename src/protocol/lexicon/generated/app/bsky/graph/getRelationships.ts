// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_graph_defs from "../../../app/bsky/graph/defs.ts"

export type Params = {
  readonly actor: string
  readonly others?: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly actor: string
  readonly others?: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly actor?: string
  readonly relationships: ReadonlyArray<({ readonly $type: "app.bsky.graph.defs#relationship" } & app_bsky_graph_defs.Relationship) | ({ readonly $type: "app.bsky.graph.defs#notFoundActor" } & app_bsky_graph_defs.NotFoundActor) | { readonly $type: string & {} }>
}

export type Errors = "ActorNotFound"
