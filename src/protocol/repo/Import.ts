/**
 * Checking a whole repository that comes as a CAR. [repository] [CAR-2..4]
 *
 * Always checked: every block hashes to its CID; `roots[0]` is a commit of
 * version 3 of the account expected; the tree is complete and well-formed to
 * the last node; every record's block is there; the signature, if a key is
 * given. (A PDS that takes in a moving account need not ask for it: it signs
 * anew on activation, and the key may have changed since.)
 * Not checked: that records are DRISL or fit a schema; that costs a record,
 * not the repo, and is for whoever reads records.
 *
 * Whatever else is in the CAR is left out of `blocks`.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import type { BlockMap } from "../car/BlockMap.ts"
import * as Car from "../car/Car.ts"
import { Cid } from "../data/Cid.ts"
import { loadAsked, loadPartial } from "../mst/Load.ts"
import { attempt, MissingBlock } from "../mst/MstError.ts"
import { NO_BLOCKS, type Node, Work } from "../mst/Node.ts"
import { entries } from "../mst/Walk.ts"
import type { Did } from "../syntax/Did.ts"
import * as RepoPath from "../syntax/RepoPath.ts"
import * as Commit from "./Commit.ts"
import type { RepoHead } from "./CommitWrites.ts"

export class ImportRefusal extends Data.TaggedError("ImportRefusal")<{
  readonly what: "car" | "commit" | "foreign" | "signature" | "tree" | "record"
  readonly reason: string
}> {
  override get message(): string {
    return `${this.what}: ${this.reason}`
  }
}

export interface ImportedRecord {
  readonly path: RepoPath.RepoPath
  readonly cid: Cid
  readonly bytes: Uint8Array
}

export interface Imported {
  readonly head: RepoHead
  readonly commit: Commit.Commit
  /** The tree's root; all nodes are loaded. */
  readonly root: Node
  /** In path order. */
  readonly records: ReadonlyArray<ImportedRecord>
  /** The blocks that are reachable from the commit, each once: what to store. */
  readonly blocks: Iterable<readonly [Cid, Uint8Array]>
}

export interface ImportOptions {
  readonly did: Did
  /** Without it the signature is not checked. */
  readonly signer?: {
    readonly signingKey: string
    readonly verify: (didKey: string, message: Uint8Array, signature: Uint8Array) => boolean
  }
  readonly limits?: Partial<Car.Limits>
}

/** Linear in the CAR's size. Never throws. */
export const verifyImport = (car: Uint8Array, options: ImportOptions): Result.Result<Imported, ImportRefusal> => {
  const read = Car.read(car, options.limits)
  return Result.isFailure(read)
    ? Result.fail(new ImportRefusal({ what: "car", reason: read.failure.message }))
    : verifyBlocks(read.success, options)
}

const refuse = (what: ImportRefusal["what"], reason: string) => Result.fail(new ImportRefusal({ what, reason }))

/** The commit of an import, from the bytes of `roots[0]`; undefined if that block did not come. */
export const commitOf = (bytes: Uint8Array | undefined, { did, signer }: Pick<ImportOptions, "did" | "signer">): Result.Result<Commit.Commit, ImportRefusal> => {
  if (bytes === undefined) return refuse("commit", "roots[0] is not in the file")
  const decoded = Commit.decode(bytes)
  if (Result.isFailure(decoded)) return refuse("commit", decoded.failure.message)
  const commit = decoded.success
  if (commit.did !== did) return refuse("foreign", `a repository of ${commit.did}`)
  return signer !== undefined && !Commit.verify(commit, signer.signingKey, signer.verify) ? refuse("signature", "does not verify") : Result.succeed(commit)
}

/** What a tree holds, in path order, if `load` gives all its nodes. */
const placesOf = (load: () => Node): Result.Result<{ readonly root: Node; readonly places: ReadonlyArray<Place> }, ImportRefusal> => {
  const loaded = attempt(() => {
    const root = load()
    return { root, all: [...entries(new Work(NO_BLOCKS), root)] }
  })
  if (Result.isFailure(loaded)) return refuse("tree", loaded.failure.message)
  const { all, root } = loaded.success
  const places: Array<Place> = []
  for (const [path, cid] of all) {
    if (!RepoPath.is(path)) return refuse("tree", `${path} is not a repo path`)
    places.push([path, cid])
  }
  return Result.succeed({ root, places })
}

/** Where a record is in a tree, and which. */
export type Place = readonly [path: RepoPath.RepoPath, cid: Cid]

export const missingRecord = ([path, cid]: Place): ImportRefusal =>
  new ImportRefusal({ what: "record", reason: `${path}: ${new MissingBlock({ cid }).message}` })

/**
 * A tree whose blocks have to be waited for, with the same checks: asks for one
 * node after another. Whether the records are there is for the caller to see.
 */
export function* treeOf(data: Cid): Generator<Cid, ReturnType<typeof placesOf>, Uint8Array | undefined> {
  const asking = loadAsked(data)
  let given: Uint8Array | undefined
  while (true) {
    const turn = attempt(() => asking.next(given))
    if (Result.isFailure(turn)) return refuse("tree", turn.failure.message)
    const { done, value } = turn.success
    if (done === true) return placesOf(() => value)
    given = yield value
  }
}

/** The same on a CAR that was read already, its hashes checked. */
export const verifyBlocks = (
  { blocks, roots }: { readonly roots: ReadonlyArray<Cid>; readonly blocks: BlockMap },
  options: ImportOptions
): Result.Result<Imported, ImportRefusal> => {
  const cid = roots[0]
  const bytes = cid === undefined ? undefined : blocks.get(cid)
  const decoded = commitOf(bytes, options)
  if (Result.isFailure(decoded)) return Result.fail(decoded.failure)
  const commit = decoded.success
  const reachable = new Map<string, Uint8Array>([[cid!.key, bytes!]])
  const tree = placesOf(() => loadPartial(blocks, commit.data, (cid, bytes) => reachable.set(cid.key, bytes)))
  if (Result.isFailure(tree)) return Result.fail(tree.failure)
  const records: Array<ImportedRecord> = []
  for (const place of tree.success.places) {
    const [path, cid] = place
    const bytes = blocks.get(cid)
    if (bytes === undefined) return Result.fail(missingRecord(place))
    reachable.set(cid.key, bytes)
    records.push({ path, cid, bytes })
  }
  const head: RepoHead = { did: options.did, rev: commit.rev, commit: cid!, data: commit.data }
  return Result.succeed({ head, commit, root: tree.success.root, records, blocks: blocksOf(reachable) })
}

const blocksOf = (blocks: ReadonlyMap<string, Uint8Array>): Iterable<readonly [Cid, Uint8Array]> => ({
  *[Symbol.iterator]() {
    for (const [key, bytes] of blocks) yield [Cid.ofKey(key), bytes] as const
  }
})
