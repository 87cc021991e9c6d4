/**
 * The accounts of this server as objects in memory, loaded from their rows and
 * kept while in use. There is one object a DID, so that its lock serialises all
 * that changes the account; what changes it in SQL changes the object after the
 * commit, never before (Law 6). Where somebody hangs up in between, the row is
 * believed.
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { Cid } from "../../../protocol/data/Cid.ts"
import type { KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import type { Repo, RepoHead } from "../../../protocol/repo/Repo.ts"
import type { Did } from "../../../protocol/syntax/Did.ts"
import type { Handle } from "../../../protocol/syntax/Handle.ts"
import type { Tid } from "../../../protocol/syntax/Tid.ts"
import * as Result from "effect/Result"
import * as Prepared from "../../sqlite/Prepared.ts"

/** Why an account is not active. [account] */
export type InactiveStatus = "deactivated" | "suspended" | "takendown"

/** What the public is told of a repository that is not shown. [lex:com.atproto.sync.getRepo] */
export const hidden = { takendown: "RepoTakendown", suspended: "RepoSuspended", deactivated: "RepoDeactivated" } as const

export interface Hosted {
  readonly id: number
  readonly did: Did
  /** Signs commits and service tokens of the account; undefined where its owner holds the key. */
  key: KeyPair | undefined
  /** The did:key that its DID document is to name. */
  signingKey: string
  /** The DID may name another by now, of a change that was cut short: until that is known nothing is signed. */
  keyInDoubt: boolean
  email: string | undefined
  emailConfirmed: boolean
  /** Its own password opens it only with a token that is mailed. */
  emailAuthFactor: boolean
  handle: Handle | undefined
  /** What the next two come to. */
  status: InactiveStatus | undefined
  /** Why moderators took it down: their reference. */
  takedown: string | undefined
  /** When its owner put it to sleep. */
  deactivatedAt: string | undefined
  /** This server put it to sleep, for its DID document names another. */
  hasLeft: boolean
  /** When what is asleep is to be deleted. */
  deleteAfter: string | undefined
  /** It came with a DID from elsewhere and has not been active here yet. */
  movedIn: boolean
  /** Undefined until there is a repository. */
  head: RepoHead | undefined
  commitBytes: Uint8Array | undefined
  /** The tree in memory, when it has been needed. */
  repo: Repo | undefined
  readonly lock: Semaphore.Semaphore
  /** For each export under way, the bytes by CID of what was overwritten or deleted since it began. */
  readonly exports: Set<Map<string, Uint8Array>>
  /** Fibers that hold or await the lock, and exports; such an account is not evicted. */
  users: number
}

/** A takedown hides what the owner's own wish would hide too. */
export const statusOf = (takedown: string | undefined, deactivatedAt: string | undefined): InactiveStatus | undefined =>
  takedown !== undefined ? "takendown" : deactivatedAt !== undefined ? "deactivated" : undefined

export interface AccountRow {
  readonly id: number
  readonly did: string
  readonly handle: string | null
  readonly email: string | null
  readonly email_confirmed_at: string | null
  readonly email_auth_factor: number
  readonly takedown: string | null
  readonly deactivated_at: string | null
  readonly has_left: number
  readonly delete_after: string | null
  readonly created_at: string
  readonly signing_key: Uint8Array
  readonly own_key: string | null
  readonly key_in_doubt: number
  readonly status: string | null
  readonly moved_in: number
  readonly rev: string | null
  readonly commit_cid: Uint8Array | null
  readonly data_cid: Uint8Array | null
  readonly commit_bytes: Uint8Array | null
}

/** Our own column: it was a CID when it was written. */
export const storedCid = (bytes: Uint8Array): Cid => Result.getOrThrow(Cid.fromBytes(bytes))

const headOf = (row: AccountRow): RepoHead | undefined =>
  row.rev === null || row.commit_cid === null || row.data_cid === null
    ? undefined
    : { did: row.did as Did, rev: row.rev as Tid, commit: storedCid(row.commit_cid), data: storedCid(row.data_cid) }

const keyInDoubt = `EXISTS (
  SELECT 1 FROM plc_change WHERE plc_change.did = account.did AND plc_change.awaited = 1 AND plc_change.signing_key IS NOT NULL AND plc_change.signing_key IS NOT account.signing_key
) AS key_in_doubt`

const columns =
  "id, did, handle, email, email_confirmed_at, email_auth_factor, takedown, deactivated_at, has_left, delete_after, created_at, signing_key, own_key, status, moved_in, rev, commit_cid, data_cid, commit_bytes"

