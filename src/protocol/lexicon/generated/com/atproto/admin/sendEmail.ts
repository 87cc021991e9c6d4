// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly recipientDid: string
  readonly content: string
  readonly subject?: string
  readonly senderDid: string
  readonly comment?: string
}

export type Output = {
  readonly sent: boolean
}

export type Errors = never
