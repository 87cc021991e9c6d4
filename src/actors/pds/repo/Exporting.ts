/**
 * Repositories as they leave: one CAR, written while it is read.
 *
 *     tree at one moment ─▶ nodes (memory) and records (pages of rows) ─▶ chunks ─▶ socket
 *
 * The tree is a value, so it stays as it was while new commits come. Record
 * bytes do not: the rows are the present ones. While an export is under way,
 * commits hand it what they overwrite or delete (`Hosted.exports`), so that it
 * is of one moment however long the reader takes, and nobody waits for it. In
 * memory are one page, one chunk, and what was overwritten meanwhile.
 *
 * If the account itself goes, by deletion or an import over it, the stream
 * breaks off. [repository] §CAR; REPO-1
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { SqlError } from "effect/sql/SqlError"
import * as Car from "../../../protocol/car/Car.ts"
import type { Cid } from "../../../protocol/data/Cid.ts"
import { MissingBlock } from "../../../protocol/mst/MstError.ts"
import type { Piece, Repo } from "../../../protocol/repo/Repo.ts"
import * as RepoPath from "../../../protocol/syntax/RepoPath.ts"
import { type Hosted, storedCid } from "../account/Hosted.ts"
import type { Commits } from "./Commits.ts"
import type { RecordRows } from "./RecordRows.ts"

const chunkBytes = 64 * 1024
/** A record may have a megabyte. */
const rowsOfAll = 16
/** Where only some are wanted, their neighbours are not read along. */
const rowsOfSome = 1

interface Wanted {
  readonly layout: Iterable<Piece>
  readonly rowsAPage: number
}

export const make = (options: { readonly commits: Commits; readonly records: RecordRows }) => {
  const { commits, records } = options

  /** Reads records, which come in the order of their paths. */
  const reader = (account: Hosted, overwritten: ReadonlyMap<string, Uint8Array>, rowsAPage: number) => {
    let page = new Map<string, { readonly cid: Cid; readonly bytes: Uint8Array }>()
    const read = (cid: Cid, path: RepoPath.RepoPath): Uint8Array | undefined => {
      const row = page.get(path)
      return row?.cid.equals(cid) === true ? row.bytes : overwritten.get(cid.key)
    }
    return {
      read,
      turn: Effect.fnUntraced(function*(path: RepoPath.RepoPath) {
        const { collection, rkey } = RepoPath.split(path)
        const rows = yield* records.from(account.id, collection, rkey, rowsAPage)
        page = new Map(rows.map((row) => [`${row.collection}/${row.rkey}`, { cid: storedCid(row.cid), bytes: row.bytes }]))
      })
    }
  }

  const pieces = (account: Hosted, { layout, rowsAPage }: Wanted, overwritten: ReadonlyMap<string, Uint8Array>) => {
    const left = layout[Symbol.iterator]()
    const { read, turn } = reader(account, overwritten, rowsAPage)
    return Stream.unfold(undefined, Effect.fnUntraced(function*() {
      const blocks: Array<readonly [Cid, Uint8Array]> = []
      for (let size = 0; size < chunkBytes;) {
        const next = left.next()
        if (next.done === true) break
        const { cid, path } = next.value
        let bytes = next.value.bytes ?? read(cid, path!)
        if (bytes === undefined) {
          yield* turn(path!)
          bytes = read(cid, path!)
        }
        if (bytes === undefined) return yield* new MissingBlock({ cid })
        blocks.push([cid, bytes])
        size += bytes.length
      }
      return blocks.length === 0 ? undefined : [Car.writeBlocks(blocks), undefined] as const
    }))
  }

  /** What `layout` says of the tree as it is when the reader begins. */
  const stream = (account: Hosted, wanted: (repo: Repo) => Effect.Effect<Wanted, SqlError>) =>
    Stream.unwrap(Effect.gen(function*() {
      const overwritten = new Map<string, Uint8Array>()
      // Before anything is read: what is overwritten from now on comes in.
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          account.exports.add(overwritten)
          account.users++
        }),
        () =>
          Effect.sync(() => {
            account.exports.delete(overwritten)
            account.users--
          })
      )
      return yield* account.lock.withPermit(Effect.gen(function*() {
        const repo = (yield* commits.load(account))!
        const { commit } = repo.head
        const start = Car.writeBlocks([[commit, account.commitBytes!]])
        return Stream.concat(
          Stream.make(Car.write([commit], []), start),
          pieces(account, yield* wanted(repo), overwritten)
        )
      }))
    }))

  return {
    whole: (account: Hosted) => stream(account, (repo) => Effect.succeed({ layout: repo.layout(), rowsAPage: rowsOfAll })),
    /**
     * For a reader who has it as of `rev`; the whole, which is legal always, if
     * that is too long ago to tell. [g:backfilling]
     */
    since: (account: Hosted, rev: string) =>
      stream(account, (repo) =>
        Effect.gen(function*() {
          const changed = yield* records.placesSince(account.id, rev, yield* Clock.currentTimeMillis)
          if (changed === undefined) return { layout: repo.layout(), rowsAPage: rowsOfAll }
          const paths = changed.map(({ collection, rkey }) => RepoPath.of(collection, rkey))
          return { layout: repo.layoutAt(paths), rowsAPage: rowsOfSome }
        }))
  }
}

export type Exporting = ReturnType<typeof make>
