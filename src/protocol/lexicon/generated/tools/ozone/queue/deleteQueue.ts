// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly queueId: number
  readonly migrateToQueueId?: number
}

export type Output = {
  readonly deleted: boolean
  readonly reportsMigrated?: number
}

export type Errors = never
