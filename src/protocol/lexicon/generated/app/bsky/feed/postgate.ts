// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface Main {
  readonly createdAt: string
  readonly post: string
  readonly detachedEmbeddingUris?: ReadonlyArray<string>
  readonly embeddingRules?: ReadonlyArray<({ readonly $type: "app.bsky.feed.postgate#disableRule" } & DisableRule) | { readonly $type: string & {} }>
}

export interface DisableRule {}
