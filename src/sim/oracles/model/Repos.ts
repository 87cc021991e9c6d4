/**
 * Every repository as the fold of the operations that its hosts announced:
 * path → record CID, and the record itself. The simplest store that can be
 * right.
 *
 * Commits of a host that the DID does not name change nothing. But a commit
 * that it said before the account left may be heard after that, even after
 * commits of the new home, if the way to its only listener was cut. So of an
 * account that has moved, a commit waits for the one that it names in `since`,
 * and draws in what the old home said on the way there.
 */
import * as DagCbor from "@ipld/dag-cbor"
import type { CID } from "multiformats/cid"
import type { Directory } from "./Directory.ts"
import * as NaiveCar from "./NaiveCar.ts"
import * as NaiveMst from "./NaiveMst.ts"
import type { SaidCommit, StreamLog } from "./StreamLog.ts"

export interface Repo {
  readonly did: string
  readonly records: Map<string, CID>
  /** The root of `records`, once somebody has built it anew; gone with the next commit. */
  rebuiltRoot: string | undefined
  rev: string | undefined
  /** The root of the last commit, as that commit says. */
  data: string | undefined
  commit: string | undefined
  host: string | undefined
  active: boolean
  status: string | null
}

export interface CommitSeen {
  readonly event: SaidCommit
  readonly car: NaiveCar.NaiveCar | undefined
  /** The decoded commit object; undefined if its block is missing or undecodable. */
  readonly object: Readonly<Record<string, unknown>> | undefined
  readonly objectBytes: Uint8Array | undefined
  readonly repo: Repo
  /** The records before this commit. `repo.records` still holds them while listeners of `onBefore` run. */
}

export interface Listener {
  readonly onBefore?: (seen: CommitSeen) => void
  readonly onAfter?: (seen: CommitSeen) => void
}

export type RecordValue = Readonly<Record<string, unknown>> & { readonly $type?: string }

/** Bytes that do not decode are a finding of the oracles that need them, not the end of the model. */
const attempt = <A>(read: () => A): A | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** The root that a naive rebuild gives: what a commit leaves is what the next one finds. */
export const rebuild = (repo: Repo): string => repo.rebuiltRoot ??= NaiveMst.root(repo.records)

export class Repos {
  readonly byDid = new Map<string, Repo>()
  /** `did/collection/rkey` → decoded record, of live records. */
  readonly values = new Map<string, RecordValue>()
  readonly listeners: Array<Listener> = []
  private readonly pdsHosts: ReadonlySet<string>
  private readonly directory: Directory
  /** DID → what hosts said that were not its home when it was heard, by rev. */
  private readonly strays = new Map<string, Map<string, SaidCommit>>()
  /** DID → commits of its home of which something before is missing, in the order in which they were heard. */
  private readonly waiting = new Map<string, Array<SaidCommit>>()

  constructor(stream: StreamLog, directory: Directory, hosts: ReadonlyArray<{ readonly host: string; readonly kind: string }>) {
    this.directory = directory
    this.pdsHosts = new Set(hosts.filter((h) => h.kind === "pds").map((h) => h.host))
    stream.listeners.push({
      onEvent: (event) => {
        if (!this.pdsHosts.has(event.host)) return
        if (event._tag === "Commit") this.hear(event)
        else if (event._tag === "Account" && this.isHome(event.did, event.host)) {
          const repo = this.repo(event.did)
          repo.active = event.active
          repo.status = event.status
        }
      }
    })
  }

  isHome(did: string, host: string): boolean {
    const pds = this.directory.identities.get(did)?.pds
    return pds === undefined || pds === `https://${host}`
  }

  /** Its identity has gone to a host that has not spoken for it yet: a move that nobody completed. */
  betweenHomes(repo: Repo): boolean {
    return repo.host !== undefined && !this.isHome(repo.did, repo.host)
  }

  repo(did: string): Repo {
    let repo = this.byDid.get(did)
    if (repo === undefined) {
      this.byDid.set(did, repo = {
        did,
        records: new Map(),
        rebuiltRoot: undefined,
        rev: undefined,
        data: undefined,
        commit: undefined,
        host: undefined,
        active: true,
        status: null
      })
    }
    return repo
  }

  /** The world is at rest: nothing more will be heard, so what waits stands as it is. */
  rest(): void {
    for (const events of this.waiting.values()) for (const event of events) this.commit(event)
    this.waiting.clear()
  }

  private hear(event: SaidCommit): void {
    const { did } = event
    if (!this.isHome(did, event.host)) {
      const strays = this.strays.get(did)
      if (strays === undefined) this.strays.set(did, new Map([[event.rev, event]]))
      else strays.set(event.rev, event)
    } else if (this.directory.identities.get(did)?.moved === true) {
      this.waiting.set(did, [...(this.waiting.get(did) ?? []), event])
    } else return this.commit(event)
    this.advance(did)
  }

  /** Commits what waits, as far as it follows. */
  private advance(did: string): void {
    const waiting = this.waiting.get(did) ?? []
    while (waiting.length > 0) {
      const before = this.leadingTo(did, waiting[0]!)
      if (before === undefined) return
      for (const event of before) this.commit(event)
      this.commit(waiting.shift()!)
    }
  }

  /** The strays between the present commit and `event`, oldest first; undefined if one of them is missing. */
  private leadingTo(did: string, event: SaidCommit): ReadonlyArray<SaidCommit> | undefined {
    const between: Array<SaidCommit> = []
    const present = this.repo(did).rev ?? null
    for (let since = event.since; since !== present;) {
      const stray = since === null ? undefined : this.strays.get(did)?.get(since)
      // What rises cannot lead to itself; a stray that falls leads nowhere.
      if (stray === undefined || (stray.since ?? "") >= stray.rev) return undefined
      between.unshift(stray)
      since = stray.since
    }
    return between
  }

  private commit(event: SaidCommit): void {
    const repo = this.repo(event.did)
    const car = attempt(() => NaiveCar.read(event.blocks))
    const objectBytes = car?.blocks.get(event.commit)
    const object = objectBytes === undefined ? undefined : attempt(() => DagCbor.decode<Record<string, unknown>>(objectBytes))
    const seen: CommitSeen = { event, car, object, objectBytes, repo }
    for (const l of this.listeners) l.onBefore?.(seen)
    for (const op of event.ops) {
      const uri = `${event.did}/${op.path}`
      if (op.cid === null) {
        repo.records.delete(op.path)
        this.values.delete(uri)
      } else {
        repo.records.set(op.path, op.cid)
        const block = car?.blocks.get(op.cid.toString())
        const value = block === undefined ? undefined : attempt(() => DagCbor.decode<RecordValue>(block))
        if (value !== undefined) this.values.set(uri, value)
      }
    }
    repo.rebuiltRoot = undefined
    repo.rev = event.rev
    repo.commit = event.commit
    repo.data = object === undefined ? undefined : String(object.data)
    repo.host = event.host
    for (const l of this.listeners) l.onAfter?.(seen)
  }
}
