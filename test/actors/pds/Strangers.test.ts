/**
 * What a live PDS does for a body before it knows whose it is: nothing. It
 * answers to the headers alone, and looks again when a body was long in coming.
 * [ref xrpc-server]; AUTH-3
 */
import { connect, type Socket } from "node:net"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AtpAgent } from "@atproto/api"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as Names from "../../../src/actors/names/Names.ts"
import * as Pds from "../../../src/actors/pds/Pds.ts"
import * as Plc from "../../../src/actors/plc/Plc.ts"
import * as Live from "../../../src/live/Live.ts"
import { freePorts } from "../../parity/FreePorts.ts"
import * as Town from "./Town.ts"

const scope = Scope.makeUnsafe()
const dataDir = mkdtempSync(join(tmpdir(), "orrery-strangers-"))
let origin: string
let alice: AtpAgent

beforeAll(async () => {
  const serving = Live.serve({
    actors: [
      { kind: "names", host: "names.test", options: { domains: [], txt: {} } },
      { kind: "plc", host: "plc.test", options: {} },
      { kind: "pds", host: "pds1.test", options: Town.pdsOptions() }
    ]
  }, {
    dataDir,
    basePort: await freePorts(3),
    layerOf: (spec) =>
      spec.kind === "names" ? Names.layer(spec.options) : spec.kind === "plc" ? Plc.layer(spec.options) : spec.kind === "pds" ? Pds.layer(spec.options) : Layer.empty
  })
  origin = (await Effect.runPromise(Effect.provideService(serving, Scope.Scope, scope))).origins.get("pds1.test")!
  alice = new AtpAgent({ service: origin })
  await alice.createAccount({ handle: "alice.pds1.test", email: "alice@mail.test", password: "alice's password" })
})

afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(dataDir, { recursive: true, force: true })
})

/** Sends the headers of a call, and of its body what is given. */
const begin = (nsid: string, authorization: string | undefined, length: number, body = "", type = "application/json"): Socket => {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  const headers = [`host: pds1.test`, `content-type: ${type}`, `content-length: ${length}`, ...(authorization === undefined ? [] : [`authorization: ${authorization}`])]
  socket.write(`POST /xrpc/${nsid} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n${body}`)
  return socket
}

/** Status and name of the error; "waits" if there is no answer for so long. */
const answer = (socket: Socket, withinMillis: number) =>
  new Promise<string>((resolve, reject) => {
    let text = ""
    const timer = setTimeout(() => resolve("waits"), withinMillis)
    socket.on("error", reject)
    socket.on("data", (data: Buffer) => {
      text += data.toString()
      const status = /^HTTP\/1.1 (\d+)/.exec(text)?.[1]
      const error = /"error":"(\w+)"/.exec(text)?.[1]
      if (status === undefined || (status !== "200" && error === undefined)) return
      clearTimeout(timer)
      resolve(status === "200" ? "ok" : `${status} ${error}`)
    })
  }).finally(() => socket.destroy())

const ofSomebody: ReadonlyArray<readonly [nsid: string, type?: string]> = [
  ["com.atproto.repo.createRecord"], ["com.atproto.repo.putRecord"], ["com.atproto.repo.deleteRecord"], ["com.atproto.repo.applyWrites"],
  ["com.atproto.repo.uploadBlob", "image/png"], ["com.atproto.repo.importRepo", "application/vnd.ipld.car"], ["app.bsky.actor.putPreferences"],
  ["com.atproto.identity.updateHandle"], ["com.atproto.server.updateEmail"], ["com.atproto.server.deactivateAccount"],
  ["com.atproto.admin.updateSubjectStatus"], ["com.atproto.admin.deleteAccount"], ["com.atproto.server.createInviteCode"]
]

describe("a live PDS", () => {
  it("answers a stranger without waiting for the body, and awaits that of who is known", async () => {
    for (const [nsid, type] of ofSomebody) {
      expect([nsid, await answer(begin(nsid, undefined, 1_000_000, "", type), 5_000)]).toEqual([nsid, "401 AuthenticationRequired"])
      expect([nsid, await answer(begin(nsid, "Bearer x", 1_000_000, "", type), 5_000)]).toEqual([nsid, expect.stringMatching(/^(400 InvalidToken|401 BadJwt|401 AuthenticationRequired)$/)])
    }
    expect(await answer(begin("com.atproto.server.createAccount", "Bearer x", 1_000_000), 5_000)).toBe("401 BadJwt")
    expect(await answer(begin("com.atproto.repo.createRecord", `Bearer ${alice.session!.accessJwt}`, 1_000_000), 500)).toBe("waits")
  }, 60_000)

  it("answers who is active without waiting for the repository that it would import", async () => {
    const active = begin("com.atproto.repo.importRepo", `Bearer ${alice.session!.accessJwt}`, 1_000_000, "", "application/vnd.ipld.car")
    expect(await answer(active, 5_000)).toBe("400 InvalidRequest")
    const bob = new AtpAgent({ service: origin })
    await bob.createAccount({ handle: "bob.pds1.test", email: "bob@mail.test", password: "bob's password" })
    await bob.com.atproto.server.deactivateAccount({})
    const asleep = begin("com.atproto.repo.importRepo", `Bearer ${bob.session!.accessJwt}`, 1_000_000, "", "application/vnd.ipld.car")
    expect(await answer(asleep, 500)).toBe("waits")
  }, 30_000)

  it("does nothing for a session that ended while the body came [AUTH-3]", async () => {
    const { did } = alice.session!
    const record = { $type: "app.bsky.feed.post", text: "too late", createdAt: "2026-01-01T00:00:00.000Z" }
    const calls = {
      "com.atproto.repo.createRecord": { repo: did, collection: "app.bsky.feed.post", record },
      "app.bsky.actor.putPreferences": { preferences: [{ $type: "app.bsky.actor.defs#adultContentPref", enabled: true }] }
    }
    for (const [nsid, input] of Object.entries(calls)) {
      const body = JSON.stringify(input)
      const call = async (between: () => Promise<unknown>) => {
        const socket = begin(nsid, `Bearer ${alice.session!.accessJwt}`, body.length, body.slice(0, 50))
        await new Promise((resolve) => setTimeout(resolve, 300))
        await between()
        socket.write(body.slice(50))
        return answer(socket, 5_000)
      }
      expect([nsid, await call(() => Promise.resolve())]).toEqual([nsid, "ok"])
      expect([nsid, await call(() => alice.logout())]).toEqual([nsid, "400 ExpiredToken"])
      await alice.login({ identifier: did, password: "alice's password" })
    }
    expect((await alice.com.atproto.repo.listRecords({ repo: did, collection: "app.bsky.feed.post" })).data.records.length).toBe(1)
  }, 30_000)
})
