/**
 * One of the operators that keep a did:plc directory together. docs/consortium.md
 *
 *     client ─ POST /:did ─▶ Submissions ─▶ Pool ──▶ Driver ◀─▶ Machine (protocol)
 *                                            ▲          │ decided
 *     peers ─ /consortium/messages ─▶ PeerRoutes        ▼
 *                                                    Ledger ─▶ Checkpoints ─▶ final
 *
 * It serves the whole interface of a directory (`plc/Routes.ts`) over what is
 * decided, and the log itself under `/consortium`.
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { Keys } from "../../protocol/keys/Keys.ts"
import * as Limits from "../../protocol/plc/Limits.ts"
import { Hosts } from "../Hosts.ts"
import * as PlcRoutes from "../plc/Routes.ts"
import * as Checkpoints from "./Checkpoints.ts"
import * as Faces from "./conduct/Faces.ts"
import * as Lies from "./conduct/Lies.ts"
import * as Engine from "./Engine.ts"
import * as Founding from "./Founding.ts"
import * as FoundingRoutes from "./FoundingRoutes.ts"
import * as Staged from "./inheritance/Staged.ts"
import * as Ledger from "./Ledger.ts"
import * as LogRoutes from "./LogRoutes.ts"
import * as MemberRoutes from "./MemberRoutes.ts"
import type { OperatorOptions } from "./Options.ts"
import * as OwnKeys from "./OwnKeys.ts"
import * as PeerRoutes from "./PeerRoutes.ts"
import * as Pool from "./Pool.ts"
import * as Proofs from "./Proofs.ts"
import * as Submissions from "./Submissions.ts"
import * as Tables from "./Tables.ts"

/**
 * What came into the old log after the place where it was left goes into the
 * new one as if a client had brought it, if it still can; what a failing disk
 * keeps from it, at the next start.
 */
const submitBeyond = Effect.fnUntraced(function*(engine: Engine.Engine, staged: Staged.Staged, submissions: Submissions.Submissions) {
  for (const { did, idx, operation } of yield* staged.beyond) {
    const submitted = Limits.parseSubmitted(operation)
    if (Result.isSuccess(submitted)) yield* submissions.submit(engine, did, submitted.success)
    yield* staged.settled(idx)
  }
}, (effect) => Effect.ignore(effect))

const assemble = Effect.fnUntraced(function*(options: OperatorOptions) {
  const { self } = yield* Hosts
  const { verify } = yield* Keys
  yield* Tables.create
  const ownKeys = yield* OwnKeys.make(self)
  const ledger = yield* Ledger.make(options.maxSkewMillis)
  const checkpoints = yield* Checkpoints.make(self, ownKeys)
  const pool = yield* Pool.make(ledger)
  const parts: Engine.Parts = { options, ownKeys, ledger, checkpoints, pool }
  const submissions = yield* Submissions.make(parts)

  const staged = yield* Staged.make(options.maxSkewMillis)
  const founding = yield* Founding.make(options, ledger, staged, ownKeys)

  let engine: Engine.Engine | undefined
  yield* Effect.forkScoped(Effect.gen(function*() {
    yield* founding.run
    engine = yield* Engine.make(parts, submissions.onSettled)
    yield* Effect.forkScoped(submitBeyond(engine, staged, submissions))
    yield* engine.run
  }))

  const shown = Effect.gen(function*() {
    const size = checkpoints.finalSize()
    const origin = ledger.isFounded() ? ledger.head().members.origin : ""
    const note = size === 0 ? undefined : yield* checkpoints.note(origin, size)
    return note === undefined ? undefined : { origin, size, note, entriesOf: (did: string) => ledger.entriesOf(did, size), withNodes: ledger.withNodes }
  })
  const speaker = (): Proofs.Speaker | undefined => {
    const key = ledger.isFounded() ? ownKeys.among(ledger.head().members) : undefined
    return key === undefined ? undefined : { self, key, verify }
  }

  const submit: PlcRoutes.Submit<never> = (did, operation) =>
    engine === undefined
      ? Effect.sync(() => PlcRoutes.problem(503, ["The consortium is being founded", founding.trouble()].filter((part) => part !== undefined).join(": ")))
      : submissions.submit(engine, did, operation)

  const { conduct } = options
  const scope = yield* Effect.scope
  const later: Lies.Bench["later"] = (afterMillis, did, operation) =>
    Effect.asVoid(Effect.forkIn(Effect.ignore(Effect.delay(submit(did, operation), afterMillis)), scope))
  const routes = Layer.mergeAll(
    PlcRoutes.layer(ledger.operations, submit),
    LogRoutes.layer(self, parts),
    FoundingRoutes.layer(options, ledger, staged, founding),
    PeerRoutes.layer(() => engine, submissions, parts),
    MemberRoutes.layer(self, () => engine, parts),
    Proofs.routes({ speaker, shown, membership: ledger.membership }),
    HttpRouter.add("GET", "/consortium/submission", (request) => {
      const query = LogRoutes.queryOf(request)
      return PlcRoutes.served(submissions.status(query.get("did") ?? "", query.get("cid") ?? ""))
    })
  )
  return conduct === undefined || conduct.kind === "fork" ? routes : Lies.around(conduct, { ...parts, later, speaker, shown })(routes)
})

export const layer = (options: OperatorOptions) => {
  const operator = Layer.unwrap(assemble(options))
  return options.conduct?.kind === "fork" ? Faces.layer(options.conduct.camps, operator) : operator
}
