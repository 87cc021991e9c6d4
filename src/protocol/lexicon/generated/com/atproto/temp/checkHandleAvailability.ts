// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly handle: string
  readonly email?: string
  readonly birthDate?: string
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly handle: string
  readonly email?: string
  readonly birthDate?: string
}

export type Input = undefined

export type Output = {
  readonly handle: string
  readonly result: ({ readonly $type: "com.atproto.temp.checkHandleAvailability#resultAvailable" } & ResultAvailable) | ({ readonly $type: "com.atproto.temp.checkHandleAvailability#resultUnavailable" } & ResultUnavailable) | { readonly $type: string & {} }
}

export type Errors = "InvalidEmail"

export interface ResultAvailable {}

export interface ResultUnavailable {
  readonly suggestions: ReadonlyArray<Suggestion>
}

export interface Suggestion {
  readonly handle: string
  readonly method: string
}
