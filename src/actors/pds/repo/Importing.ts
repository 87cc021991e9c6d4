/**
 * A repository from elsewhere in the place of what is here. Only while the
 * account is deactivated: nobody may see it half-way.
 *
 *     body ─chunk by chunk─▶ CAR parser ─▶ staged blocks ─▶ commit, tree ─▶ records, in one transaction ─▶ rows
 *
 * Limits hold while the body comes: bytes, blocks, bytes a block; the tree's
 * depth is bounded by the layers of its keys. Large repositories wait on disk
 * (`ImportStaging`): in memory are one batch and the tree, which is kept there
 * anyway. What was here before stays until all that came is sound and stored.
 * CAR-2, CAR-3, CAR-4
 *
 * The commit must be signed by a key that the DID has named at some time: an
 * old backup may be older than a change of keys. If the DID's source is out of
 * reach, that is no reason to keep somebody from coming home: the account is
 * its owner's, and this server signs the repository anew when it wakes.
 * [g:account-migration]
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import { BlockMap } from "../../../protocol/car/BlockMap.ts"
import { CarParser } from "../../../protocol/car/CarStream.ts"
import { findBlobs } from "../../../protocol/data/Blob.ts"
import * as Cbor from "../../../protocol/data/Cbor.ts"
import type { Cid } from "../../../protocol/data/Cid.ts"
import type { Keys } from "../../../protocol/keys/Keys.ts"
import * as Commit from "../../../protocol/repo/Commit.ts"
import * as Import from "../../../protocol/repo/Import.ts"
import type { Node } from "../../../protocol/mst/Node.ts"
import { Repo, type RepoHead } from "../../../protocol/repo/Repo.ts"
import * as Did from "../../../protocol/syntax/Did.ts"
import { MAX_REV_AHEAD_MILLIS } from "../../../protocol/sync/SignedRoot.ts"
import * as RepoPath from "../../../protocol/syntax/RepoPath.ts"
import * as Tid from "../../../protocol/syntax/Tid.ts"
import { invalidRequest } from "../../../protocol/xrpc/XrpcError.ts"
import * as Body from "../../xrpc/Body.ts"
import type { PlcClient } from "../../identity/PlcClient.ts"
import type { Resolver } from "../../identity/Resolver.ts"
import type { Hosted, HostedAccounts } from "../account/Hosted.ts"
import type { Quotas } from "../limits/Quota.ts"
import type { Blobs } from "./Blobs.ts"
import type { Commits } from "./Commits.ts"
import * as ImportStaging from "./ImportStaging.ts"
import type { RecordRows } from "./RecordRows.ts"

/** No block that a repository is made of is smaller. */
const leastBlockBytes = 40

/** What came, once it is sound; the records' bytes are staged. */
interface Imported {
  readonly head: RepoHead
  readonly commit: Commit.Commit
  readonly root: Node
  readonly places: ReadonlyArray<Import.Place>
}

const notAsleep = invalidRequest("A repository is imported into a deactivated account")

const refusal = (error: { readonly message: string }) => invalidRequest(error.message)

