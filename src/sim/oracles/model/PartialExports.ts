/**
 * What an export since a rev must hold: of the blocks that the repository has
 * now, those that it had not then. It may hold the whole, which is legal
 * always, or nodes beside those that changed; but no record that was not
 * written since, and nothing that is gone. [lex:com.atproto.sync.getRepo],
 * [g:backfilling]
 */
import type { CID } from "multiformats/cid"
import type { Ledger } from "./Ledger.ts"
import type { NaiveCar } from "./NaiveCar.ts"
import * as NaiveMst from "./NaiveMst.ts"
import type { Repo } from "./Repos.ts"
import type { SaidCommit } from "./StreamLog.ts"

/** A repository at some commit. */
interface Past {
  readonly commit: string
  readonly rev: string
  readonly records: ReadonlyMap<string, CID>
}

const blocksOf = ({ commit, records }: Past): ReadonlySet<string> =>
  new Set([commit, ...NaiveMst.nodes(records), ...[...records.values()].map(String)])

export class PartialExports {
  /** By DID, oldest first. */
  private readonly commits = new Map<string, Array<SaidCommit>>()

  constructor(ledger: Ledger) {
    ledger.repos.listeners.push({
      onAfter: ({ event }) => {
        const commits = this.commits.get(event.did)
        if (commits === undefined) this.commits.set(event.did, [event])
        else commits.push(event)
      }
    })
  }

  /** So many pasts of a repository, from all over its life; for an other `n` others. */
  pasts(did: string, most: number, n: number): ReadonlyArray<Past> {
    const commits = this.commits.get(did) ?? []
    const step = Math.max(1, Math.ceil(commits.length / most))
    const records = new Map<string, CID>()
    const found: Array<Past> = []
    for (const [at, { commit, ops, rev }] of commits.entries()) {
      for (const { cid, path } of ops) {
        if (cid === null) records.delete(path)
        else records.set(path, cid)
      }
      if (at % step === n % step) found.push({ commit, rev, records: new Map(records) })
    }
    return found
  }

  /** What is wrong with an export since then, in words; undefined if nothing is. */
  fault(repo: Repo, past: Past, car: NaiveCar | undefined): string | undefined {
    if (car === undefined) return "is refused"
    if (car.roots[0] !== repo.commit) return `has root ${car.roots[0] ?? "none"}, the stream ended at ${repo.commit}`
    if (car.lies.length > 0) return `has ${car.lies.length} false blocks`
    const now = blocksOf({ commit: repo.commit!, rev: repo.rev!, records: repo.records })
    const then = blocksOf(past)
    const missing = [...now].filter((cid) => !then.has(cid) && !car.blocks.has(cid))
    if (missing.length > 0) return `lacks ${missing.length} blocks that came since, such as ${missing[0]}`
    const gone = [...car.blocks.keys()].find((cid) => !now.has(cid))
    if (gone !== undefined) return `has ${gone}, which the repository does not hold`
    if ([...now].every((cid) => car.blocks.has(cid))) return undefined
    const written = new Set((this.commits.get(repo.did) ?? []).filter(({ rev }) => rev > past.rev).flatMap(({ ops }) => ops.map(({ cid }) => String(cid))))
    const old = [...repo.records].find(([, cid]) => car.blocks.has(cid.toString()) && !written.has(cid.toString()))
    return old === undefined ? undefined : `has ${old[0]}, which nobody wrote since`
  }
}
