/** Large things at a live PDS, which go in and out while they are read and written. */
import { createCipheriv } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { get, type IncomingMessage, request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { AtpAgent } from "@atproto/api"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { layerOf } from "../../../../src/actors/Actor.ts"
import { ActorSpec } from "../../../../src/actors/Network.ts"
import * as Live from "../../../../src/live/Live.ts"
import { verifyImport } from "../../../../src/protocol/repo/Import.ts"
import type { Did } from "../../../../src/protocol/syntax/Did.ts"
import { freePorts } from "../../../parity/FreePorts.ts"

const MiB = 1024 * 1024
const limitBytes = 16 * MiB
const collection = "test.orrery.note"

/** Bytes without a pattern, the same each time: of random ones one in 20,000 begins like a picture or a program, and is served as that. */
const noise = (length: number): Buffer => createCipheriv("aes-128-ctr", Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(length))

let directory: string
let basePort: number
let scope: Scope.Closeable
let origin: string
let alice: AtpAgent
let did: string

const start = async () => {
  scope = Scope.makeUnsafe()
  const actors = [
    { kind: "names", host: "names.test", options: {} },
    { kind: "plc", host: "plc.test", options: {} },
    { kind: "pds", host: "pds1.test", options: { plc: "plc.test", appView: "appview.test", passwordCostLog2: 1, blobUploadLimitBytes: limitBytes } }
  ].map((spec) => Schema.decodeUnknownSync(ActorSpec)(spec))
  const serving = Live.serve({ actors }, { dataDir: directory, basePort, layerOf })
  origin = (await Effect.runPromise(Effect.provideService(serving, Scope.Scope, scope))).origins.get("pds1.test")!
}
const stop = () => Effect.runPromise(Scope.close(scope, Exit.void))

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "orrery-streaming-"))
  // Other ports each time: clients keep their connections.
  basePort = await freePorts(3)
  await start()
  alice = new AtpAgent({ service: origin })
  did = (await alice.createAccount({ handle: "alice.pds1.test", email: "alice@mail.test", password: "alice's password" })).data.did
})

afterEach(async () => {
  await stop()
  rmSync(directory, { recursive: true, force: true })
})

const rows = <A>(sql: string): ReadonlyArray<A> => {
  const database = new DatabaseSync(join(directory, "pds1.test.sqlite"), { readOnly: true })
  const found = database.prepare(sql).all()
  database.close()
  return found as unknown as ReadonlyArray<A>
}
const parts = () => rows<{ whole: number; bytes: number }>("SELECT whole, length(bytes) AS bytes FROM blob_part ORDER BY whole, place")

