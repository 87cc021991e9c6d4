/**
 * A labeler: signs judgements about posts and accounts and streams them. Its
 * identity is the did:web of its host, with the key `#atproto_label`, which is
 * made at the first start and kept. [label]; paper §3.4
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { SqlClient } from "effect/sql/SqlClient"
import * as DidKey from "../../protocol/keys/DidKey.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import * as Label from "../../protocol/label/Label.ts"
import * as LabelEvent from "../../protocol/frames/LabelEvent.ts"
import * as Datetime from "../../protocol/syntax/Datetime.ts"
import * as Outbox from "../firehose/Outbox.ts"
import * as Subscription from "../firehose/Subscription.ts"
import { Hosts } from "../Hosts.ts"
import * as Resolver from "../identity/Resolver.ts"
import * as ServiceAuth from "../identity/ServiceAuth.ts"
import * as Classifier from "./Classifier.ts"
import type { LabelerOptions } from "./Options.ts"
import * as Routes from "./Routes.ts"
import * as Store from "./Store.ts"

/** What a label says, before this labeler signs it. */
export interface Judgement {
  readonly uri: string
  readonly cid?: string
  readonly val: string
  readonly neg?: true
}

/** Labels are kept as long as the labeler lives: a consumer with cursor 0 gets the whole history. [label] */
const wholeHistoryMillis = Number.MAX_SAFE_INTEGER

export const layer = (options: LabelerOptions) =>
  Layer.unwrap(Effect.gen(function*() {
    const sql = yield* SqlClient
    const keys = yield* Keys
    const hosts = yield* Hosts
    const store = yield* Store.make
    const outbox = yield* Outbox.make({ table: "labeler_outbox", windowMillis: wholeHistoryMillis })
    const did = hosts.didOf(hosts.self)

    const secret = yield* store.secret
    const key = secret === undefined ? yield* keys.generate("k256") : keys.fromSecret("k256", secret)
    if (secret === undefined) yield* store.setSecret(key.secret)

    /** Signs, stores and sequences labels in one transaction, then tells the subscribers. */
    const publish = Effect.fnUntraced(function*(judgements: ReadonlyArray<Judgement>) {
      if (judgements.length === 0) return
      const cts = Datetime.fromMillis(yield* Clock.currentTimeMillis)
      const labels = judgements.map((judgement) => Label.sign({ ver: 1, src: did, ...judgement, cts }, (bytes) => keys.sign(key, bytes)))
      yield* sql.withTransaction(Effect.gen(function*() {
        for (const label of labels) yield* store.add(label)
        yield* outbox.append(did, (seq) => LabelEvent.encode({ _tag: "Labels", seq, labels }))
      }))
      yield* outbox.wake
    })

    const watch = options.relay === undefined ? Effect.void : Subscription.run({
      name: "repos",
      origin: hosts.originOf(options.relay),
      nsid: "com.atproto.sync.subscribeRepos",
      begin: "oldest",
      restMillis: 500,
      prepare: (batch) => Effect.sync(() => Classifier.judge(batch, options.rules)),
      settle: publish,
      changesNothing: (judgements) => judgements.length === 0
    })

    return Layer.mergeAll(
      Layer.effectDiscard(Effect.forkScoped(watch)),
      HttpRouter.add("GET", "/.well-known/did.json", HttpServerResponse.jsonUnsafe({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        id: did,
        verificationMethod: [{
          id: `${did}#atproto_label`,
          type: "Multikey",
          controller: did,
          publicKeyMultibase: DidKey.toMultibase(key.didKey)
        }],
        service: [{ id: "#atproto_labeler", type: "AtprotoLabeler", serviceEndpoint: hosts.originOf(hosts.self) }]
      })),
      Routes.layer({ did, store, outbox, publish, adminPassword: options.adminPassword })
    )
  })).pipe(
    Layer.provide(ServiceAuth.layer),
    Layer.provide(Resolver.layer(options))
  )