export const make = Effect.fnUntraced(function*(options: {
  readonly accounts: HostedAccounts
  readonly blobs: Blobs
  readonly commits: Commits
  readonly keys: Keys["Service"]
  readonly plc: PlcClient
  readonly quotas: Quotas
  readonly records: RecordRows
  readonly resolver: Resolver["Service"]
  readonly limitBytes: number
}) {
  const { accounts, blobs, commits, keys, limitBytes, plc, quotas, records, resolver } = options
  const sql = yield* SqlClient
  const staging = yield* ImportStaging.make

  /** Gives the first root. */
  const readCar = Effect.fnUntraced(function*(request: HttpServerRequest, staged: ImportStaging.Staged) {
    const parser = new CarParser({ maxBytes: limitBytes, maxBlocks: Math.ceil(limitBytes / leastBlockBytes) })
    let root: Cid | undefined
    const wrong = (error: { readonly message: string }) => invalidRequest(`car: ${error.message}`)
    yield* Body.each(request, limitBytes, Effect.fnUntraced(function*(chunk: Uint8Array) {
      for (const item of yield* Effect.fromResult(Result.mapError(parser.push(chunk), wrong))) {
        if (item._tag === "Roots") root = item.roots[0]
        else yield* staged.put(item.cid, item.bytes)
      }
    }))
    yield* Effect.fromResult(Result.mapError(parser.finish(), wrong))
    return root
  })

  const verify = Effect.fnUntraced(function*(did: Did.Did, cid: Cid | undefined, staged: ImportStaging.Staged) {
    const bytes = cid === undefined ? undefined : yield* staged.get(cid)
    const commit = yield* Effect.fromResult(Result.mapError(Import.commitOf(bytes, { did }), refusal))
    const asking = Import.treeOf(commit.data)
    let turn = asking.next()
    while (turn.done !== true) turn = asking.next(yield* staged.get(turn.value))
    const { places, root } = yield* Effect.fromResult(Result.mapError(turn.value, refusal))
    const head: RepoHead = { did, rev: commit.rev, commit: cid!, data: commit.data }
    return { head, commit, root, places } satisfies Imported
  })

  /** All keys that the DID ever signed repositories with; undefined if nobody can tell for the moment. */
  const signingKeys = Effect.fnUntraced(function*(account: Hosted) {
    if (Did.method(account.did) !== "plc") {
      const document = yield* Effect.orElseSucceed(resolver.refresh(account.did), () => undefined)
      return document?.signingKey === undefined ? undefined : [document.signingKey as string]
    }
    const log = yield* Effect.orElseSucceed(plc.audit(account.did), () => undefined)
    return log?.flatMap(({ operation }) =>
      operation.type === "plc_operation"
        ? Object.values(operation.verificationMethods)
        : operation.type === "create" ? [operation.signingKey] : [])
  })

  const checkSignature = Effect.fnUntraced(function*(account: Hosted, { commit }: Imported) {
    const signedBy = (key: string) => Commit.verify(commit, key, keys.verify)
    if (signedBy(account.signingKey)) return
    const known = yield* signingKeys(account)
    if (known !== undefined && !known.some(signedBy)) {
      return yield* invalidRequest("signature: by no key that the DID has ever named")
    }
  })

  const store = Effect.fnUntraced(function*(account: Hosted, imported: Imported, staged: ImportStaging.Staged) {
    const { head } = imported
    const commitBytes = Commit.encode(imported.commit, imported.commit.sig)
    yield* sql.withTransaction(Effect.gen(function*() {
      yield* records.wipe(account.id)
      yield* blobs.wipe(account.id)
      const sizes = new Map<string, number>()
      for (const place of imported.places) {
        const [path, cid] = place
        const bytes = yield* staged.get(cid)
        if (bytes === undefined) return yield* refusal(Import.missingRecord(place))
        // A record that is not in the data model is kept as it is: it costs itself, not the repository.
        const value = Result.getOrElse(Cbor.decode(bytes), () => null)
        const parts = RepoPath.split(path)
        yield* records.put(account.id, parts, { cid, bytes, value }, head.rev)
        for (const { ref, size } of findBlobs(value)) {
          sizes.set(ref.toString(), size)
          yield* blobs.expect(account.id, ref.toString(), parts, head.rev)
        }
      }
      // Said now, rather than at one of the blobs: nothing has changed yet, and whoever moves in can turn back.
      let blobBytes = 0
      for (const size of sizes.values()) blobBytes += size
      yield* Effect.mapError(quotas.repository({ records: imported.places.length, blobBytes }), refusal)
      yield* blobs.sweep(account.id)
      yield* commits.putHead(account, head, commitBytes)
      // Whoever comes back has been elsewhere: it moves in again, and its waking is told as a first one is.
      yield* sql`UPDATE account SET moved_in = 1 WHERE id = ${account.id}`
    }))
    account.movedIn = true
    account.head = head
    account.commitBytes = commitBytes
    account.repo = new Repo(head, new BlockMap(), imported.root)
  })

  return {
    fromRequest: Effect.fnUntraced(function*({ did, status }: Hosted, request: HttpServerRequest) {
      // Before anything is read of it, and again when it is here.
      if (status !== "deactivated") return yield* notAsleep
      yield* staging.staged(Effect.fnUntraced(function*(staged) {
        const imported = yield* verify(did, yield* readCar(request, staged), staged)
        yield* accounts.locked(did, Effect.fnUntraced(function*(account: Hosted | undefined) {
          if (account === undefined) return yield* invalidRequest("The account is no longer here")
          if (account.status !== "deactivated") return yield* notAsleep
          // All that this account ever commits would be further ahead, and accepted by nobody.
          const { rev } = imported.head
          if (Tid.toMicros(rev) > ((yield* Clock.currentTimeMillis) + MAX_REV_AHEAD_MILLIS) * 1_000) return yield* invalidRequest(`rev: ${rev} is in the future`)
          yield* checkSignature(account, imported)
          yield* store(account, imported, staged)
        }))
      }))
    })
  }
})

export type Importing = Effect.Success<ReturnType<typeof make>>