const answer = (path: string) => new Promise<IncomingMessage>((resolve, reject) => get(`${origin}/xrpc/${path}`, resolve).on("error", reject))
const all = async (from: AsyncIterable<Buffer>) => {
  const chunks: Array<Buffer> = []
  for await (const chunk of from) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const put = (rkey: string, text: string) => alice.com.atproto.repo.putRecord({ repo: did, collection, rkey, record: { $type: collection, text }, validate: false })
const remove = (rkey: string) => alice.com.atproto.repo.deleteRecord({ repo: did, collection, rkey })

describe("an export", () => {
  it("is of one moment, however slowly it is read and whatever is written meanwhile", async () => {
    // More than fits between the two ends of a socket.
    const long = "x".repeat(800_000)
    for (let n = 10; n < 40; n++) await put(`note-${n}`, `${n} ${long}`)
    const { data: { cid } } = await alice.com.atproto.sync.getLatestCommit({ did })
    const response = await answer(`com.atproto.sync.getRepo?did=${did}`)
    response.pause()
    expect(response.headers).toMatchObject({ "content-type": "application/vnd.ipld.car", "transfer-encoding": "chunked" })
    for (let n = 10; n < 40; n += 2) await put(`note-${n}`, "changed")
    for (let n = 11; n < 40; n += 2) await remove(`note-${n}`)
    await put("note-50", "new")
    const imported = Result.getOrThrow(verifyImport(await all(response), { did: did as Did }))
    expect(imported.head.commit.toString()).toBe(cid)
    expect(imported.records.map(({ path }) => path)).toEqual(Array.from({ length: 30 }, (_, n) => `${collection}/note-${n + 10}`))
    expect(imported.records.every(({ bytes }) => bytes.length > 800_000)).toBe(true)

    const after = Result.getOrThrow(verifyImport(await all(await answer(`com.atproto.sync.getRepo?did=${did}`)), { did: did as Did }))
    expect(after.records.map(({ path }) => path)).toEqual([...Array.from({ length: 15 }, (_, n) => `${collection}/note-${2 * n + 10}`), `${collection}/note-50`])
  })

  it("breaks off, instead of ending as if it were whole, when the account goes", async () => {
    const long = "x".repeat(800_000)
    for (let n = 10; n < 50; n++) await put(`note-${n}`, `${n} ${long}`)
    const response = await answer(`com.atproto.sync.getRepo?did=${did}`)
    response.pause()
    await alice.com.atproto.admin.deleteAccount({ did }, { headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` }, encoding: "application/json" })
    expect(await all(response).then(({ length }) => length, (error: Error) => error.message)).toBe("aborted")
  })
})

describe("a large blob", () => {
  const post = (bytes: Buffer, headers: Readonly<Record<string, string>> = {}) =>
    new Promise<{ status: number; body: { blob?: { ref: { $link: string } }; error?: string } }>((resolve, reject) => {
      const url = new URL(`${origin}/xrpc/com.atproto.repo.uploadBlob`)
      const authorization = `Bearer ${alice.session!.accessJwt}`
      const sent = request({ hostname: url.hostname, port: url.port, path: url.pathname, method: "POST", headers: { authorization, "content-type": "video/mp4", ...headers } }, async (response) =>
        resolve({ status: response.statusCode!, body: JSON.parse((await all(response)).toString()) }))
      sent.on("error", reject)
      // Without a length of its own it goes in chunks.
      for (let at = 0; at < bytes.length; at += 100_000) sent.write(bytes.subarray(at, at + 100_000))
      sent.end()
    })
  /** One that has begun, and waits for the word to send the rest. */
  const begun = (start: Buffer, length: number) => {
    const url = new URL(`${origin}/xrpc/com.atproto.repo.uploadBlob`)
    const sent = request({ hostname: url.hostname, port: url.port, path: url.pathname, method: "POST", headers: { authorization: `Bearer ${alice.session!.accessJwt}`, "content-length": length } })
    sent.on("error", () => {})
    sent.write(start)
    const answered = new Promise<number>((resolve) => sent.on("response", (response) => resolve(response.resume().statusCode!)))
    return { sent, answered }
  }
  const hold = (blob: object, title: string) => alice.com.atproto.repo.putRecord({ repo: did, collection, rkey: "film", record: { $type: collection, film: blob, title }, validate: false })

  it("is stored and served piece by piece, and goes whole", async () => {
    const film = noise(3.5 * MiB + 123)
    const { body: { blob } } = await post(film)
    expect(parts().map(({ bytes }) => bytes).reduce((a, b) => a + b)).toBe(film.length)
    expect(parts().length).toBe(4)
    expect(Math.max(...parts().map(({ bytes }) => bytes))).toBeLessThan(1.2 * MiB)
    await hold(blob!, "first")
    const served = await answer(`com.atproto.sync.getBlob?did=${did}&cid=${blob!.ref.$link}`)
    expect(served.headers).toMatchObject({ "content-type": "video/mp4", "content-length": String(film.length), "x-content-type-options": "nosniff" })
    expect((await all(served)).equals(film)).toBe(true)

    // The same once more is the same.
    expect((await post(film)).body.blob).toEqual(blob)
    expect(new Set(parts().map(({ whole }) => whole)).size).toBe(1)
    expect((await all(await answer(`com.atproto.sync.getBlob?did=${did}&cid=${blob!.ref.$link}`))).equals(film)).toBe(true)

    // Another record takes over from the new upload too.
    await hold(blob!, "second")
    await remove("film")
    expect(parts()).toEqual([])
  })

  it("is refused as soon as it is too large, and leaves nothing", async () => {
    expect(await post(noise(limitBytes + 1))).toMatchObject({ status: 413, body: { error: "PayloadTooLarge" } })
    expect(parts()).toEqual([])
    expect((await post(noise(limitBytes))).status).toBe(200)
  })

  it("leaves nothing when the sender hangs up or the server dies on the way", async () => {
    const { sent } = begun(noise(2 * MiB), 3 * MiB)
    await expect.poll(() => parts().length, { timeout: 45_000 }).toBeGreaterThan(0)
    sent.destroy()
    await expect.poll(() => parts().length, { timeout: 45_000 }).toBe(0)

    await stop()
    const database = new DatabaseSync(join(directory, "pds1.test.sqlite"))
    database.prepare("INSERT INTO blob_part (whole, place, bytes) VALUES (77, 0, x'00')").run()
    database.close()
    await start()
    expect(parts()).toEqual([])
  })
  it("breaks off for who reads it while it is deleted, instead of ending as if it were whole", async () => {
    const { body: { blob } } = await post(noise(limitBytes))
    await hold(blob!, "a film")
    const served = await answer(`com.atproto.sync.getBlob?did=${did}&cid=${blob!.ref.$link}`)
    served.pause()
    await remove("film")
    expect(await all(served).then(({ length }) => length, (error: Error) => error.message)).toBe("aborted")
  })

  it("that comes to its end after its account did is nobody's, least of all of who has the account's number now", async () => {
    const film = noise(2 * MiB)
    const { answered, sent } = begun(film.subarray(0, 1.5 * MiB), film.length)
    await expect.poll(() => parts().length, { timeout: 45_000 }).toBeGreaterThan(0)
    await alice.com.atproto.admin.deleteAccount({ did }, { headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` }, encoding: "application/json" })
    await new AtpAgent({ service: origin }).createAccount({ handle: "dan.pds1.test", email: "dan@mail.test", password: "dan's password" })
    sent.end(film.subarray(1.5 * MiB))
    expect(await answered).toBe(400)
    expect(rows("SELECT account FROM blob UNION ALL SELECT account FROM upload")).toEqual([])
    expect(parts()).toEqual([])
  })
})
