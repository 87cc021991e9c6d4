// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface CommitMeta {
  readonly cid: string
  readonly rev: string
}
