/**
 * `npm run bench:memory`: what large things cost a live PDS in memory. A
 * repository of 100,000 records and a blob of 50 MB go out, the reader now as
 * fast as it can, now in its own time; the blob and the repository come in.
 *
 * Resident memory of the server's process: its peak (VmHWM, reset before each
 * step) less what it had before. The tree is in memory anyway and is loaded
 * first. Needs Linux's /proc. `… memory.ts serve <data directory> <port>` is the server.
 */
import { type ChildProcess, spawn } from "node:child_process"
import * as crypto from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { get, type IncomingMessage, request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { layerOf } from "../../src/actors/Actor.ts"
import { ActorSpec } from "../../src/actors/Network.ts"
import * as Live from "../../src/live/Live.ts"

const MB = 1_000_000
const records = Math.round(100_000 * Number(process.env["ORRERY_BENCH_SCALE"] ?? 1))
/** Of records that are long, as articles are. */
const articles = Math.round(5_000 * Number(process.env["ORRERY_BENCH_SCALE"] ?? 1))
const blobBytes = 50 * MB
const collection = "app.bsky.feed.post"
const basePort = 3790

const serve = (dataDir: string, port: number) =>
  Effect.runPromise(Effect.scoped(Effect.gen(function*() {
    const actors = [
      { kind: "names", host: "names.test", options: {} },
      { kind: "plc", host: "plc.test", options: {} },
      { kind: "pds", host: "pds1.test", options: { plc: "plc.test", appView: "appview.test", blobUploadLimitBytes: 2 * blobBytes } }
    ].map((spec) => Schema.decodeUnknownSync(ActorSpec)(spec))
    const { origins } = yield* Live.serve({ actors }, { dataDir, basePort: port, layerOf })
    process.stdout.write(`${origins.get("pds1.test")}\n`)
    yield* Effect.never
  })))

const begin = (dataDir: string): Promise<{ readonly child: ChildProcess; readonly origin: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [import.meta.filename, "serve", dataDir, String(basePort)], { stdio: ["ignore", "pipe", "inherit"] })
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)))
    child.stdout.once("data", (data: Buffer) => resolve({ child, origin: data.toString().trim() }))
  })

const end = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.removeAllListeners("exit")
    child.once("exit", () => resolve())
    child.kill("SIGKILL")
  })

const residentMB = (child: ChildProcess, which: "VmRSS" | "VmHWM"): number =>
  Number(new RegExp(`${which}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))![1]) * 1024 / MB

/** How far memory rises while `use` runs. */
const rise = async (child: ChildProcess, name: string, use: () => Promise<number>): Promise<void> => {
  writeFileSync(`/proc/${child.pid}/clear_refs`, "5")
  const before = residentMB(child, "VmRSS")
  const bytes = await use()
  const peak = residentMB(child, "VmHWM")
  console.log(`${name.padEnd(44)} ${(bytes / MB).toFixed(1).padStart(8)} MB moved ${before.toFixed(0).padStart(6)} MB before ${(peak - before).toFixed(0).padStart(6)} MB more at the peak`)
}

const call = async (origin: string, nsid: string, body: object, token?: string): Promise<unknown> => {
  const headers = { "content-type": "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
  const response = await fetch(`${origin}/xrpc/${nsid}`, { method: "POST", headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${nsid}: ${response.status} ${await response.text()}`)
  return response.json()
}

