// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly email?: string
  readonly handle: string
  readonly did?: string
  readonly inviteCode?: string
  readonly verificationCode?: string
  readonly verificationPhone?: string
  readonly password?: string
  readonly recoveryKey?: string
  readonly plcOp?: DataObject
}

export type Output = {
  readonly accessJwt: string
  readonly refreshJwt: string
  readonly handle: string
  readonly did: string
  readonly didDoc?: DataObject
}

export type Errors = "InvalidHandle" | "InvalidPassword" | "InvalidInviteCode" | "HandleNotAvailable" | "UnsupportedDomain" | "UnresolvableDid" | "IncompatibleDidDoc"
