// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly limit?: number
  readonly cursor?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly limit: number
  readonly cursor?: string
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly uses: ReadonlyArray<Use>
}

export type Errors = never

export interface Use {
  readonly key: string
  readonly delegation: string
  readonly lxm: string
  readonly collections: ReadonlyArray<string>
  readonly at: string
}
