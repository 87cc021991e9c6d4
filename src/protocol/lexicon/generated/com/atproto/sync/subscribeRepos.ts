// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { Cid } from "../../../../../data/Cid.ts"

export type Params = {
  readonly cursor?: number
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly cursor?: number
}

export type Message = ({ readonly $type: "com.atproto.sync.subscribeRepos#commit" } & Commit) | ({ readonly $type: "com.atproto.sync.subscribeRepos#sync" } & Sync) | ({ readonly $type: "com.atproto.sync.subscribeRepos#identity" } & Identity) | ({ readonly $type: "com.atproto.sync.subscribeRepos#account" } & Account) | ({ readonly $type: "com.atproto.sync.subscribeRepos#info" } & Info) | { readonly $type: string & {} }

export type Errors = "FutureCursor" | "ConsumerTooSlow"

export interface Commit {
  readonly seq: number
  readonly rebase: boolean
  readonly tooBig: boolean
  readonly repo: string
  readonly commit: Cid
  readonly rev: string
  readonly since: string | null
  readonly blocks: Uint8Array
  readonly ops: ReadonlyArray<RepoOp>
  readonly blobs: ReadonlyArray<Cid>
  readonly prevData?: Cid
  readonly time: string
}

export interface Sync {
  readonly seq: number
  readonly did: string
  readonly blocks: Uint8Array
  readonly rev: string
  readonly time: string
}

export interface Identity {
  readonly seq: number
  readonly did: string
  readonly time: string
  readonly handle?: string
}

export interface Account {
  readonly seq: number
  readonly did: string
  readonly time: string
  readonly active: boolean
  readonly status?: "takendown" | "suspended" | "deleted" | "deactivated" | "desynchronized" | "throttled" | (string & {})
}

export interface Info {
  readonly name: "OutdatedCursor" | (string & {})
  readonly message?: string
}

export interface RepoOp {
  readonly action: "create" | "update" | "delete" | (string & {})
  readonly path: string
  readonly cid: Cid | null
  readonly prev?: Cid
}
