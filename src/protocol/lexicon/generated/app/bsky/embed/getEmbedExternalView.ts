// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as app_bsky_embed_external from "../../../app/bsky/embed/external.ts"
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"

export type Params = {
  readonly url: string
  readonly uris: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly url: string
  readonly uris: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly view?: app_bsky_embed_external.View
  readonly associatedRefs?: ReadonlyArray<com_atproto_repo_strongRef.Main>
  readonly associatedRecords?: ReadonlyArray<DataObject>
}

export type Errors = never
