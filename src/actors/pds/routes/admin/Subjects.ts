/** com.atproto.admin.{get,update}SubjectStatus: takedowns of accounts, records and blobs, and their reversal. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Methods } from "../../../../protocol/lexicon/generated/Methods.ts"
import * as AtUri from "../../../../protocol/syntax/AtUri.ts"
import { declared, invalidRequest } from "../../../../protocol/xrpc/XrpcError.ts"
import * as Xrpc from "../../../xrpc/Server.ts"
import { storedCid } from "../../account/Hosted.ts"
import { blobSubject, recordSubject } from "../../account/Takedowns.ts"
import type { Parts } from "../../Parts.ts"

type Input = Methods["com.atproto.admin.updateSubjectStatus"]["input"]
type Status = NonNullable<Input["takedown"]>

const statusOf = (reference: string | undefined): Status => reference === undefined ? { applied: false } : { applied: true, ref: reference }

export const layer = ({ accounts, lifecycle, operators, records, sql, takedowns }: Parts) => {
  const notFound = declared("NotFound", "Subject not found")

  const here = Effect.fnUntraced(function*(did: string) {
    return (yield* accounts.byDid(did)) ?? (yield* notFound)
  })

  /** A record of an account here, by its URI. */
  const placeOf = Effect.fnUntraced(function*(uri: string) {
    const { authority, collection, rkey } = AtUri.split(uri as AtUri.AtUri)
    if (collection === undefined || rkey === undefined) return yield* invalidRequest(`${uri} names no record`)
    return { account: yield* here(authority), collection, rkey }
  })

  const cover = Effect.fnUntraced(function*(account: number, subject: string, { applied, ref }: Status) {
    yield* takedowns.put(account, subject, applied ? ref ?? new Date(yield* Clock.currentTimeMillis).toISOString() : undefined)
  })

  const takeDown = Effect.fnUntraced(function*(subject: Input["subject"], takedown: Status) {
    switch (subject.$type) {
      case "com.atproto.admin.defs#repoRef": {
        const { did } = yield* here((subject as { readonly did: string }).did)
        return yield* takedown.applied ? lifecycle.takeDown(did, takedown.ref) : lifecycle.reinstate(did)
      }
      case "com.atproto.repo.strongRef": {
        const { account, collection, rkey } = yield* placeOf((subject as { readonly uri: string }).uri)
        return yield* cover(account.id, recordSubject(collection, rkey), takedown)
      }
      case "com.atproto.admin.defs#repoBlobRef": {
        const { cid, did } = subject as { readonly cid: string; readonly did: string }
        return yield* cover((yield* here(did)).id, blobSubject(cid), takedown)
      }
      default:
        return yield* invalidRequest(`Invalid subject (${subject.$type})`)
    }
  })

  return Layer.mergeAll(
    operators.moderation("com.atproto.admin.updateSubjectStatus", Effect.fnUntraced(function*({ input }) {
      const { deactivated, subject, takedown } = input
      if (takedown?.applied === true && deactivated?.applied === false) {
        return yield* invalidRequest("Cannot activate and takedown an account at the same time")
      }
      if (takedown !== undefined) yield* takeDown(subject, takedown)
      if (subject.$type === "com.atproto.admin.defs#repoRef") {
        const { did } = yield* here((subject as { readonly did: string }).did)
        if (deactivated !== undefined) yield* deactivated.applied ? lifecycle.deactivate(did, undefined) : lifecycle.activate(did)
        if (takedown === undefined && deactivated === undefined) yield* lifecycle.announce(did)
      }
      return { subject, ...(takedown === undefined ? {} : { takedown }) }
    })),

    Xrpc.query("com.atproto.admin.getSubjectStatus", Effect.fnUntraced(function*({ params, request }) {
      yield* operators.moderator(request, "com.atproto.admin.getSubjectStatus")
      const { blob, did, uri } = params
      if (blob !== undefined) {
        if (did === undefined) return yield* invalidRequest("Must provide a did to request blob state")
        const { id } = yield* here(did)
        const rows = yield* sql`SELECT cid FROM blob WHERE account = ${id} AND cid = ${blob}`
        const reference = takedowns.blob(id, blob)
        if (rows.length === 0 && reference === undefined) return yield* notFound
        return { subject: { $type: "com.atproto.admin.defs#repoBlobRef" as const, did, cid: blob }, takedown: statusOf(reference) }
      }
      if (uri !== undefined) {
        const { account, collection, rkey } = yield* placeOf(uri)
        const row = yield* records.get(account.id, collection, rkey)
        if (row === undefined) return yield* notFound
        return {
          subject: { $type: "com.atproto.repo.strongRef" as const, uri, cid: storedCid(row.cid).toString() },
          takedown: statusOf(takedowns.record(account.id, collection, rkey))
        }
      }
      if (did === undefined) return yield* invalidRequest("No provided subject")
      const account = yield* here(did)
      return {
        subject: { $type: "com.atproto.admin.defs#repoRef" as const, did },
        takedown: statusOf(account.takedown),
        deactivated: { applied: account.deactivatedAt !== undefined }
      }
    }))
  )
}
