/**
 * MIG-1. Whoever has moved has everything at the new host: each record that was
 * acknowledged while it was at home somewhere, each blob that these name, byte by
 * byte, unless moderators of the old host keep it, the preferences as they were
 * last set at home.
 */
import * as Effect from "effect/Effect"
import { CID } from "multiformats/cid"
import type { HttpResponseReceived } from "../Observation.ts"
import { answerMillis } from "./model/AnswerTime.ts"
import { LeftBehind } from "./model/LeftBehind.ts"
import { json, Moves } from "./model/Moves.ts"
import * as NaiveCar from "./model/NaiveCar.ts"
import { cidOf } from "./model/Uploads.ts"
import type { Write } from "./model/Acknowledged.ts"
import type { Oracle } from "./Oracle.ts"

/** CIDs of the blobs in a record. */
const blobsIn = (value: unknown): ReadonlyArray<string> => {
  if (typeof value !== "object" || value === null) return []
  const { $type, ref } = value as { readonly $type?: unknown; readonly ref?: unknown }
  const cid = $type === "blob" ? CID.asCID(ref) : null
  return cid !== null ? [cid.toString()] : Object.values(value).flatMap(blobsIn)
}

export const MovedWhole: Oracle = {
  code: "MIG-1",
  title: "Records, blobs and preferences are the same after a move as before.",
  source: "[g:account-migration]",
  when: ({ happenings }) => happenings.has("move") || happenings.has("vanish") || happenings.has("turn-hostile"),
  make: (check, ledger) => {
    const moves = new Moves(ledger)
    const leftBehind = new LeftBehind(ledger)
    /** As set at home last, by DID. */
    const preferences = new Map<string, string>()
    /** The newest access token, by host and DID. */
    const tokens = new Map<string, string>()

    const listen = (o: HttpResponseReceived): void => {
      const { path, to } = o.request
      if (/server\.(createSession|createAccount|refreshSession)$/.test(path)) {
        const { accessJwt, did } = json(o.body)
        tokens.set(`${to} ${String(did)}`, String(accessJwt))
      } else if (path === "/xrpc/app.bsky.actor.putPreferences") {
        const did = ledger.sessions.of(o.request)?.did
        // What the mover sets at a host that is not home yet is a copy.
        if (did !== undefined && moves.homeAt(did, o.at) === to) preferences.set(did, JSON.stringify(json(o.request.body).preferences))
      }
    }

    return {
      observe: (o) => {
        moves.observe(o)
        leftBehind.observe(o)
        if (o._tag === "HttpResponseReceived" && o.status === 200 && ledger.kindOf(o.request.to) === "pds") listen(o)
      },
      atRest: Effect.fnUntraced(function*(probe) {
        for (const did of new Set(moves.switches.map((each) => each.did))) {
          const home = moves.homeAt(did, Infinity)!
          const repo = ledger.repos.byDid.get(did)
          if (repo?.active !== true || ledger.repos.betweenHomes(repo)) continue
          const asked = yield* probe.get(home, `/xrpc/com.atproto.sync.getRepo?did=${did}`)
          const car = asked.status === 200 ? NaiveCar.read(asked.body) : undefined
          const last = new Map<string, Write>()
          for (const write of ledger.acknowledged.writes) {
            // A host that the DID has left may acknowledge what it likes.
            const counts = write.did === did && (moves.homeAt(did, write.at) === write.host || moves.homeAt(did, write.at - answerMillis) === write.host)
            if (counts) last.set(write.path, write)
          }
          for (const { cid, path } of last.values()) {
            // Changed since by a write whose answer was lost: the firehose knows.
            if (cid === undefined || repo.records.get(path)?.toString() !== cid) continue
            check(car?.blocks.has(cid) === true, () => `${home} lacks ${path} of ${did}, acknowledged as ${cid} before or after the move`, () => [home, did])
          }
          for (const path of repo.records.keys()) {
            for (const cid of blobsIn(ledger.repos.values.get(`${did}/${path}`))) {
              if (leftBehind.has(did, cid)) continue
              const blob = yield* probe.get(home, `/xrpc/com.atproto.sync.getBlob?did=${did}&cid=${cid}`)
              const whole = blob.status === 200 && cidOf(blob.body) === cid
              check(whole, () => `${home} has ${blob.status === 200 ? "other bytes for" : "no"} blob ${cid}, which ${path} of ${did} names`, () => [home, did])
            }
          }
          const token = tokens.get(`${home} ${did}`)
          const wanted = preferences.get(did)
          if (token === undefined || wanted === undefined) continue
          const answer = yield* probe.get(home, "/xrpc/app.bsky.actor.getPreferences", { authorization: `Bearer ${token}` })
          if (answer.status !== 200) continue
          const found = JSON.stringify(json(answer.body).preferences)
          check(found === wanted, () => `${home} has the preferences ${found} for ${did}, which were set as ${wanted}`, () => [home, did])
        }
      })
    }
  }
}
