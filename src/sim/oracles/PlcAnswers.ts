/**
 * PLC-8. What a directory answers is the state of its log. While the world
 * moves: no document is served that was never submitted, or that an operation
 * acknowledged before the question had replaced. At rest: the document, `/data`,
 * `/log`, `/log/last` and `/log/audit` are those of an independent replay, at
 * every honest operator where there are several. (While the world moves an
 * operator may lag, and nobody believes it without proof.)
 */
import * as Effect from "effect/Effect"
import type { HttpResponseReceived } from "../Observation.ts"
import { type Line, type PlcOperation, stateOf, stateOfDocument } from "./model/NaivePlc.ts"
import type { Submission } from "./model/PlcSubmissions.ts"
import * as PlcExport from "./model/PlcExport.ts"
import { ask, type Json } from "./model/Questions.ts"
import type { Oracle, Probe } from "./Oracle.ts"

const states = new WeakMap<PlcOperation, string>()
const known = (operation: PlcOperation): string => {
  const state = states.get(operation) ?? stateOf(operation)
  states.set(operation, state)
  return state
}

/** Of those with one operation in their log, so many are asked about in full. */
const sampled = 60

const mayStand = (submission: Submission, all: ReadonlyArray<Submission>, answer: HttpResponseReceived): boolean => {
  if (submission.askedAt > answer.at || (submission.status !== undefined && submission.status !== 200)) return false
  // An operation asked for after this one was answered, and answered before the question: it came later, and stands.
  return !all.some((other) =>
    other.status === 200 && other.askedAt >= submission.answeredAt && other.answeredAt <= answer.request.at)
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value !== null && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]))
    : value

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))

const declared = ({ alsoKnownAs, rotationKeys, services, verificationMethods }: PlcOperation) =>
  ({ alsoKnownAs, rotationKeys, services, verificationMethods })

/** The first answer that differs from the replay. */
const lie = Effect.fnUntraced(function*(probe: Probe, host: string, did: string, lines: ReadonlyArray<Line>, fallen: ReadonlyArray<boolean>) {
  const standing = lines.filter((_, index) => fallen[index] === false).map(({ operation }) => operation)
  const head = standing.at(-1)
  if (head === undefined) return "/log"
  const question = (path: string) => ask(probe, host, `/${did}${path}`)
  const document = yield* question("")
  const data = yield* question("/data")
  if (head.type === "plc_operation") {
    if (document === undefined || document["id"] !== did || stateOfDocument(document) !== known(head)) return "its document"
    if (!same(data, { did, ...declared(head) })) return "/data"
  } else if (document !== undefined || data !== undefined) return "a document of a tombstoned DID"
  if (!same(yield* question("/log"), standing)) return "/log"
  if (!same(yield* question("/log/last"), head)) return "/log/last"
  const audit = yield* question("/log/audit") as unknown as Effect.Effect<ReadonlyArray<Json> | undefined>
  const expected = lines.map(({ cid, createdAt, operation }, index) => ({ did, operation, cid, nullified: fallen[index], createdAt }))
  return same(audit, expected) ? undefined : "/log/audit"
})

export const PlcAnswers: Oracle = {
  code: "PLC-8",
  title: "What a directory, or each honest operator of one, answers of a DID is the state of its log, by an independent replay.",
  source: "[plc] DID Resolution; OpenAPI document",
  when: ({ kinds }) => kinds.has("plc") || kinds.has("operator"),
  make: (check, ledger) => {
    const hosts = new Set(ledger.of("plc"))
    return {
      observe: (o) => {
        if (o._tag !== "HttpResponseReceived" || o.status !== 200 || o.request.method !== "GET" || !hosts.has(o.request.to)) return
        const did = decodeURIComponent(o.request.path.slice(1))
        if (!did.startsWith("did:plc:") || did.includes("/")) return
        const said = stateOfDocument(JSON.parse(Buffer.from(o.body).toString()) as object)
        const all = ledger.submissions.byDid.get(did) ?? []
        const stood = all.some((submission) => mayStand(submission, all, o) && known(submission.operation) === said)
        check(stood, () => `${o.request.to} told ${o.request.from} of ${did}: ${said}, which did not stand then`, () => [o.request.to, did])
      },
      atRest: Effect.fnUntraced(function*(probe) {
        for (const host of PlcExport.directories(ledger)) {
          const { byDid, replays } = yield* PlcExport.of(ledger, probe, host)
          const simple = [...byDid].filter(([, lines]) => lines.length === 1).map(([did]) => did)
          const every = Math.max(1, Math.ceil(simple.length / sampled))
          const asked = new Set(simple.filter((_, index) => index % every === 0))
          for (const [did, lines] of byDid) {
            if (lines.length === 1 && !asked.has(did)) continue
            const wrong = yield* lie(probe, host, did, lines, replays.get(did)!.nullified)
            check(wrong === undefined, () => `${host} answers ${wrong} of ${did} otherwise than its export replays`, () => [host, did])
          }
        }
      })
    }
  }
}