export const make = Effect.fnUntraced(function*(options: { readonly keys: Keys["Service"]; readonly capacity: number }) {
  const byDid = yield* Prepared.prepare(`SELECT ${columns}, ${keyInDoubt} FROM account WHERE did = ?`)
  const doubtOf = yield* Prepared.prepare(`SELECT ${keyInDoubt} FROM account WHERE id = ?`)
  const didOfHandle = yield* Prepared.prepare("SELECT did FROM account WHERE handle = ?")
  const didOfEmail = yield* Prepared.prepare("SELECT did FROM account WHERE email = ?")
  const hosted = new Map<string, Hosted>()

  const evict = (): void => {
    for (const [did, account] of hosted) {
      if (hosted.size <= options.capacity) return
      if (account.users === 0) hosted.delete(did)
    }
  }

  /** What a row says of an account. */
  const told = (row: AccountRow, given: KeyPair | undefined) => {
    // Earlier versions wrote the status alone.
    const deactivatedAt = row.deactivated_at ?? (row.status === "deactivated" ? row.created_at : undefined)
    const key = row.own_key === null ? given ?? options.keys.fromSecret("k256", row.signing_key) : undefined
    return {
      key,
      signingKey: key?.didKey ?? row.own_key!,
      keyInDoubt: row.key_in_doubt === 1,
      email: row.email ?? undefined,
      emailConfirmed: row.email_confirmed_at !== null,
      emailAuthFactor: row.email_auth_factor === 1,
      handle: (row.handle ?? undefined) as Handle | undefined,
      status: (row.status ?? undefined) as InactiveStatus | undefined,
      takedown: row.takedown ?? undefined,
      deactivatedAt,
      hasLeft: row.has_left === 1,
      deleteAfter: row.delete_after ?? undefined,
      movedIn: row.moved_in === 1,
      head: headOf(row),
      commitBytes: row.commit_bytes ?? undefined,
      repo: undefined
    }
  }

  const fromRow = (row: AccountRow, given?: KeyPair): Hosted => {
    // Another fiber may have loaded it while this one waited for the database.
    const known = hosted.get(row.did)
    if (known !== undefined) return known
    const account: Hosted = {
      id: row.id,
      did: row.did as Did,
      ...told(row, given),
      lock: Semaphore.makeUnsafe(1),
      exports: new Set(),
      users: 0
    }
    hosted.set(row.did, account)
    if (hosted.size > options.capacity) evict()
    return account
  }

  const get = (did: string) => {
    const known = hosted.get(did)
    if (known !== undefined) {
      // Most recently used last.
      hosted.delete(did)
      hosted.set(did, known)
      return Effect.succeed(known)
    }
    return Effect.map(byDid.get<AccountRow>(did), (row) => row === undefined ? undefined : fromRow(row))
  }

  /**
   * Whoever hangs up may do so between a commit and what memory makes of it, or
   * the other way round, so the row is read again while the lock is still held.
   */
  const readAgain = (account: Hosted): Effect.Effect<void> =>
    Effect.match(byDid.get<AccountRow>(account.did), {
      onSuccess: (row) => row === undefined ? void hosted.delete(account.did) : void Object.assign(account, told(row, undefined)),
      // The disk is gone or broken: what memory knows is worth nothing.
      onFailure: () => void hosted.delete(account.did)
    })

  const through = (index: Prepared.Prepared) => (key: string) =>
    Effect.flatMap(index.get<{ did: string }>(key), (row) => row === undefined ? Effect.succeed(undefined) : get(row.did))

  return {
    byDid: get,
    byHandle: through(didOfHandle),
    byEmail: through(didOfEmail),
    /** A row that was just written, with its key, which need not be made of the secret again. */
    justMade: (did: string, key: KeyPair) => Effect.map(byDid.get<AccountRow>(did), (row) => fromRow(row!, key)),
    /** Runs alone on the account, as it is once its turn has come; undefined when there is none. */
    locked: <A, E, R>(did: string, use: (account: Hosted | undefined) => Effect.Effect<A, E, R>) =>
      Effect.flatMap(get(did), (account) => {
        if (account === undefined) return use(undefined)
        account.users++
        const turn = account.lock.withPermit(Effect.suspend(() =>
          hosted.has(did) ? Effect.onInterrupt(use(account), () => readAgain(account)) : use(undefined)))
        return Effect.onExitPrimitive(turn, () => {
          account.users--
          return undefined
        })
      }),
    /** After its key, or what is noted of another, has changed. */
    weighKey: (account: Hosted) =>
      Effect.map(doubtOf.get<Pick<AccountRow, "key_in_doubt">>(account.id), (row) => void (account.keyInDoubt = row?.key_in_doubt === 1)),
    forget: (did: string): void => {
      hosted.delete(did)
    }
  }
})

export type HostedAccounts = Effect.Success<ReturnType<typeof make>>
