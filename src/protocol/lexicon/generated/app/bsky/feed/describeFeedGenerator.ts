// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly did: string
  readonly feeds: ReadonlyArray<Feed>
  readonly links?: Links
}

export type Errors = never

export interface Feed {
  readonly uri: string
}

export interface Links {
  readonly privacyPolicy?: string
  readonly termsOfService?: string
}
