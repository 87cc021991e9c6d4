/**
 * REPO-8. Of all who say that they write upon the same commit (`swapCommit`),
 * one succeeds at most, and its commit follows that one. Whoever is refused was
 * refused for a commit that came before: not while theirs was the head.
 */
import type { SaidCommit } from "./model/StreamLog.ts"
import type { Oracle } from "./Oracle.ts"

const writes = /^\/xrpc\/(?:com\.atproto\.repo\.(?:createRecord|putRecord|deleteRecord|applyWrites)|dev\.orrery\.repo\.putCommit)$/

interface Swap {
  readonly host: string
  readonly did: string
  readonly base: string
}

interface Done extends Swap {
  readonly commit: string
}

interface Refused extends Swap {
  readonly at: number
}

const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString()) as {
  readonly repo?: string
  readonly swapCommit?: string
  readonly commit?: { readonly cid: string }
  readonly error?: string
}

export const OneOfTwo: Oracle = {
  code: "REPO-8",
  title: "Of two who write upon one commit, exactly one succeeds.",
  source: "[lex:com.atproto.repo.applyWrites] swapCommit",
  when: ({ happenings }) => happenings.has("two-devices") || happenings.has("sign-commits"),
  make: (check, ledger) => {
    const servers = new Set(ledger.of("pds"))
    const done = new Map<string, Done>()
    const refused: Array<Refused> = []
    return {
      observe: (o) => {
        if (o._tag !== "HttpResponseReceived" || !writes.test(o.request.path) || !servers.has(o.request.to) || o.status >= 500) return
        const { repo: did = "", swapCommit: base } = parse(o.request.body)
        if (base === undefined || !did.startsWith("did:")) return
        const host = o.request.to
        const answer = parse(o.body)
        if (o.status !== 200) return answer.error === "InvalidSwap" ? void refused.push({ host, did, base, at: o.at }) : undefined
        // What changes nothing takes nobody's place.
        if (answer.commit === undefined) return
        const commit = answer.commit.cid
        const before = done.get(`${host} ${did} ${base}`)
        check(
          before === undefined || before.commit === commit,
          () => `${host} made two commits of ${did} upon ${base}: ${before?.commit} and ${commit}`,
          () => [host, did]
        )
        done.set(`${host} ${did} ${base}`, { host, did, base, commit })
      },
      reckon: () => {
        const commits = new Map<string, SaidCommit>()
        const followers = new Map<string, SaidCommit>()
        for (const host of servers) {
          for (const event of ledger.stream.log(host).values()) {
            if (event._tag !== "Commit") continue
            commits.set(`${host} ${event.did} ${event.commit}`, event)
            followers.set(`${host} ${event.did} ${event.since}`, event)
          }
        }
        for (const { base, commit, did, host } of done.values()) {
          const [before, after] = [base, commit].map((cid) => commits.get(`${host} ${did} ${cid}`))
          if (before === undefined || after === undefined) continue
          check(after.since === before.rev, () => `${host} made ${commit} of ${did} upon ${base}, but it follows ${after.since}, not ${before.rev}`, () => [host, did])
        }
        const askedAt = new Map(ledger.acknowledged.writes.map((write) => [`${write.host} ${write.did} ${write.commit}`, write.askedAt]))
        for (const { at, base, did, host } of refused) {
          const before = commits.get(`${host} ${did} ${base}`)
          // Of a commit that was made elsewhere nobody here can tell.
          if (before === undefined) continue
          const next = followers.get(`${host} ${did} ${before.rev}`)
          const asked = next === undefined ? Number.POSITIVE_INFINITY : askedAt.get(`${host} ${did} ${next.commit}`) ?? 0
          check(asked < at, () => `${host} refused at ${at} ms to write to ${did} upon ${base}, which was its head`, () => [host, did])
        }
      }
    }
  }
}
