// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_unspecced_defs from "../../../app/bsky/unspecced/defs.ts"

export type Params = {
  readonly anchor: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly anchor: string
}

export type Input = undefined

export type Output = {
  readonly thread: ReadonlyArray<ThreadItem>
}

export type Errors = never

export interface ThreadItem {
  readonly uri: string
  readonly depth: number
  readonly value: ({ readonly $type: "app.bsky.unspecced.defs#threadItemPost" } & app_bsky_unspecced_defs.ThreadItemPost) | { readonly $type: string & {} }
}
