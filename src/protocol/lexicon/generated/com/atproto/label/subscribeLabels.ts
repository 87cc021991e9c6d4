// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"

export type Params = {
  readonly cursor?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly cursor?: number
}

export type Message = ({ readonly $type: "com.atproto.label.subscribeLabels#labels" } & Labels) | ({ readonly $type: "com.atproto.label.subscribeLabels#info" } & Info) | { readonly $type: string & {} }

export type Errors = "FutureCursor"

export interface Labels {
  readonly seq: number
  readonly labels: ReadonlyArray<com_atproto_label_defs.Label>
}

export interface Info {
  readonly name: "OutdatedCursor" | (string & {})
  readonly message?: string
}
