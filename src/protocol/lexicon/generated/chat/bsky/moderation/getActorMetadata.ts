// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly actor: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly actor: string
}

export type Input = undefined

export type Output = {
  readonly day: Metadata
  readonly month: Metadata
  readonly all: Metadata
}

export type Errors = never

export interface Metadata {
  readonly messagesSent: number
  readonly messagesReceived: number
  readonly convos: number
  readonly convosStarted: number
}
