// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = undefined

export type Output = {
  readonly inviteCodeRequired?: boolean
  readonly phoneVerificationRequired?: boolean
  readonly blobUploadLimit?: number
  readonly availableUserDomains: ReadonlyArray<string>
  readonly links?: Links
  readonly contact?: Contact
  readonly did: string
}

export type Errors = never

export interface Links {
  readonly privacyPolicy?: string
  readonly termsOfService?: string
}

export interface Contact {
  readonly email?: string
}
