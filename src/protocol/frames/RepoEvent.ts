/**
 * The messages of `com.atproto.sync.subscribeRepos`. [sync]
 *
 * `fromFrame` checks shape and formats. It does not check what belongs to
 * verification: operation counts, sizes of `blocks`, signatures, inversion.
 * The dead fields of #commit (`rebase`, `tooBig`, `blobs`) are sent as the
 * lexicon wants them and ignored on receipt.
 */
import * as Result from "effect/Result"
import * as Cbor from "../data/Cbor.ts"
import type { Cid } from "../data/Cid.ts"
import type { DataObject } from "../data/Data.ts"
import * as Datetime from "../syntax/Datetime.ts"
import * as Did from "../syntax/Did.ts"
import * as Handle from "../syntax/Handle.ts"
import * as RepoPath from "../syntax/RepoPath.ts"
import * as Tid from "../syntax/Tid.ts"
import * as Fields from "./Fields.ts"
import * as Frame from "./Frame.ts"

export { seqOf, withSeq } from "./Frame.ts"

export interface RepoOp {
  readonly action: "create" | "update" | "delete"
  readonly path: RepoPath.RepoPath
  /** null for a delete. */
  readonly cid: Cid | null
  /** Of an update or delete: the record's CID before. */
  readonly prev?: Cid
}

export interface CommitEvent {
  readonly _tag: "Commit"
  readonly seq: number
  readonly repo: Did.Did
  readonly commit: Cid
  readonly rev: Tid.Tid
  readonly since: Tid.Tid | null
  /** CAR slice; `roots[0]` is `commit`. */
  readonly blocks: Uint8Array
  readonly ops: ReadonlyArray<RepoOp>
  /** `data` of the commit before; absent for a new repository. */
  readonly prevData?: Cid
  readonly time: Datetime.Datetime
}

export interface SyncEvent {
  readonly _tag: "Sync"
  readonly seq: number
  readonly did: Did.Did
  readonly rev: Tid.Tid
  /** CAR of the commit block alone. */
  readonly blocks: Uint8Array
  readonly time: Datetime.Datetime
}

export interface IdentityEvent {
  readonly _tag: "Identity"
  readonly seq: number
  readonly did: Did.Did
  readonly handle?: Handle.Handle
  readonly time: Datetime.Datetime
}

export interface AccountEvent {
  readonly _tag: "Account"
  readonly seq: number
  readonly did: Did.Did
  readonly active: boolean
  /** Why not active: takendown, suspended, deleted, deactivated, desynchronized, throttled, or a word to come. */
  readonly status?: string
  readonly time: Datetime.Datetime
}

/** Has no `seq` and no place in the log. */
export interface InfoEvent {
  readonly _tag: "Info"
  readonly name: string
  readonly message?: string
}

/** From the future: to be skipped. */
export interface UnknownEvent {
  readonly _tag: "Unknown"
  /** The message type, or the frame's `op` as text. */
  readonly t: string
}

export type RepoEvent = CommitEvent | SyncEvent | IdentityEvent | AccountEvent | InfoEvent | UnknownEvent

/** Throws `CborEncodeError` on values outside of the data model, RangeError above 5 MB. */
export const encode = (event: Exclude<RepoEvent, UnknownEvent>): Uint8Array => {
  // Fields in canonical order, so that the encoder need not sort.
  switch (event._tag) {
    case "Commit":
      return Frame.encodeBy("#commit", writeCommit, event)
    case "Sync":
      return Frame.encode("#sync", {
        did: event.did,
        rev: event.rev,
        seq: event.seq,
        time: event.time,
        blocks: event.blocks
      })
    case "Identity":
      return Frame.encode("#identity", {
        did: event.did,
        seq: event.seq,
        time: event.time,
        ...(event.handle === undefined ? {} : { handle: event.handle })
      })
    case "Account":
      return Frame.encode("#account", {
        did: event.did,
        seq: event.seq,
        time: event.time,
        active: event.active,
        ...(event.status === undefined ? {} : { status: event.status })
      })
    case "Info":
      return Frame.encode("#info", {
        name: event.name,
        ...(event.message === undefined ? {} : { message: event.message })
      })
  }
}

