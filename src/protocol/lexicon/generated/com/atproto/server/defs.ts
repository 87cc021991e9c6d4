// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface InviteCode {
  readonly code: string
  readonly available: number
  readonly disabled: boolean
  readonly forAccount: string
  readonly createdBy: string
  readonly createdAt: string
  readonly uses: ReadonlyArray<InviteCodeUse>
}

export interface InviteCodeUse {
  readonly usedBy: string
  readonly usedAt: string
}
