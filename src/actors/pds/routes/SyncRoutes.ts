/** com.atproto.sync.*: everything public, to anybody, while the account is active. ACCT-1 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { BlockMap } from "../../../protocol/car/BlockMap.ts"
import * as Car from "../../../protocol/car/Car.ts"
import { Cid } from "../../../protocol/data/Cid.ts"
import { Mst } from "../../../protocol/mst/Mst.ts"
import { Repo } from "../../../protocol/repo/Repo.ts"
import type { Nsid } from "../../../protocol/syntax/Nsid.ts"
import type { RecordKey } from "../../../protocol/syntax/RecordKey.ts"
import * as RepoPath from "../../../protocol/syntax/RepoPath.ts"
import * as BearerAuth from "../../../protocol/xrpc/BearerAuth.ts"
import { declared, invalidRequest } from "../../../protocol/xrpc/XrpcError.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import { type AccountRow, hidden, type Hosted, storedCid } from "../account/Hosted.ts"
import { getRepo } from "../limits/Rules.ts"
import type { Parts } from "../Parts.ts"

const car = (bytes: Uint8Array) => HttpServerResponse.uint8Array(bytes, { contentType: Car.MIME_TYPE })

/** A blob is somebody's upload: no browser may run it. [g:blob-security] */
const safe = (cid: string) => ({
  "content-security-policy": "default-src 'none'; sandbox",
  "x-content-type-options": "nosniff",
  "content-disposition": `attachment; filename="${cid}"`
})

