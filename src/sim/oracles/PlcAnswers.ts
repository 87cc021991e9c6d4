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
import { askEach, type Json } from "./model/Questions.ts"
import type { Oracle } from "./Oracle.ts"

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

const standing = (lines: ReadonlyArray<Line>, nullified: ReadonlyArray<boolean>): ReadonlyArray<PlcOperation> =>
  lines.filter((_, index) => nullified[index] === false).map(({ operation }) => operation)

const declared = ({ alsoKnownAs, rotationKeys, services, verificationMethods }: PlcOperation) =>
  ({ alsoKnownAs, rotationKeys, services, verificationMethods })

interface Asked {
  readonly did: string
  readonly lines: ReadonlyArray<Line>
  readonly nullified: ReadonlyArray<boolean>
  readonly head: PlcOperation | undefined
}

const forms = ["", "/data", "/log", "/log/last", "/log/audit"] as const

/** The first answer, in the order of `forms`, that differs from the replay. */
const lie = ({ did, head, lines, nullified }: Asked, answers: ReadonlyArray<Json | undefined>): string | undefined => {
  if (head === undefined) return "/log"
  const [document, data, log, last, audit] = answers
  if (head.type === "plc_operation") {
    if (document === undefined || document["id"] !== did || stateOfDocument(document) !== known(head)) return "its document"
    if (!same(data, { did, ...declared(head) })) return "/data"
  } else if (document !== undefined || data !== undefined) return "a document of a tombstoned DID"
  if (!same(log, standing(lines, nullified))) return "/log"
  if (!same(last, head)) return "/log/last"
  const expected = lines.map(({ cid, createdAt, operation }, index) => ({ did, operation, cid, nullified: nullified[index], createdAt }))
  return same(audit, expected) ? undefined : "/log/audit"
}

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
          const sample = new Set(simple.filter((_, index) => index % every === 0))
          const asked = [...byDid].flatMap(([did, lines]): ReadonlyArray<Asked> => {
            if (lines.length === 1 && !sample.has(did)) return []
            const { nullified } = replays.get(did)!
            return [{ did, lines, nullified, head: standing(lines, nullified).at(-1) }]
          })
          const answers = new Map<string, Array<Json | undefined>>()
          const questions = asked.filter(({ head }) => head !== undefined).flatMap(({ did }) => forms.map((form) => ({ did, form })))
          yield* askEach(probe, host, questions, ({ did, form }) => `/${did}${form}`, ({ did }, answer) => {
            answers.set(did, [...answers.get(did) ?? [], answer])
          })
          for (const each of asked) {
            const wrong = lie(each, answers.get(each.did) ?? [])
            check(wrong === undefined, () => `${host} answers ${wrong} of ${each.did} otherwise than its export replays`, () => [host, each.did])
          }
        }
      })
    }
  }
}
