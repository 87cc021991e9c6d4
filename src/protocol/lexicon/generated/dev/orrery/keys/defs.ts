// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface Capability {
  readonly lxm: string
  readonly collections?: ReadonlyArray<string>
  readonly audiences?: ReadonlyArray<string>
}

export interface Delegation {
  readonly cid: string
  readonly audience: string
  readonly name: string
  readonly capabilities: ReadonlyArray<Capability>
  readonly issuedAt: string
  readonly expiresAt: string
  readonly revoked: boolean
}

export interface Revocation {
  readonly iss: string
  readonly revoke: string
  readonly challenge: string
}
