/** An operator that shows what a test tells it to show: any log, any checkpoint, any receipt. */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Merkle from "../../../src/protocol/tlog/Merkle.ts"
import { toBase64 } from "../../../src/protocol/tlog/SignedNote.ts"
import type { SmallLog } from "../../protocol/evidence/SmallLog.ts"

export class FakeOperator {
  private readonly news = Effect.runSync(PubSub.unbounded<string>())
  private newest: string | undefined
  /** How often its entries were asked for. */
  asked = 0
  log: SmallLog

  constructor(log: SmallLog) {
    this.log = log
  }

  /** What it says of a DID; undefined if it has no name to sign with. */
  history: (did: string, from: number) => unknown = () => ({})

  /** To everybody who follows it. */
  readonly show = (note: string) =>
    Effect.suspend(() => {
      this.newest = note
      return PubSub.publish(this.news, note)
    })

  get layer() {
    const query = (request: HttpServerRequest.HttpServerRequest, name: string) => Number(new URLSearchParams(request.url.split("?")[1]).get(name))
    return Layer.mergeAll(
      HttpRouter.add("GET", "/consortium/stream", this.stream),
      HttpRouter.add("GET", "/consortium/entries", (request) =>
        Effect.sync(() => {
          this.asked++
          const start = query(request, "start")
          const leaves = this.log.leaves.slice(start, Math.min(query(request, "end"), start + 256))
          return HttpServerResponse.text(leaves.map((leaf, i) => `${JSON.stringify({ index: start + i, entry: toBase64(leaf) })}\n`).join(""))
        })),
      HttpRouter.add("GET", "/consortium/consistency", (request) =>
        Effect.sync(() => {
          const [from, to] = [query(request, "from"), query(request, "to")]
          return HttpServerResponse.jsonUnsafe({ from, to, proof: Merkle.consistencyProof(from, to, this.log.node).map(toBase64) })
        })),
      HttpRouter.add("GET", "/consortium/membership", Effect.sync(() => HttpServerResponse.jsonUnsafe({ entries: [toBase64(this.log.leaves[0]!)] }))),
      HttpRouter.add("GET", "/consortium/history", (request) =>
        Effect.sync(() => {
          const did = new URLSearchParams(request.url.split("?")[1]).get("did")!
          return HttpServerResponse.jsonUnsafe(this.history(did, query(request, "from")))
        }))
    )
  }

  private readonly stream = Effect.gen({ self: this }, function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    const socket = yield* request.upgrade
    const { pull } = yield* socket.reader
    const writer = yield* socket.writer
    const news = yield* PubSub.subscribe(this.news)
    if (this.newest !== undefined) yield* writer.write(this.newest)
    const send = Effect.forever(Effect.flatMap(PubSub.take(news), (note) => writer.write(note)))
    yield* Effect.raceFirst(send, Effect.forever(pull))
  }).pipe(Effect.scoped, Effect.ignore, Effect.as(HttpServerResponse.empty()))
}
