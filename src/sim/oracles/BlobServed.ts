/**
 * BLOB-1, BLOB-2. At rest a blob is served by the home of its account exactly
 * while a live record names it, and no moderator has taken it down. A host
 * whose disk came back from an old backup may lack blobs of before; nobody else
 * has them. Neither has the new home of an account what its old one keeps taken
 * down. The same of what a home lists. BLOB-4: a blob is called what its
 * uploader was told.
 */
import * as Effect from "effect/Effect"
import type { Check, Occasion, Oracle, Probe } from "./Oracle.ts"
import { LeftBehind } from "./model/LeftBehind.ts"
import type { Ledger } from "./model/Ledger.ts"
import type { Repo } from "./model/Repos.ts"
import * as Uploads from "./model/Uploads.ts"

/** The most that one answer holds. [lex:com.atproto.sync.listBlobs] */
const pageSize = 1000

const when = ({ habits }: Occasion): boolean => habits.has("image")

type Home = Repo & { readonly host: string }

/** Active accounts, each with the host that speaks for it. */
const homes = (ledger: Ledger): ReadonlyArray<Home> =>
  [...ledger.repos.byDid.values()].flatMap((repo) =>
    repo.host === undefined || !repo.active || ledger.repos.betweenHomes(repo) || !ledger.repos.isHome(repo.did, repo.host) ? [] : [{ ...repo, host: repo.host }])

/** Whoever has more is passed over. */
const listings = (probe: Probe, at: ReadonlyArray<Home>, judge: (home: Home, listed: ReadonlySet<string>) => void): Effect.Effect<void> =>
  probe.each(at.map(({ did, host }) => ({ host, path: `/xrpc/com.atproto.sync.listBlobs?did=${encodeURIComponent(did)}&limit=${pageSize}` })), ({ body, status }, n) => {
    const { cids, cursor } = (status === 200 ? JSON.parse(Buffer.from(body).toString()) : { cids: [] }) as { readonly cids: ReadonlyArray<string>; readonly cursor?: string }
    if (cursor === undefined) judge(at[n]!, new Set(cids))
  })

export const BlobGone: Oracle = {
  code: "BLOB-1",
  title: "A blob that no live record names, or that is taken down, is not served.",
  source: "[blob]; guide on the life of blobs",
  when,
  make: (check, ledger) => {
    const uploaded = new Map<string, Set<string>>()
    const takenDown = new Uploads.TakenDown()
    return {
      observe: (o) => {
        takenDown.observe(o)
        const upload = Uploads.uploadOf(o)
        if (upload !== undefined) uploaded.set(upload.did, (uploaded.get(upload.did) ?? new Set()).add(upload.cid))
      },
      atRest: Effect.fnUntraced(function*(probe) {
        const named = Uploads.namedBy(ledger)
        for (const { did, host } of homes(ledger)) {
          for (const cid of uploaded.get(did) ?? []) {
            const isNamed = named.get(did)?.has(cid) === true
            if (isNamed && takenDown.isHidden(host, did, cid) !== true) continue
            const { status } = yield* probe.get(host, Uploads.getBlob(did, cid))
            check(status === 400, () => `${host} answers ${status} for ${cid} of ${did}, which ${isNamed ? "is taken down" : "no record names"}`, () => [host, did])
          }
        }
        yield* listings(probe, homes(ledger), ({ did, host }, listed) => {
          const gone = [...listed].filter((cid) => named.get(did)?.has(cid) !== true || takenDown.isHidden(host, did, cid) === true)
          check(gone.length === 0, () => `${host} lists ${gone.join(", ")} of ${did}, which is taken down or named by no record`, () => [host, did])
        })
      })
    }
  }
}

const servedAs = (check: Check, bytes: Uint8Array, did: string, cid: string, host: string): void =>
  check(Uploads.cidOf(bytes) === cid, () => `${host} serves other bytes for ${cid} of ${did}`, () => [host, did])

export const BlobThere: Oracle = {
  code: "BLOB-2",
  title: "A blob that a live record of an active account names is served by its PDS, unless it is taken down.",
  source: "[blob]",
  when,
  make: (check, ledger) => {
    const restored = new Map<string, number>()
    const uploadedAt = new Map<string, number>()
    const takenDown = new Uploads.TakenDown()
    const leftBehind = new LeftBehind(ledger)
    const isExpected = (host: string, did: string, cid: string): boolean =>
      (uploadedAt.get(`${host} ${did} ${cid}`) ?? 0) >= (restored.get(host) ?? 0) && takenDown.isHidden(host, did, cid) === false && !leftBehind.has(did, cid)
    return {
      observe: (o) => {
        takenDown.observe(o)
        leftBehind.observe(o)
        if (o._tag === "FaultFired" && o.kind === "restore") restored.set(o.detail, o.at)
        const upload = Uploads.uploadOf(o)
        if (upload !== undefined) uploadedAt.set(`${upload.host} ${upload.did} ${upload.cid}`, upload.at)
      },
      atRest: Effect.fnUntraced(function*(probe) {
        const named = Uploads.namedBy(ledger)
        const at = homes(ledger)
        for (const { did, host } of at) {
          for (const [cid, paths] of named.get(did) ?? []) {
            if (!isExpected(host, did, cid)) continue
            const { status } = yield* probe.get(host, Uploads.getBlob(did, cid))
            check(status === 200, () => `${host} answers ${status} for ${cid}, which ${did}/${paths[0]} names`, () => [host, did])
          }
        }
        yield* listings(probe, at, ({ did, host }, listed) => {
          const missing = [...named.get(did)?.keys() ?? []].filter((cid) => isExpected(host, did, cid) && !listed.has(cid))
          check(missing.length === 0, () => `${host} does not list ${missing.join(", ")}, which records of ${did} name`, () => [host, did])
        })
      })
    }
  }
}

export const BlobBytes: Oracle = {
  code: "BLOB-4",
  title: "The bytes served as a blob hash to the CID that was asked for, and are of the type that the uploader was told.",
  source: "[blob]",
  when,
  make: (check, ledger) => {
    const pds = new Set(ledger.of("pds"))
    /** MIME types, by host, DID and CID. */
    const types = new Map<string, string>()
    return {
      observe: (o) => {
        const upload = Uploads.uploadOf(o)
        if (upload !== undefined && o._tag === "HttpResponseReceived") types.set(`${upload.host} ${upload.did} ${upload.cid}`, Uploads.typeOf(o))
        if (o._tag !== "HttpResponseReceived" || o.status !== 200 || !pds.has(o.request.to)) return
        if (!o.request.path.startsWith("/xrpc/com.atproto.sync.getBlob?")) return
        const query = new URLSearchParams(o.request.path.split("?")[1])
        const [did, cid] = [query.get("did") ?? "", query.get("cid") ?? ""]
        servedAs(check, o.body, did, cid, o.request.to)
        const told = types.get(`${o.request.to} ${did} ${cid}`)
        const type = o.headers["content-type"]
        if (told !== undefined) check(type === told, () => `${o.request.to} serves ${cid} of ${did} as ${type}, its uploader was told ${told}`, () => [o.request.to, did])
      }
    }
  }
}
