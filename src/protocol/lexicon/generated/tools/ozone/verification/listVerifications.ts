// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_verification_defs from "../../../tools/ozone/verification/defs.ts"

export type Params = {
  readonly cursor?: string
  readonly limit?: number
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly issuers?: ReadonlyArray<string>
  readonly subjects?: ReadonlyArray<string>
  readonly sortDirection?: "asc" | "desc"
  readonly isRevoked?: boolean
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly cursor?: string
  readonly limit: number
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly issuers?: ReadonlyArray<string>
  readonly subjects?: ReadonlyArray<string>
  readonly sortDirection: "asc" | "desc"
  readonly isRevoked?: boolean
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly verifications: ReadonlyArray<tools_ozone_verification_defs.VerificationView>
}

export type Errors = never
