// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly activated: boolean
  readonly validDid: boolean
  readonly repoCommit: string
  readonly repoRev: string
  readonly repoBlocks: number
  readonly indexedRecords: number
  readonly privateStateValues: number
  readonly expectedBlobs: number
  readonly importedBlobs: number
}

export type Errors = never
