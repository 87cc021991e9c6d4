// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface Set {
  readonly name: string
  readonly description?: string
}

export interface SetView {
  readonly name: string
  readonly description?: string
  readonly setSize: number
  readonly createdAt: string
  readonly updatedAt: string
}
