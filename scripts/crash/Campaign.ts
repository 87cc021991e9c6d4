/**
 * kill -9 of a serving PDS, many times, while people write and somebody
 * listens. Afterwards: nothing acknowledged is lost, no sequence number stands
 * for two events, and the stream has no gap. STREAM-1, STREAM-2, STREAM-8, REPO-7
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { CommitEvent } from "../../src/protocol/frames/RepoEvent.ts"
import { type Heard, Listener } from "./Listener.ts"
import { Server } from "./Server.ts"
import { call, collection, Writer } from "./Writer.ts"

export interface CampaignOptions {
  readonly kills: number
  readonly writers: number
  readonly basePort: number
  /** A life under load lasts between nothing and this. */
  readonly longestLifeMillis: number
  readonly onKill?: (n: number, acknowledged: number) => void
}

export interface Outcome {
  readonly kills: number
  readonly acknowledged: number
  readonly events: number
  readonly checks: number
  readonly complaints: ReadonlyArray<string>
}

const sleep = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))
/** The listener has all once it hears nothing new for this long. */
const silentMillis = 1_000
const password = "somebody's password"

const signUp = async (origin: string, n: number) => {
  const { json, status } = await call(origin, "POST", "com.atproto.server.createAccount", { handle: `alice${n}.test`, email: `alice${n}@mail.test`, password })
  if (status !== 200) throw new Error(`createAccount: ${status} ${JSON.stringify(json)}`)
  return json as unknown as { readonly did: string; readonly accessJwt: string }
}

/** rkey → CID, as the PDS lists them. */
const listed = async (origin: string, did: string): Promise<ReadonlyMap<string, string>> => {
  const records = new Map<string, string>()
  for (let cursor: string | undefined = ""; cursor !== undefined;) {
    const { json } = await call(origin, "GET", `com.atproto.repo.listRecords?repo=${did}&collection=${collection}&limit=100${cursor === "" ? "" : `&cursor=${cursor}`}`)
    for (const { cid, uri } of json["records"] as ReadonlyArray<{ readonly uri: string; readonly cid: string }>) records.set(uri.split("/").at(-1)!, cid)
    cursor = json["cursor"] as string | undefined
  }
  return records
}

const heardAll = async (listener: Listener): Promise<void> => {
  for (let before = -1; before !== listener.heard.size;) {
    before = listener.heard.size
    await sleep(silentMillis)
  }
}

export const run = async ({ basePort, kills, longestLifeMillis, onKill, writers: count }: CampaignOptions): Promise<Outcome> => {
  const dataDir = mkdtempSync(join(tmpdir(), "orrery-crash-"))
  const server = new Server(dataDir, basePort)
  try {
    await server.start()
    const origin = () => server.origin
    const writers: Array<Writer> = []
    for (let n = 0; n < count; n++) {
      const { accessJwt, did } = await signUp(server.origin, n)
      writers.push(new Writer({ did, token: accessJwt, origin, random: Math.random }))
    }
    const listener = new Listener(origin)
    listener.start()
    const writing = Promise.all(writers.map((writer) => writer.run()))
    const acknowledged = () => writers.reduce((sum, { revs }) => sum + revs.length, 0)
    for (let n = 1; n <= kills; n++) {
      const before = acknowledged()
      // Always under load: the blow falls after the first answers of this life.
      while (acknowledged() === before) await sleep(5)
      await sleep(Math.random() * longestLifeMillis)
      await server.kill()
      await server.start()
      onKill?.(n, acknowledged())
    }
    for (const writer of writers) writer.stop()
    await writing
    await heardAll(listener)
    listener.stop()
    const again = new Listener(origin)
    again.start()
    await heardAll(again)
    again.stop()
    return { kills, acknowledged: acknowledged(), ...await judge(server.origin, writers, listener, again) }
  } finally {
    await server.kill()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const judge = async (origin: string, writers: ReadonlyArray<Writer>, listener: Listener, again: Listener): Promise<Omit<Outcome, "kills" | "acknowledged">> => {
  const complaints = [...listener.complaints, ...again.complaints, ...writers.flatMap((writer) => writer.complaints)]
  let checks = 0
  const check = (holds: boolean, complaint: string): void => {
    checks++
    if (!holds) complaints.push(complaint)
  }
  for (const seq of again.heard.keys()) check(listener.heard.has(seq), `the listener never heard seq ${seq}`)
  for (const [seq, { bytes }] of listener.heard) {
    const now = again.heard.get(seq)
    check(now !== undefined && Buffer.compare(now.bytes, bytes) === 0, `seq ${seq} is ${now === undefined ? "gone" : "another event now"}`)
  }
  for (const writer of writers) {
    const records = await listed(origin, writer.did)
    for (const [rkey, cid] of writer.known) check(records.get(rkey) === cid, `${writer.did}/${rkey}: acknowledged as ${cid ?? "deleted"}, listed as ${records.get(rkey) ?? "nothing"}`)
    const commits = commitsOf(again.heard, writer.did)
    const heard = new Map<string, number>()
    for (const { rev } of commits) heard.set(rev, (heard.get(rev) ?? 0) + 1)
    for (const rev of writer.revs) check(heard.get(rev) === 1, `${writer.did}: commit ${rev} was acknowledged and is ${heard.get(rev) ?? 0} times in the stream`)
    commits.forEach(({ rev, since }, i) => {
      check(since === (commits[i - 1]?.rev ?? null), `${writer.did}: commit ${rev} follows ${since}, the stream has ${commits[i - 1]?.rev ?? "nothing"} before it`)
    })
    const folded = fold(commits)
    check(JSON.stringify([...folded].sort()) === JSON.stringify([...records].sort()), `${writer.did}: the stream amounts to ${folded.size} records, ${records.size} are listed`)
  }
  return { events: again.heard.size, checks, complaints }
}

const commitsOf = (heard: ReadonlyMap<number, Heard>, did: string): ReadonlyArray<CommitEvent> =>
  [...heard.values()].flatMap(({ event }) => event._tag === "Commit" && event.repo === did ? [event] : [])

const fold = (commits: ReadonlyArray<CommitEvent>): ReadonlyMap<string, string> => {
  const records = new Map<string, string>()
  for (const { ops } of commits) {
    for (const { cid, path } of ops) {
      const rkey = path.split("/")[1]!
      if (cid === null) records.delete(rkey)
      else records.set(rkey, cid.toString())
    }
  }
  return records
}
