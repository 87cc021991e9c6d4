/**
 * PLC-7, and PLC-5 as an onlooker with a clock of their own sees it. Of each
 * submission that would undo another: a stronger key that the directory heard
 * within 72 hours must be let in; one that it heard later, or that is no
 * stronger, must not. Only what both ends of the wire saw counts, so nobody's
 * `createdAt` is believed, and what falls between asking and answering is open.
 *
 * Operators that keep a log together decide by a time within `maxSkewMillis` of
 * an honest clock, so that much is open besides; and what none of
 * them settles (202, 409, 503) leaves open what stands. Liars settle nothing.
 */
import { cidOf, type PlcOperation, signerOf } from "./model/NaivePlc.ts"
import type { Submission } from "./model/PlcSubmissions.ts"
import * as SharedLog from "./model/SharedLog.ts"
import type { Oracle } from "./Oracle.ts"

const windowMillis = 72 * 3_600_000
/** Of the agreed time of a consortium. */
const agreedWithinMillis = 5_000

/** What stands after the acknowledged submissions, in the order of their answers. */
const standing = (taken: ReadonlyArray<Submission>): ReadonlyArray<Submission> => {
  let chain: ReadonlyArray<Submission> = []
  const seen = new Set<string>()
  for (const submission of taken) {
    // Asked for again after a lost answer: it stands where it stood.
    if (seen.has(cidOf(submission.operation))) continue
    seen.add(cidOf(submission.operation))
    const place = chain.findIndex(({ operation }) => cidOf(operation) === submission.operation.prev)
    chain = [...chain.slice(0, place + 1), submission]
  }
  return chain
}

const keysOf = (operation: PlcOperation) => operation.rotationKeys ?? []

export const PlcRecovery: Oracle = {
  code: "PLC-7",
  title: "Who holds a stronger key undoes a theft within 72 hours; nobody does later, or with a key no stronger.",
  source: "[plc] Key rotation and account recovery",
  when: ({ actors, happenings, kinds }) => (kinds.has("plc") || (kinds.has("operator") && SharedLog.isTolerable(actors))) && (happenings.has("theft") || happenings.has("ask-guardians")),
  make: (check, ledger) => {
    const judges = new Set([...ledger.of("plc"), ...SharedLog.honest(ledger)])
    const alone = (host: string): boolean => ledger.kindOf(host) === "plc"
    const decides = ({ host, status }: Submission): boolean =>
      alone(host) ? status !== undefined : judges.has(host) && (status === 200 || status === 400)
    /** What one operator left open another has settled. */
    const settled = ({ host, operation }: Submission, all: ReadonlyArray<Submission>): boolean =>
      !alone(host) && all.some((each) => decides(each) && cidOf(each.operation) === cidOf(operation))
    return {
      observe: (o) => {
        if (o._tag !== "HttpResponseReceived" || o.request.method !== "POST" || !judges.has(o.request.to)) return
        const did = decodeURIComponent(o.request.path.split("/")[1] ?? "")
        const all = ledger.submissions.byDid.get(did) ?? []
        const attempt = all.find(({ answeredAt, askedAt, status }) => answeredAt === o.at && askedAt === o.request.at && status === o.status)
        if (attempt === undefined || !decides(attempt)) return
        const cid = cidOf(attempt.operation)
        const slack = alone(attempt.host) ? 0 : agreedWithinMillis
        // A directory refuses what it has; an operator says once more that it has it, whoever was asked before.
        const others = all.filter((each) => each !== attempt && (alone(attempt.host) || cidOf(each.operation) !== cid))
        // With another one on the way, or lost, nobody knows what stood.
        if (others.some((each) => decides(each) ? each.answeredAt > attempt.askedAt : !settled(each, others))) return
        const askedAt = Math.min(...all.filter((each) => !others.includes(each)).map((each) => each.askedAt))
        const chain = standing(others.filter((each) => decides(each) && each.status === 200).toSorted((a, b) => a.answeredAt - b.answeredAt))
        const place = chain.findIndex(({ operation }) => cidOf(operation) === attempt.operation.prev)
        const base = chain[place]
        const disputed = chain[place + 1]
        if (base === undefined || disputed === undefined) return
        const keys = keysOf(base.operation)
        const [rank, other] = [signerOf(attempt.operation, keys), signerOf(disputed.operation, keys)]
        const stronger = rank !== -1 && rank < other
        const said = () => `${o.request.to} answered ${o.status} to key ${rank} of ${did}, which would undo what key ${other} signed ${Math.round((askedAt - disputed.answeredAt) / 1000)} s before`
        if (!stronger || askedAt - disputed.answeredAt > windowMillis + slack) check(o.status !== 200, said, () => [o.request.to, did])
        else if (attempt.answeredAt - disputed.askedAt <= windowMillis - slack) check(o.status === 200, said, () => [o.request.to, did])
      }
    }
  }
}
