/** What operators say to each other, taken: durable before it is acknowledged, where the sender relies on it. */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Result from "effect/Result"
import * as Members from "../../protocol/consortium/Members.ts"
import * as Wire from "../../protocol/consortium/Wire.ts"
import * as Operation from "../../protocol/plc/Operation.ts"
import * as Ed25519 from "../../protocol/tlog/Ed25519.ts"
import { fromBase64 } from "../../protocol/tlog/SignedNote.ts"
import { problem, served } from "../plc/Routes.ts"
import type { Engine, Parts } from "./Engine.ts"
import * as Peers from "./Peers.ts"
import type { Submissions } from "./Submissions.ts"

const maxBytes = 4_000_000

export const layer = (engine: () => Engine | undefined, submissions: Submissions, { checkpoints, ledger, pool }: Parts) => {
  const isSigned = (from: string, body: Uint8Array, request: HttpServerRequest): boolean => {
    const member = Members.find(ledger.head().members, from)
    const signature = fromBase64(request.headers[Peers.signatureHeader] ?? "")
    return member !== undefined && signature !== undefined && Ed25519.verify(member.publicKey, Wire.statement(body), signature)
  }

  const take = Effect.fnUntraced(function*({ driver }: Engine, message: Wire.PeerMessage, signed: () => boolean) {
    switch (message.type) {
      case "offer": {
        if (!signed() || !(yield* submissions.hold(message))) return []
        return [Operation.cidOf(message.operation).toString()]
      }
      case "change":
        if (Result.isSuccess(Members.change(ledger.head().members, message.item))) yield* pool.addChange(message.item)
        return []
      case "cosigned":
        yield* checkpoints.receive(message)
        return []
      case "proposal":
        if (signed()) yield* driver.input({ type: "received", message })
        return []
      case "vote":
      case "decided":
        yield* driver.input({ type: "received", message })
        return []
    }
  })

  const messages = Effect.fnUntraced(function*(request: HttpServerRequest) {
    const running = engine()
    if (running === undefined) return problem(503, "The consortium is being founded")
    const body = yield* Effect.option(request.arrayBuffer)
    if (body._tag === "None" || body.value.byteLength > maxBytes) return problem(400, "Not a packet")
    const bytes = new Uint8Array(body.value)
    const packet = Wire.decode(bytes)
    if (Result.isFailure(packet)) return problem(400, packet.failure.message)
    let known: boolean | undefined
    const signed = () => known ??= isSigned(packet.success.from, bytes, request)
    const held: Array<string> = []
    for (const message of packet.success.messages) held.push(...(yield* take(running, message, signed)))
    if (packet.success.messages.some(({ type }) => type === "offer" || type === "change")) yield* running.driver.tellPending
    return HttpServerResponse.jsonUnsafe({ height: ledger.head().height, held } satisfies Peers.Answer)
  })

  return HttpRouter.add("POST", "/consortium/messages", (request) => served(messages(request)))
}
