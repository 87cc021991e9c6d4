// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { BlobRef } from "../../../../../data/Blob.ts"
import type * as app_bsky_graph_defs from "../../../app/bsky/graph/defs.ts"
import type * as app_bsky_richtext_facet from "../../../app/bsky/richtext/facet.ts"
import type * as com_atproto_label_defs from "../../../com/atproto/label/defs.ts"

export interface Main {
  readonly purpose: app_bsky_graph_defs.ListPurpose
  readonly name: string
  readonly description?: string
  readonly descriptionFacets?: ReadonlyArray<app_bsky_richtext_facet.Main>
  readonly avatar?: BlobRef
  readonly labels?: ({ readonly $type: "com.atproto.label.defs#selfLabels" } & com_atproto_label_defs.SelfLabels) | { readonly $type: string & {} }
  readonly createdAt: string
}
