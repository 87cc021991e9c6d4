// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_richtext_facet from "../../../app/bsky/richtext/facet.ts"

export interface Main {
  readonly name: string
  readonly description?: string
  readonly descriptionFacets?: ReadonlyArray<app_bsky_richtext_facet.Main>
  readonly list: string
  readonly feeds?: ReadonlyArray<FeedItem>
  readonly createdAt: string
}

export interface FeedItem {
  readonly uri: string
}