export const layer = (parts: Parts) => {
  const { accounts, auth, blobs, commits, exporting, limits, outbox, operators, records, sql, takedowns } = parts
  const notFound = (did: string) => declared("RepoNotFound", `Could not find repo for DID: ${did}`)

  /** An account that may be shown to the caller: active, or the caller's own. The operator sees all. */
  const visible = Effect.fnUntraced(function*(did: string, headers: Readonly<Record<string, string | undefined>>) {
    const account = yield* accounts.byDid(did)
    if (account === undefined) return yield* notFound(did)
    if (account.status === undefined || operators.isOperator(headers)) return account
    const owner = BearerAuth.tokenOf(headers) === undefined ? undefined : yield* Effect.orElseSucceed(auth.account(headers, { takendown: true }), () => undefined)
    if (owner?.did === did) return account
    return yield* declared(hidden[account.status], `The repository is ${account.status}`)
  })

  const head = Effect.fnUntraced(function*(did: string, headers: Readonly<Record<string, string | undefined>>) {
    const account = yield* visible(did, headers)
    if (account.head === undefined || account.commitBytes === undefined) return yield* notFound(did)
    return { account, head: account.head, commitBytes: account.commitBytes }
  })

  /** The tree and the head as they are at one moment, with `blocks` to take record bytes from. */
  const repoOver = (account: Hosted, blocks: BlockMap) =>
    Effect.map(commits.load(account), (repo) => {
      blocks.set(repo!.head.commit, account.commitBytes!)
      return new Repo(repo!.head, blocks, repo!.root)
    })

  return Layer.mergeAll(
    HttpRouter.add("GET", "/xrpc/com.atproto.sync.subscribeRepos", outbox.serve),

    Xrpc.query(getRepo, ({ headers, params: { did, since }, request }) =>
      Effect.map(Effect.andThen(limits.spendByAddress(request, "getRepo"), head(did, headers)), ({ account }) =>
        HttpServerResponse.stream(since === undefined ? exporting.whole(account) : exporting.since(account, since), { contentType: Car.MIME_TYPE }))),

    // Deprecated both, and still asked. [lex:com.atproto.sync.getHead, getCheckout]
    Xrpc.query("com.atproto.sync.getCheckout", ({ headers, params: { did } }) =>
      Effect.map(head(did, headers), ({ account }) => HttpServerResponse.stream(exporting.whole(account), { contentType: Car.MIME_TYPE }))),

    Xrpc.query("com.atproto.sync.getHead", Effect.fnUntraced(function*({ headers, params }) {
      const account = yield* visible(params.did, headers)
      return account.head === undefined
        ? yield* declared("HeadNotFound", `Could not find root for DID: ${params.did}`)
        : { root: account.head.commit.toString() }
    })),

    Xrpc.query("com.atproto.sync.getRecord", Effect.fnUntraced(function*({ headers, params }) {
      const { account } = yield* head(params.did, headers)
      return yield* accounts.locked(account.did, Effect.fnUntraced(function*() {
        const blocks = new BlockMap()
        const row = yield* records.get(account.id, params.collection, params.rkey)
        if (row !== undefined) blocks.set(storedCid(row.cid), row.bytes)
        const repo = yield* repoOver(account, blocks)
        return car(repo.proof(RepoPath.of(params.collection as Nsid, params.rkey as RecordKey)))
      }))
    })),

    Xrpc.query("com.atproto.sync.getBlocks", Effect.fnUntraced(function*({ headers, params }) {
      const { account, commitBytes, head: { commit } } = yield* head(params.did, headers)
      const repo = (yield* commits.load(account))!
      const nodes = BlockMap.of(new Mst(repo.root).nodeBlocks())
      nodes.set(commit, commitBytes)
      const found: Array<readonly [Cid, Uint8Array]> = []
      for (const text of params.cids) {
        const cid = yield* Effect.fromResult(Result.mapError(Cid.parse(text), (error) => invalidRequest(error.message)))
        const bytes = nodes.get(cid) ?? (yield* records.bytesOf(account.id, cid))
        if (bytes === undefined) return yield* declared("BlockNotFound", `Could not find block: ${text}`)
        found.push([cid, bytes])
      }
      return car(Car.write([], found))
    })),

    Xrpc.query("com.atproto.sync.getLatestCommit", ({ headers, params }) =>
      Effect.map(head(params.did, headers), ({ head }) => ({ cid: head.commit.toString(), rev: head.rev }))),

    Xrpc.query("com.atproto.sync.getRepoStatus", Effect.fnUntraced(function*({ params }) {
      const account = yield* accounts.byDid(params.did)
      if (account === undefined) return yield* notFound(params.did)
      const { did, head, status } = account
      return status === undefined ? { did, active: true, ...(head === undefined ? {} : { rev: head.rev }) } : { did, active: false, status }
    })),

    Xrpc.query("com.atproto.sync.listRepos", Effect.fnUntraced(function*({ params }) {
      const rows = yield* sql<AccountRow>`SELECT did, status, rev, commit_cid FROM account
        WHERE did > ${params.cursor ?? ""} AND rev IS NOT NULL ORDER BY did LIMIT ${params.limit}`
      const last = rows.length === params.limit ? rows.at(-1)?.did : undefined
      return {
        repos: rows.map(({ commit_cid, did, rev, status }) => ({
          did,
          head: storedCid(commit_cid!).toString(),
          rev: rev!,
          active: status === null,
          ...(status === null ? {} : { status })
        })),
        ...(last === undefined ? {} : { cursor: last })
      }
    })),

    Xrpc.query("com.atproto.sync.listBlobs", Effect.fnUntraced(function*({ headers, params }) {
      const account = yield* visible(params.did, headers)
      const cids = yield* blobs.list(account.id, params.cursor ?? "", params.since ?? "", params.limit)
      const last = cids.length === params.limit ? cids.at(-1) : undefined
      return { cids: cids.filter((cid) => takedowns.blob(account.id, cid) === undefined), ...(last === undefined ? {} : { cursor: last }) }
    })),

    Xrpc.query("com.atproto.sync.getBlob", Effect.fnUntraced(function*({ headers, params }) {
      const account = yield* visible(params.did, headers)
      const blob = yield* blobs.get(account.id, params.cid)
      if (blob === undefined || takedowns.blob(account.id, params.cid) !== undefined) return yield* declared("BlobNotFound", "Blob not found")
      const { bytes, mime, parts, size } = blob
      const described = { contentType: mime, headers: safe(params.cid) }
      return parts === null
        ? HttpServerResponse.uint8Array(bytes, described)
        : HttpServerResponse.stream(blobs.stream(parts, size), { ...described, contentLength: size })
    }))
  )
}
