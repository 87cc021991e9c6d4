/**
 * ID-3. A generator of TIDs never gives one that is not above all it gave
 * before. A PDS has one for all its accounts, and shows in the order of its
 * stream what that gave as `rev`; but what it gave for an owner to sign comes
 * back when the owner has signed, and says nothing of the order in which it was
 * given. Of those the order of acknowledgement is looked at, and that what was
 * given for one account to sign is no other's. A start makes a new generator,
 * which knows nothing of the one before and may be behind it once, if its clock
 * is; but never does any give what was given already.
 */
import type { HttpResponseReceived } from "../Observation.ts"
import type { Oracle } from "./Oracle.ts"

interface Generator {
  readonly given: Set<string>
  /** Of the event with the highest seq so far. */
  last: { readonly seq: number; readonly rev: string } | undefined
  /** For whom a rev was prepared, to be signed. */
  readonly prepared: Map<string, string>
  /** By account: the commit of its owner's that was acknowledged last. */
  readonly acknowledged: Map<string, { readonly at: number; readonly rev: string; readonly cid: string }>
  /** Starts that no fall has been laid to yet. */
  starts: number
}

const prepare = "/xrpc/dev.orrery.repo.prepareCommit"
const put = "/xrpc/dev.orrery.repo.putCommit"

interface Said {
  readonly rev?: string
  readonly commit?: { readonly rev: string; readonly cid: string }
}

const json = <A>(bytes: Uint8Array): A => JSON.parse(Buffer.from(bytes).toString()) as A

export const TidsRise: Oracle = {
  code: "ID-3",
  title: "A generator of TIDs never gives the same or a smaller one twice.",
  source: "[tid]",
  make: (check, ledger) => {
    const generators = new Map<string, Generator>(
      ledger.of("pds").map((host) => [host, { given: new Set(), prepared: new Map(), acknowledged: new Map(), last: undefined, starts: 0 }])
    )
    ledger.stream.listeners.push({
      onEvent: (event) => {
        const generator = event._tag === "Commit" ? generators.get(event.host) : undefined
        if (event._tag !== "Commit" || generator === undefined) return
        const { given, last, prepared } = generator
        const { host, rev, seq } = event
        check(!given.has(rev), () => `${host} gave ${rev} twice`, () => [host, event.did])
        given.add(rev)
        const signer = prepared.get(rev)
        check(signer === undefined || signer === event.did, () => `${host} gave ${rev} to ${signer} to sign and to ${event.did}`, () => [host, event.did])
        // Who reads from an old cursor hears old events late: they say nothing of the order.
        if ((last !== undefined && seq < last.seq) || ledger.signers.revs.has(rev)) return
        generator.last = { seq, rev }
        if (last === undefined || rev > last.rev) return
        check(generator.starts > 0, () => `${host} gave ${rev} after ${last.rev}`, () => [host, event.did])
        generator.starts--
      }
    })
    const answered = ({ at, body, request }: HttpResponseReceived, { acknowledged, prepared }: Generator): void => {
      const host = request.to
      const did = json<{ readonly repo: string }>(request.body).repo
      const { commit, rev } = json<Said>(body)
      if (request.path === prepare && rev !== undefined) {
        const other = prepared.get(rev)
        check(other === undefined || other === did, () => `${host} gave ${rev} to ${other} and to ${did} to sign`, () => [host, did])
        prepared.set(rev, did)
      } else if (commit !== undefined) {
        const before = acknowledged.get(did)
        // Two on their way at once may be answered in any order, and one may be put twice.
        check(
          before === undefined || request.at < before.at || commit.cid === before.cid || commit.rev > before.rev,
          () => `${host} took ${commit.rev} of ${did} after ${before?.rev}`,
          () => [host, did]
        )
        acknowledged.set(did, { at, ...commit })
      }
    }
    return {
      observe: (o) => {
        if (o._tag === "HttpResponseReceived" && o.status === 200 && (o.request.path === prepare || o.request.path === put)) {
          const generator = generators.get(o.request.to)
          if (generator !== undefined) answered(o, generator)
        }
        if (o._tag === "ActorStarted" && generators.has(o.host)) generators.get(o.host)!.starts++
      }
    }
  }
}
