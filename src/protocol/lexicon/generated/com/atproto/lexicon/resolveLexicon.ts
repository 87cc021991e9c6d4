// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_lexicon_schema from "../../../com/atproto/lexicon/schema.ts"

export type Params = {
  readonly nsid: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly nsid: string
}

export type Input = undefined

export type Output = {
  readonly cid: string
  readonly schema: com_atproto_lexicon_schema.Main
  readonly uri: string
}

export type Errors = "LexiconNotFound"