const read = async (url: string, pauseMillis: number): Promise<number> => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => get(url, resolve).on("error", reject))
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode}`)
  let bytes = 0
  for await (const chunk of response) {
    bytes += (chunk as Buffer).length
    if (pauseMillis > 0) await setTimeout(pauseMillis)
  }
  return bytes
}

const post = (origin: string, token: string, nsid: string, type: string, body: Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin)
    const headers = { authorization: `Bearer ${token}`, "content-type": type, "content-length": body.length }
    const sent = request({ hostname, port, path: `/xrpc/${nsid}`, method: "POST", headers }, async (response) => {
      const chunks: Array<Buffer> = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      const text = Buffer.concat(chunks).toString()
      if (response.statusCode === 200) resolve(text)
      else reject(new Error(`${nsid}: ${response.statusCode} ${text}`))
    })
    sent.on("error", reject)
    sent.end(body)
  })

interface Uploaded {
  readonly blob: { readonly ref: { readonly $link: string } }
}

const measure = async (): Promise<void> => {
  const dataDir = mkdtempSync(join(tmpdir(), "orrery-memory-"))
  const first = await begin(dataDir)
  const signUp = (name: string) =>
    call(first.origin, "com.atproto.server.createAccount", { handle: `${name}.pds1.test`, password: `${name}'s password` }) as Promise<{ accessJwt: string; did: string }>
  const fill = async ({ accessJwt, did }: { readonly accessJwt: string; readonly did: string }, count: number, batch: number, value: (n: number) => object) => {
    for (let n = 0; n < count; n += batch) {
      const writes = Array.from({ length: Math.min(batch, count - n) }, (_, i) => ({ $type: "com.atproto.repo.applyWrites#create", collection, value: value(n + i), rkey: `r${n + i}` }))
      await call(first.origin, "com.atproto.repo.applyWrites", { repo: did, writes, validate: false }, accessJwt)
    }
  }
  const alice = await signUp("alice")
  const { accessJwt, did } = alice
  await fill(alice, records, 200, (n) => ({ $type: collection, text: `post ${n} of a long life`, createdAt: new Date(n * 1000).toISOString() }))
  const bob = await signUp("bob")
  await fill(bob, articles, 5, (n) => ({ $type: collection, text: `${n} ${"and so on ".repeat(2_000)}` }))
  await end(first.child)

  const { child, origin } = await begin(dataDir)
  try {
    const put = (text: string) => call(origin, "com.atproto.repo.putRecord", { repo: did, collection: "test.orrery.note", rkey: "last", record: { text }, validate: false }, accessJwt)
    await put("the tree is loaded")
    const { rev } = await (await fetch(`${origin}/xrpc/com.atproto.sync.getLatestCommit?did=${did}`)).json() as { rev: string }
    const repo = `${origin}/xrpc/com.atproto.sync.getRepo?did=${did}`
    await rise(child, `getRepo of ${records} records`, () => read(repo, 0))
    await rise(child, "once more, in the reader's own time", () => read(repo, 5))
    await put("one more")
    await rise(child, "getRepo since the commit before", () => read(`${repo}&since=${rev}`, 0))
    await rise(child, "getRepo since the beginning", () => read(`${repo}&since=2222222222222`, 0))
    const film = crypto.randomBytes(blobBytes)
    let cid = ""
    await rise(child, "uploadBlob", async () => {
      const { blob } = JSON.parse(await post(origin, accessJwt, "com.atproto.repo.uploadBlob", "video/mp4", film)) as Uploaded
      cid = blob.ref.$link
      await call(origin, "com.atproto.repo.putRecord", { repo: did, collection: "test.orrery.note", rkey: "film", record: { film: blob }, validate: false }, accessJwt)
      return film.length
    })
    await rise(child, "getBlob", () => read(`${origin}/xrpc/com.atproto.sync.getBlob?did=${did}&cid=${cid}`, 0))
    await rise(child, "once more, in the reader's own time", () => read(`${origin}/xrpc/com.atproto.sync.getBlob?did=${did}&cid=${cid}`, 5))
    for (const [{ accessJwt, did }, count] of [[alice, records], [bob, articles]] as const) {
      const car = Buffer.from(await (await fetch(`${origin}/xrpc/com.atproto.sync.getRepo?did=${did}`)).arrayBuffer())
      const headers = { authorization: `Bearer ${accessJwt}`, "content-type": "application/json" }
      await fetch(`${origin}/xrpc/com.atproto.server.deactivateAccount`, { method: "POST", headers, body: "{}" })
      await rise(child, `importRepo of ${count} records`, async () => {
        await post(origin, accessJwt, "com.atproto.repo.importRepo", "application/vnd.ipld.car", car)
        return car.length
      })
    }
  } finally {
    await end(child)
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const [mode, dataDir, port] = process.argv.slice(2)
if (mode === "serve") await serve(dataDir!, Number(port))
else await measure()
