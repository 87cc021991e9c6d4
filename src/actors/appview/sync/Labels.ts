/**
 * Follows one labeler. A label counts only if it is the labeler's own, signed
 * with the `#atproto_label` key of its document of now; for one that does not
 * verify the document is fetched again, once a batch. [label]; LABEL-2, LABEL-3
 *
 * While the document is out of reach nobody can tell. Dropped, a takedown would
 * be lost for good; so the stream is held until its source answers. All labels
 * of a labeler hang on this one document, and its cursor keeps their place.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as LabelEvent from "../../../protocol/frames/LabelEvent.ts"
import * as DidDocument from "../../../protocol/identity/DidDocument.ts"
import { Keys } from "../../../protocol/keys/Keys.ts"
import * as Label from "../../../protocol/label/Label.ts"
import * as Datetime from "../../../protocol/syntax/Datetime.ts"
import * as Subscription from "../../firehose/Subscription.ts"
import { Hosts } from "../../Hosts.ts"
import type { ResolveError } from "../../identity/ResolveError.ts"
import { Resolver } from "../../identity/Resolver.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { Caches } from "../Caches.ts"

interface Row {
  readonly neg: number
  readonly cts: string
  readonly sig: Uint8Array
}

const keyId = "atproto_label"
const askAgain = Schedule.jittered(Schedule.min([Schedule.exponential(1_000), Schedule.spaced(30_000)]))

export const follow = Effect.fnUntraced(function*(host: string, caches: Caches) {
  const hosts = yield* Hosts
  const keys = yield* Keys
  const resolver = yield* Resolver
  const did = hosts.didOf(host)
  const find = yield* Prepared.prepare("SELECT neg, cts, sig FROM label WHERE uri = ? AND src = ? AND val = ? AND cid = ?")
  const upsert = yield* Prepared.prepare(
    `INSERT INTO label (src, uri, cid, val, neg, cts, exp, exp_millis, sig) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (uri, src, val, cid) DO UPDATE
     SET neg = excluded.neg, cts = excluded.cts, exp = excluded.exp, exp_millis = excluded.exp_millis, sig = excluded.sig`
  )

  /** Undefined for a labeler without one. */
  const keyOf = (document: Effect.Effect<DidDocument.DidDocument, ResolveError>) =>
    document.pipe(
      Effect.retry({ schedule: askAgain, while: ({ reason }) => reason === "Unreachable" }),
      Effect.match({ onFailure: () => undefined, onSuccess: (document) => DidDocument.key(document, keyId) })
    )

  const prepare = Effect.fnUntraced(function*(batch: ReadonlyArray<Subscription.Received>) {
    const labels: Array<Label.Label> = []
    for (const { frame } of batch) {
      const event = LabelEvent.fromFrame(frame)
      if (Result.isSuccess(event) && event.success._tag === "Labels") labels.push(...event.success.labels.filter(({ src }) => src === did))
    }
    if (labels.length === 0) return []
    let key = yield* keyOf(resolver.did(did))
    let refreshed = false
    const sound: Array<Label.Label> = []
    for (const label of labels) {
      let holds = key !== undefined && Label.verify(label, key, keys.verify)
      if (!holds && !refreshed) {
        refreshed = true
        key = yield* keyOf(resolver.refresh(did))
        holds = key !== undefined && Label.verify(label, key, keys.verify)
      }
      if (holds) sound.push(label)
    }
    return sound
  })

  const settle = Effect.fnUntraced(function*(labels: ReadonlyArray<Label.Label>) {
    for (const label of labels) {
      const { cid = "", cts, exp, neg = false, sig, src, uri, val } = label
      const row = yield* find.get<Row>(uri, src, val, cid)
      if (row !== undefined && !Label.replaces(label, { ...label, neg: row.neg === 1, cts: row.cts, sig: row.sig })) continue
      const expMillis = exp !== undefined && Datetime.is(exp) ? Datetime.toMillis(exp) : undefined
      yield* upsert.run(src, uri, cid, val, neg, cts, exp, expMillis, sig)
      caches.labels.drop(uri)
    }
  })

  return yield* Subscription.run({
    name: `labels:${host}`,
    origin: hosts.originOf(host),
    nsid: "com.atproto.label.subscribeLabels",
    begin: "oldest",
    prepare,
    settle
  })
})
