// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface Main {
  readonly index: ByteSlice
  readonly features: ReadonlyArray<({ readonly $type: "app.bsky.richtext.facet#mention" } & Mention) | ({ readonly $type: "app.bsky.richtext.facet#link" } & Link) | ({ readonly $type: "app.bsky.richtext.facet#tag" } & Tag) | { readonly $type: string & {} }>
}

export interface Mention {
  readonly did: string
}

export interface Link {
  readonly uri: string
}

export interface Tag {
  readonly tag: string
}

export interface ByteSlice {
  readonly byteStart: number
  readonly byteEnd: number
}
