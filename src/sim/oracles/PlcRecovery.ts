/**
 * PLC-7, and PLC-5 as an onlooker with a clock of their own sees it. Of each
 * submission that would undo another: a stronger key that the directory heard
 * within 72 hours must be let in; one that it heard later, or that is no
 * stronger, must not. Only what both ends of the wire saw counts, so nobody's
 * `createdAt` is believed, and what falls between asking and answering is open.
 */
import { cidOf, type PlcOperation, signerOf } from "./model/NaivePlc.ts"
import type { Submission } from "./model/PlcSubmissions.ts"
import type { Oracle } from "./Oracle.ts"

const windowMillis = 72 * 3_600_000

/** What stands after the acknowledged submissions, in the order of their answers. */
const standing = (taken: ReadonlyArray<Submission>): ReadonlyArray<Submission> => {
  let chain: ReadonlyArray<Submission> = []
  for (const submission of taken) {
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
  when: ({ happenings, kinds }) => kinds.has("plc") && happenings.has("theft"),
  make: (check, ledger) => ({
    observe: (o) => {
      if (o._tag !== "HttpResponseReceived" || o.request.method !== "POST" || ledger.kindOf(o.request.to) !== "plc") return
      const did = decodeURIComponent(o.request.path.split("/")[1] ?? "")
      const all = ledger.submissions.byDid.get(did) ?? []
      const attempt = all.find(({ answeredAt, askedAt, status }) => answeredAt === o.at && askedAt === o.request.at && status === o.status)
      // With another one on the way, or lost, nobody knows what stood.
      if (attempt === undefined || all.some((each) => each !== attempt && (each.status === undefined || each.answeredAt > attempt.askedAt))) return
      const chain = standing(all.filter((each) => each !== attempt && each.status === 200).toSorted((a, b) => a.answeredAt - b.answeredAt))
      const place = chain.findIndex(({ operation }) => cidOf(operation) === attempt.operation.prev)
      const base = chain[place]
      const disputed = chain[place + 1]
      if (base === undefined || disputed === undefined) return
      const keys = keysOf(base.operation)
      const [rank, other] = [signerOf(attempt.operation, keys), signerOf(disputed.operation, keys)]
      const stronger = rank !== -1 && rank < other
      const said = () => `${o.request.to} answered ${o.status} to key ${rank} of ${did}, which would undo what key ${other} signed ${Math.round((attempt.askedAt - disputed.answeredAt) / 1000)} s before`
      if (!stronger || attempt.askedAt - disputed.answeredAt > windowMillis) check(o.status !== 200, said, () => [o.request.to, did])
      else if (attempt.answeredAt - disputed.askedAt <= windowMillis) check(o.status === 200, said, () => [o.request.to, did])
    }
  })
}
