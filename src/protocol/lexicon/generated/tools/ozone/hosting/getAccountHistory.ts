// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Params = {
  readonly did: string
  readonly events?: ReadonlyArray<"accountCreated" | "emailUpdated" | "emailConfirmed" | "passwordUpdated" | "handleUpdated" | (string & {})>
  readonly cursor?: string
  readonly limit?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly did: string
  readonly events?: ReadonlyArray<"accountCreated" | "emailUpdated" | "emailConfirmed" | "passwordUpdated" | "handleUpdated" | (string & {})>
  readonly cursor?: string
  readonly limit: number
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly events: ReadonlyArray<Event>
}

export type Errors = never

export interface Event {
  readonly details: ({ readonly $type: "tools.ozone.hosting.getAccountHistory#accountCreated" } & AccountCreated) | ({ readonly $type: "tools.ozone.hosting.getAccountHistory#emailUpdated" } & EmailUpdated) | ({ readonly $type: "tools.ozone.hosting.getAccountHistory#emailConfirmed" } & EmailConfirmed) | ({ readonly $type: "tools.ozone.hosting.getAccountHistory#passwordUpdated" } & PasswordUpdated) | ({ readonly $type: "tools.ozone.hosting.getAccountHistory#handleUpdated" } & HandleUpdated) | { readonly $type: string & {} }
  readonly createdBy: string
  readonly createdAt: string
}

export interface AccountCreated {
  readonly email?: string
  readonly handle?: string
}

export interface EmailUpdated {
  readonly email: string
}

export interface EmailConfirmed {
  readonly email: string
}

export interface PasswordUpdated {}

export interface HandleUpdated {
  readonly handle: string
}
