/** com.atproto.repo.*: a person's own writes, and anybody's reads of single records. */
import * as Effect from "effect/Effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import type { HttpServerResponse } from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Cbor from "../../../protocol/data/Cbor.ts"
import type { DataObject } from "../../../protocol/data/Data.ts"
import * as DidDocument from "../../../protocol/identity/DidDocument.ts"
import type { CommitResult } from "../../../protocol/repo/Repo.ts"
import type { Nsid } from "../../../protocol/syntax/Nsid.ts"
import type { RecordKey } from "../../../protocol/syntax/RecordKey.ts"
import * as RepoPath from "../../../protocol/syntax/RepoPath.ts"
import * as BearerAuth from "../../../protocol/xrpc/BearerAuth.ts"
import * as ServiceJwt from "../../../protocol/xrpc/ServiceJwt.ts"
import { declared, forbidden, invalidRequest, invalidToken, type XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import * as Body from "../../xrpc/Body.ts"
import * as OutOfReach from "../../identity/OutOfReach.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import { hidden, storedCid } from "../account/Hosted.ts"
import type { Delegable } from "../delegation/Delegations.ts"
import type { Parts } from "../Parts.ts"
import { inactive } from "../session/Auth.ts"
import type { RecordRow } from "../repo/RecordRows.ts"
import { uriOf, type Wanted } from "../repo/Writing.ts"
import * as Batch from "./Batch.ts"

const meta = (result: CommitResult) => ({ cid: result.head.commit.toString(), rev: result.head.rev as string })

/** A record that was imported may not be in the data model; it is not served as JSON then. */
const valueOf = (bytes: Uint8Array): DataObject | undefined =>
  Result.getOrUndefined(Cbor.decode(bytes)) as DataObject | undefined

const view = (did: string, row: RecordRow) => {
  const value = valueOf(row.bytes)
  return value === undefined
    ? []
    : [{ uri: `at://${did}/${row.collection}/${row.rkey}`, cid: storedCid(row.cid).toString(), value }]
}

const uploadBlob = "com.atproto.repo.uploadBlob"

/** What getBlob will say of the bytes one day. RFC 9110 §8.3.1 */
const isMimeType = (header: string): boolean => /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+[ \t]*(?:;|$)/.test(header)

export const layer = (
  parts: Parts,
  /** Asks elsewhere for a record of an account that is not here. */
  foreign: (request: HttpServerRequest) => Effect.Effect<HttpServerResponse, XrpcError>
) => {
  const { accounts, auth, blobs, importing, limits, options, records, takedowns, writing } = parts

  const byIdentifier = (identifier: string) => identifier.startsWith("did:") ? accounts.byDid(identifier) : accounts.byHandle(identifier.toLowerCase())

  /** Whether the caller writes at all; what of, the input tells `writer`. */
  const writes = (lxm: string) => ({ request }: { readonly request: HttpServerRequest }) => auth.foreseen(request.headers, { active: true, delegable: { lxm } })

  /** The account that is signed in, or has delegated this, and is the one that `repo` names. */
  const writer = function*(
    request: HttpServerRequest,
    repo: string,
    delegable: Delegable,
    cost: number
  ) {
    const { account } = yield* auth.caller(request.headers, { active: true, delegable })
    // Who is known and may not: 403 by [xrpc], 401 AuthenticationRequired at the reference (createRecord.ts).
    if (repo !== account.did && repo.toLowerCase() !== account.handle) return yield* forbidden("A repository is written by its owner alone")
    yield* limits.spend(request, "write", account.did, cost)
    return account
  }

  /**
   * Whose blob it is: a deactivated account's too, for that is how a moving one
   * brings its blobs. A service that works for somebody, on videos say, shows
   * that person's service token for just this method. [ref pds]
   */
  const uploader = Effect.fnUntraced(function*(request: HttpServerRequest) {
    const { headers } = request
    const jwt = ServiceJwt.decode(BearerAuth.tokenOf(headers) ?? "")
    if (Result.isFailure(jwt) || jwt.success.claims.lxm === undefined) return yield* auth.account(headers, { delegable: { lxm: uploadBlob } })
    const did = yield* parts.serviceAuth.required(request, { audience: [parts.did, `${parts.did}#atproto_pds`], method: uploadBlob })
    const account = yield* accounts.byDid(did)
    if (account === undefined) return yield* invalidToken("The account is not here")
    return account.status === "takendown" ? yield* inactive(account) : account
  })

  const readable = Effect.fnUntraced(function*(identifier: string) {
    const account = yield* byIdentifier(identifier)
    if (account === undefined) return yield* invalidRequest(`Could not find repo: ${identifier}`)
    if (account.status !== undefined) return yield* declared(hidden[account.status], `The repository is ${account.status}`)
    return account
  })

  return Layer.mergeAll(
    Xrpc.procedureOf("com.atproto.repo.createRecord", writes("com.atproto.repo.createRecord"), Effect.fnUntraced(function*({ input, request }) {
      const account = yield* writer(request, input.repo, { lxm: "com.atproto.repo.createRecord", collections: [input.collection] }, Batch.points.create)
      const wanted: Wanted = { action: "create", collection: input.collection, record: input.record, ...(input.rkey === undefined ? {} : { rkey: input.rkey }) }
      const { cids, prepared, result } = yield* writing.apply(account.did, [wanted], input)
      const { status, write } = prepared[0]!
      return { uri: uriOf(account.did, write.path), cid: cids[0]!.toString(), commit: meta(result), ...(status === undefined ? {} : { validationStatus: status }) }
    })),

    Xrpc.procedureOf("com.atproto.repo.putRecord", writes("com.atproto.repo.putRecord"), Effect.fnUntraced(function*({ input, request }) {
      const account = yield* writer(request, input.repo, { lxm: "com.atproto.repo.putRecord", collections: [input.collection] }, Batch.points.update)
      const { cid, path, result, status } = yield* writing.put(account.did, input, input)
      return {
        uri: uriOf(account.did, path),
        cid: cid.toString(),
        ...(result === undefined ? {} : { commit: meta(result) }),
        ...(status === undefined ? {} : { validationStatus: status })
      }
    })),

    Xrpc.procedureOf("com.atproto.repo.deleteRecord", writes("com.atproto.repo.deleteRecord"), Effect.fnUntraced(function*({ input, request }) {
      const account = yield* writer(request, input.repo, { lxm: "com.atproto.repo.deleteRecord", collections: [input.collection] }, Batch.points.delete)
      const path = RepoPath.of(input.collection as Nsid, input.rkey as RecordKey)
      const result = yield* writing.remove(account.did, path, input)
      return result === undefined ? {} : { commit: meta(result) }
    })),

    Xrpc.procedureOf("com.atproto.repo.applyWrites", writes("com.atproto.repo.applyWrites"), Effect.fnUntraced(function*({ input, request }) {
      const collections = [...new Set(input.writes.map((write) => write.collection))]
      const account = yield* writer(request, input.repo, { lxm: "com.atproto.repo.applyWrites", collections }, Batch.costOf(input.writes))
      const { cids, prepared, result } = yield* writing.apply(account.did, input.writes.map(Batch.wantedOf), input)
      return { commit: meta(result), results: Batch.resultsOf(account.did, prepared, cids) }
    })),

    Xrpc.query("com.atproto.repo.getRecord", Effect.fnUntraced(function*({ params, request }) {
      const { cid, collection, repo, rkey } = params
      if ((yield* byIdentifier(repo)) === undefined) return yield* foreign(request)
      const account = yield* readable(repo)
      const row = yield* records.get(account.id, collection, rkey)
      const [found] = row === undefined || takedowns.record(account.id, collection, rkey) !== undefined ? [] : view(account.did, row)
      if (found === undefined || (cid !== undefined && cid !== found.cid)) {
        return yield* declared("RecordNotFound", `Could not locate record: at://${repo}/${collection}/${rkey}`)
      }
      return found
    })),

    Xrpc.query("com.atproto.repo.listRecords", Effect.fnUntraced(function*({ params }) {
      const account = yield* readable(params.repo)
      const rows = yield* records.page(account.id, params.collection, params.limit, params.cursor, params.reverse === true)
      const last = rows.length === params.limit ? rows.at(-1)?.rkey : undefined
      const shown = rows.filter(({ collection, rkey }) => takedowns.record(account.id, collection, rkey) === undefined)
      return { records: shown.flatMap((row) => view(account.did, row)), ...(last === undefined ? {} : { cursor: last }) }
    })),

    Xrpc.query("com.atproto.repo.describeRepo", Effect.fnUntraced(function*({ params }) {
      const account = yield* readable(params.repo)
      const document = yield* Effect.mapError(
        parts.resolver.did(account.did),
        OutOfReach.orElse(({ reason }) => invalidRequest(`Could not resolve DID: ${reason}`))
      )
      const verified = yield* parts.resolver.verifiedHandle(account.did)
      return {
        handle: account.handle ?? "handle.invalid",
        did: account.did,
        didDoc: { ...DidDocument.render({
          did: document.did,
          alsoKnownAs: document.alsoKnownAs,
          verificationMethods: Object.fromEntries(document.keys),
          services: Object.fromEntries([...document.services].map(([name, { endpoint, type }]) => [name, { type, endpoint }]))
        }) },
        collections: yield* records.collections(account.id),
        handleIsCorrect: verified === account.handle
      }
    })),

    Xrpc.procedureUnread(uploadBlob, Effect.fnUntraced(function*({ headers, request }) {
      const account = yield* uploader(request)
      const type = headers["content-type"] ?? ""
      if (type !== "" && !isMimeType(type)) return yield* invalidRequest(`Content-Type is not a MIME type: ${type.slice(0, 100)}`)
      yield* limits.spendByAddress(request, "uploadBlob")
      const blob = yield* blobs.upload(
        account,
        type,
        (use) => Body.each(request, options.blobUploadLimitBytes, use),
        (cid) => takedowns.blob(account.id, cid) === undefined ? undefined : invalidRequest("Blob has been takendown, cannot re-upload")
      )
      return { blob }
    })),

    Xrpc.procedureUnread("com.atproto.repo.importRepo", Effect.fnUntraced(function*({ headers, request }) {
      const account = yield* auth.account(headers, { level: "full" })
      yield* importing.fromRequest(account, request)
    })),

    Xrpc.query("com.atproto.repo.listMissingBlobs", Effect.fnUntraced(function*({ headers, params }) {
      const account = yield* auth.account(headers)
      const rows = yield* blobs.missing(account.id, params.cursor ?? "", params.limit)
      const last = rows.length === params.limit ? rows.at(-1)?.cid : undefined
      return {
        blobs: rows.map(({ cid, path }) => ({ cid, recordUri: `at://${account.did}/${path}` })),
        ...(last === undefined ? {} : { cursor: last })
      }
    }))
  )
}
