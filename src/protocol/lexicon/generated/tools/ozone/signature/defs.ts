// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface SigDetail {
  readonly property: string
  readonly value: string
}
