// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"
import type * as com_atproto_server_defs from "../../../com/atproto/server/defs.ts"

export interface StatusAttr {
  readonly applied: boolean
  readonly ref?: string
}

export interface AccountView {
  readonly did: string
  readonly handle: string
  readonly email?: string
  readonly relatedRecords?: ReadonlyArray<DataObject>
  readonly indexedAt: string
  readonly invitedBy?: com_atproto_server_defs.InviteCode
  readonly invites?: ReadonlyArray<com_atproto_server_defs.InviteCode>
  readonly invitesDisabled?: boolean
  readonly emailConfirmedAt?: string
  readonly inviteNote?: string
  readonly deactivatedAt?: string
  readonly threatSignatures?: ReadonlyArray<ThreatSignature>
}

export interface RepoRef {
  readonly did: string
}

export interface RepoBlobRef {
  readonly did: string
  readonly cid: string
  readonly recordUri?: string
}

export interface ThreatSignature {
  readonly property: string
  readonly value: string
}
