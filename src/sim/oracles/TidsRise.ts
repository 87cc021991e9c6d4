/**
 * ID-3. A generator of TIDs never gives one that is not above all it gave
 * before. A PDS has one for all its accounts, and shows in the order of its
 * stream what that gave as `rev`, unless commits wait for a slow disk; always
 * is what was asked for after a commit was acknowledged above that one. But
 * what it gave for an owner to sign comes back when the owner has signed, and
 * says nothing there of the order in which it was given. Of those the order
 * of giving is looked at: what was asked for after another was seen is above
 * that. And the order of acknowledgement, and that what was given for one
 * account to sign is no other's. What is just above the account's own head is
 * that head's, which may be ahead of the generator. A start makes a new
 * generator, which knows nothing of the one before and may be behind it once,
 * if its clock is; but never does any give what was given already.
 */
import type { HttpResponseReceived } from "../Observation.ts"
import { microsOf } from "./model/NaiveTid.ts"
import { AskedInTurn } from "./model/AskedInTurn.ts"
import type { Write } from "./model/Acknowledged.ts"
import type { Oracle } from "./Oracle.ts"

interface Generator {
  /** With what the commit follows. */
  readonly given: Map<string, string | null>
  readonly inTurn: AskedInTurn
  /** Acknowledged, and not on the stream yet. */
  readonly unsaid: Map<string, Write>
  /** Of the event with the highest seq so far. */
  last: { readonly seq: number; readonly rev: string } | undefined
  /** For whom a rev was prepared, to be signed. */
  readonly prepared: Map<string, string>
  /** By account: the commit of its owner's that was acknowledged last. */
  readonly acknowledged: Map<string, { readonly at: number; readonly rev: string; readonly cid: string }>
  /** The highest that was seen, and since when; rising. */
  seen: Array<{ readonly at: number; readonly rev: string }>
  /** Starts to which no fall has been laid yet: of what the stream shows, of what was prepared. */
  starts: number
  startsPrepared: number
}

const prepare = "/xrpc/dev.orrery.repo.prepareCommit"
const put = "/xrpc/dev.orrery.repo.putCommit"

interface Said {
  readonly rev?: string
  readonly since?: string | null
  readonly commit?: { readonly rev: string; readonly cid: string }
}

/** In the very next microsecond. */
const isJustAbove = (rev: string, head: string | null | undefined): boolean =>
  head !== null && head !== undefined && microsOf(rev) === microsOf(head) + 1

/** A request that is under way looks back no further. */
const remembered = 256

const json = <A>(bytes: Uint8Array): A => JSON.parse(Buffer.from(bytes).toString()) as A

export const TidsRise: Oracle = {
  code: "ID-3",
  title: "A generator of TIDs never gives the same or a smaller one twice.",
  source: "[tid]",
  make: (check, ledger) => {
    const see = ({ seen }: Generator, at: number, rev: string): void => {
      const highest = seen.at(-1)
      if (highest === undefined || rev > highest.rev) seen.push({ at, rev })
      if (seen.length > 2 * remembered) seen.splice(0, remembered)
    }
    const generators = new Map<string, Generator>(
      ledger.of("pds").map((host) => [host, { given: new Map(), inTurn: new AskedInTurn(), unsaid: new Map(), prepared: new Map(), acknowledged: new Map(), seen: [], last: undefined, starts: 0, startsPrepared: 0 }])
    )
    let heard = 0
    const settle = ({ inTurn }: Generator, write: Write, since: string | null): void => {
      const { did, host, rev } = write
      // What an owner signed was given before; and a head may be ahead of the generator.
      if (ledger.signers.revs.has(rev) || isJustAbove(rev, since)) return
      const above = inTurn.settle(write)
      check(above === undefined, () => `${host} gave ${rev} to ${did}, asked for after ${above} was acknowledged`, () => [host, did])
    }
    const hearWrites = (): void => {
      for (const { writes } = ledger.acknowledged; heard < writes.length; heard++) {
        const write = writes[heard]!
        const generator = generators.get(write.host)
        const since = generator?.given.get(write.rev)
        if (generator === undefined) continue
        if (since === undefined) generator.unsaid.set(write.rev, write)
        else settle(generator, write, since)
      }
    }
    ledger.stream.listeners.push({
      onEvent: (event) => {
        const generator = event._tag === "Commit" ? generators.get(event.host) : undefined
        if (event._tag !== "Commit" || generator === undefined) return
        const { given, inTurn, last, prepared, unsaid } = generator
        const { host, rev, seq } = event
        check(!given.has(rev), () => `${host} gave ${rev} twice`, () => [host, event.did])
        given.set(rev, event.since)
        const written = unsaid.get(rev)
        unsaid.delete(rev)
        if (written !== undefined) settle(generator, written, event.since)
        const signer = prepared.get(rev)
        check(signer === undefined || signer === event.did, () => `${host} gave ${rev} to ${signer} to sign and to ${event.did}`, () => [host, event.did])
        // Who reads from an old cursor hears old events late: they say nothing of the order.
        if ((last !== undefined && seq < last.seq) || ledger.signers.revs.has(rev)) return
        if (!isJustAbove(rev, event.since)) see(generator, event.at, rev)
        inTurn.see(rev)
        generator.last = { seq, rev }
        if (last === undefined || rev > last.rev || inTurn.mayHaveWaited(rev)) return
        check(generator.starts > 0, () => `${host} gave ${rev} after ${last.rev}`, () => [host, event.did])
        generator.starts--
      }
    })
    const answered = ({ at, body, request }: HttpResponseReceived, generator: Generator): void => {
      const { acknowledged, prepared, seen } = generator
      const host = request.to
      const { after, repo: did } = json<{ readonly after?: string; readonly repo: string }>(request.body)
      const { commit, rev, since } = json<Said>(body)
      if (request.path === prepare && rev !== undefined) {
        const other = prepared.get(rev)
        check(other === undefined || other === did, () => `${host} gave ${rev} to ${other} and to ${did} to sign`, () => [host, did])
        prepared.set(rev, did)
        if (isJustAbove(rev, since) || isJustAbove(rev, after)) return
        const before = seen.findLast((each) => each.at < request.at)
        if (before !== undefined && rev <= before.rev) {
          check(generator.startsPrepared > 0, () => `${host} gave ${rev} to ${did} to sign after ${before.rev}`, () => [host, did])
          generator.startsPrepared--
          generator.seen = []
        }
        see(generator, at, rev)
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
        hearWrites()
        if (o._tag === "FaultFired" && o.kind === "disk") {
          const [host, ...condition] = o.detail.split(" ")
          const { syncMillis } = JSON.parse(condition.join(" ")) as { readonly syncMillis?: number }
          if (syncMillis !== undefined) generators.get(host!)?.inTurn.disk(o.at, syncMillis)
        }
        if (o._tag === "HttpResponseReceived" && o.status === 200 && (o.request.path === prepare || o.request.path === put)) {
          const generator = generators.get(o.request.to)
          if (generator !== undefined) answered(o, generator)
        }
        if (o._tag === "ActorStarted" && generators.has(o.host)) {
          const generator = generators.get(o.host)!
          generator.starts++
          generator.inTurn.start(o.at)
          generator.startsPrepared++
        }
      }
    }
  }
}
