/**
 * The log to look at: checkpoints, entries, proofs. Nothing here is to be
 * believed without checking it. docs/consortium.md
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Socket from "effect/socket/Socket"
import * as Members from "../../protocol/consortium/Members.ts"
import * as Wire from "../../protocol/consortium/Wire.ts"
import * as Merkle from "../../protocol/tlog/Merkle.ts"
import { toBase64, vkey } from "../../protocol/tlog/SignedNote.ts"
import * as TlogProof from "../../protocol/tlog/TlogProof.ts"
import { problem, served } from "../plc/Routes.ts"
import type { Parts } from "./Engine.ts"

const maxEntries = 256
const maxBlocks = 20
const stallMillis = 30_000

export const queryOf = (request: HttpServerRequest.HttpServerRequest): URLSearchParams => new URLSearchParams(request.url.split("?")[1] ?? "")

/** A whole number of a query; undefined if it is absent or none. */
export const wholeOf = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name)
  return text !== null && /^(?:0|[1-9][0-9]{0,14})$/.test(text) ? Number(text) : undefined
}

const text = (body: string, contentType = "text/plain; charset=utf-8") => HttpServerResponse.text(body, { contentType })

export const layer = (self: string, { checkpoints, ledger, ownKeys }: Parts) => {
  const unfounded = problem(503, "The consortium is being founded")
  const get = (path: `/${string}`, answer: (query: URLSearchParams) => Effect.Effect<HttpServerResponse.HttpServerResponse, Effect.Error<ReturnType<typeof ledger.entries>>>) =>
    HttpRouter.add("GET", path, (request) => ledger.isFounded() ? served(Effect.suspend(() => answer(queryOf(request)))) : Effect.succeed(unfounded))

  const note = (size: number) => checkpoints.note(ledger.head().members.origin, size)

  /** A size that a query asks for, or the newest; none if there is no final checkpoint of it. */
  const finalOf = Effect.fnUntraced(function*(query: URLSearchParams) {
    const asked = query.has("size") ? wholeOf(query, "size") : checkpoints.finalSize()
    return asked !== undefined && asked > 0 && (yield* checkpoints.isFinal(asked)) ? asked : undefined
  })
  const noCheckpoint = problem(404, "There is no final checkpoint of that size")

  const serveStream = Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    if (request.headers["upgrade"] === undefined) return problem(426, "The stream needs a WebSocket: send an Upgrade header")
    const tell = Effect.scoped(Effect.gen(function*() {
      const socket = yield* request.upgrade
      const { pull } = yield* socket.reader
      const writer = yield* socket.writer
      const send = Effect.gen(function*() {
        for (let told = 0;;) {
          const seen = checkpoints.changed.version
          const size = checkpoints.finalSize()
          const newest = size > told ? yield* note(size) : undefined
          if (newest !== undefined) {
            const sent = yield* Effect.timeoutOption(writer.write(newest), stallMillis)
            if (sent._tag === "None") return yield* writer.write(new Socket.CloseEvent(1008, "ConsumerTooSlow"))
            told = size
          }
          yield* checkpoints.changed.changedSince(seen)
        }
      })
      yield* Effect.raceFirst(send, Effect.forever(pull))
    }))
    // Either side may end a stream at any time: the newest checkpoint can be had without it.
    yield* Effect.ignore(tell)
    return HttpServerResponse.empty()
  })

  return Layer.mergeAll(
    get("/consortium", () =>
      Effect.sync(() => {
        const { height, members } = ledger.head()
        return HttpServerResponse.jsonUnsafe({
          origin: members.origin,
          name: self,
          vkey: ownKeys.vkey(ownKeys.among(members) ?? ownKeys.newest()),
          epoch: members.epoch,
          members: members.list.map(vkey),
          quorum: Members.quorum(members),
          height,
          size: checkpoints.finalSize()
        })
      })),
    HttpRouter.add("GET", "/consortium/key", Effect.sync(() => HttpServerResponse.jsonUnsafe({ vkey: ownKeys.vkey(ownKeys.newest()) }))),
    get("/consortium/checkpoint", Effect.fnUntraced(function*(query) {
      const size = yield* finalOf(query)
      const found = size === undefined ? undefined : yield* note(size)
      return found === undefined ? noCheckpoint : text(found)
    })),
    // For peers: what cosignatures there are, a quorum or not.
    get("/consortium/cosignatures", Effect.fnUntraced(function*(query) {
      const size = wholeOf(query, "size")
      const found = size === undefined ? undefined : yield* note(size)
      return found === undefined ? noCheckpoint : text(found)
    })),
    get("/consortium/entries", Effect.fnUntraced(function*(query) {
      const start = wholeOf(query, "start") ?? 0
      // The genesis is what everybody starts from, cosigned or not.
      const end = Math.min(wholeOf(query, "end") ?? Number.MAX_SAFE_INTEGER, start + maxEntries, Math.max(1, checkpoints.finalSize()))
      const rows = yield* ledger.entries(start, end)
      return text(rows.map(({ bytes, idx }) => JSON.stringify({ index: idx, entry: toBase64(bytes) })).join("\n"), "application/jsonlines")
    })),
    get("/consortium/inclusion", Effect.fnUntraced(function*(query) {
      const [did, cid] = [query.get("did"), query.get("cid")]
      const index = did !== null && cid !== null ? yield* ledger.indexOf(did, cid) : wholeOf(query, "index")
      const size = yield* finalOf(query)
      if (size === undefined) return noCheckpoint
      if (index === undefined || index >= size) return problem(404, "There is no such entry in the log of that size")
      const [row] = yield* ledger.entries(index, index + 1)
      const path = yield* ledger.withNodes((node) => Merkle.inclusionProof(index, size, node))
      return text(TlogProof.format({ extra: row!.bytes, index, path, checkpoint: (yield* note(size))! }))
    })),
    get("/consortium/consistency", Effect.fnUntraced(function*(query) {
      const [from, to] = [wholeOf(query, "from"), wholeOf(query, "to")]
      if (from === undefined || to === undefined || from > to) return problem(400, "`from` and `to` are sizes of the log, the smaller first")
      if (to > ledger.head().size) return problem(404, "The log is not that long")
      const proof = yield* ledger.withNodes((node) => Merkle.consistencyProof(from, to, node))
      return HttpServerResponse.jsonUnsafe({ from, to, proof: proof.map(toBase64) })
    })),
    get("/consortium/blocks", Effect.fnUntraced(function*(query) {
      const list = yield* ledger.blocks(wholeOf(query, "from") ?? 1, maxBlocks)
      return HttpServerResponse.uint8Array(Wire.encodeDecided(list), { contentType: "application/cbor" })
    })),
    HttpRouter.add("GET", "/consortium/stream", serveStream)
  )
}
