// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly suggestions: ReadonlyArray<Suggestion>
}

export type Errors = never

export interface Suggestion {
  readonly tag: string
  readonly subjectType: "actor" | "feed" | (string & {})
  readonly subject: string
}
