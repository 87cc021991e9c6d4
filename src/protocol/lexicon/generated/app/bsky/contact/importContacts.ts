// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_contact_defs from "../../../app/bsky/contact/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly token: string
  readonly contacts: ReadonlyArray<string>
}

export type Output = {
  readonly matchesAndContactIndexes: ReadonlyArray<app_bsky_contact_defs.MatchAndContactIndex>
}

export type Errors = "InvalidDid" | "InvalidContacts" | "TooManyContacts" | "InvalidToken" | "InternalError"