/** Nearly all traffic. */
const writeCommit = (event: CommitEvent): void => {
  Cbor.putMap(event.prevData === undefined ? 11 : 12)
  Cbor.putList("ops", event.ops, writeOp)
  Cbor.putField("rev", event.rev)
  Cbor.putField("seq", event.seq)
  Cbor.putField("repo", event.repo)
  Cbor.putField("time", event.time)
  Cbor.putField("blobs", [])
  Cbor.putField("since", event.since)
  Cbor.putField("blocks", event.blocks)
  Cbor.putField("commit", event.commit)
  Cbor.putField("rebase", false)
  Cbor.putField("tooBig", false)
  if (event.prevData !== undefined) Cbor.putField("prevData", event.prevData)
}

const writeOp = ({ action, cid, path, prev }: RepoOp): void => {
  Cbor.putMap(prev === undefined ? 3 : 4)
  Cbor.putField("cid", cid)
  Cbor.putField("path", path)
  if (prev !== undefined) Cbor.putField("prev", prev)
  Cbor.putField("action", action)
}

/** An error frame is no event and fails; a consumer looks for it first. */
export const fromFrame = (frame: Frame.Frame): Result.Result<RepoEvent, Frame.FrameError> => {
  if (frame._tag === "Error") return Result.fail(new Frame.FrameError({ reason: `error frame: ${frame.error}` }))
  if (frame._tag === "Unknown") return Result.succeed({ _tag: "Unknown", t: `op ${frame.op}` })
  const { payload, t } = frame
  switch (t) {
    case "#commit":
      return Fields.read(t, () => commit(payload))
    case "#sync":
      return Fields.read(t, () => sync(payload))
    case "#identity":
      return Fields.read(t, () => identity(payload))
    case "#account":
      return Fields.read(t, () => account(payload))
    case "#info":
      return Fields.read(t, () => info(payload))
    default:
      return Result.succeed({ _tag: "Unknown", t })
  }
}

const commit = (fields: DataObject): CommitEvent => ({
  _tag: "Commit",
  seq: Fields.seq(fields),
  repo: Fields.format(fields, "repo", Did),
  commit: Fields.link(fields, "commit"),
  rev: Fields.format(fields, "rev", Tid),
  since: Fields.nullable(fields, "since", (fields, key) => Fields.format(fields, key, Tid)),
  blocks: Fields.bytes(fields, "blocks"),
  ops: Fields.objects(fields, "ops").map(op),
  ...Fields.optional(fields, "prevData", Fields.link),
  time: Fields.format(fields, "time", Datetime)
})

const op = (fields: DataObject): RepoOp => ({
  action: Fields.format(fields, "action", Action),
  path: Fields.format(fields, "path", RepoPath),
  cid: Fields.nullable(fields, "cid", Fields.link),
  ...Fields.optional(fields, "prev", Fields.link)
})

const Action = {
  is: (input: string): input is RepoOp["action"] => input === "create" || input === "update" || input === "delete"
}

const sync = (fields: DataObject): SyncEvent => ({
  _tag: "Sync",
  seq: Fields.seq(fields),
  did: Fields.format(fields, "did", Did),
  rev: Fields.format(fields, "rev", Tid),
  blocks: Fields.bytes(fields, "blocks"),
  time: Fields.format(fields, "time", Datetime)
})

const identity = (fields: DataObject): IdentityEvent => ({
  _tag: "Identity",
  seq: Fields.seq(fields),
  did: Fields.format(fields, "did", Did),
  ...Fields.optional(fields, "handle", (fields, key) => Fields.format(fields, key, Handle)),
  time: Fields.format(fields, "time", Datetime)
})

const account = (fields: DataObject): AccountEvent => ({
  _tag: "Account",
  seq: Fields.seq(fields),
  did: Fields.format(fields, "did", Did),
  active: Fields.boolean(fields, "active"),
  ...Fields.optional(fields, "status", Fields.text),
  time: Fields.format(fields, "time", Datetime)
})

const info = (fields: DataObject): InfoEvent => ({
  _tag: "Info",
  name: Fields.text(fields, "name"),
  ...Fields.optional(fields, "message", Fields.text)
})

/** Whom an event is about; undefined for those about nobody. */
export const didOf = (event: RepoEvent): Did.Did | undefined => {
  switch (event._tag) {
    case "Commit":
      return event.repo
    case "Sync":
    case "Identity":
    case "Account":
      return event.did
    default:
      return undefined
  }
}
