// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_verification_defs from "../../../tools/ozone/verification/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly verifications: ReadonlyArray<VerificationInput>
}

export type Output = {
  readonly verifications: ReadonlyArray<tools_ozone_verification_defs.VerificationView>
  readonly failedVerifications: ReadonlyArray<GrantError>
}

export type Errors = never

export interface VerificationInput {
  readonly subject: string
  readonly handle: string
  readonly displayName: string
  readonly createdAt?: string
}

export interface GrantError {
  readonly error: string
  readonly subject: string
}
