import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AtpAgent } from "@atproto/api"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { WebSocket } from "ws"
import type { Network } from "../../../src/actors/Network.ts"
import * as Names from "../../../src/actors/names/Names.ts"
import * as Pds from "../../../src/actors/pds/Pds.ts"
import * as Plc from "../../../src/actors/plc/Plc.ts"
import * as Live from "../../../src/live/Live.ts"
import { freePorts } from "../../parity/FreePorts.ts"
import * as Town from "./Town.ts"

const network: Network = {
  actors: [
    { kind: "names", host: "names.test", options: { domains: ["people.test"], txt: {} } },
    { kind: "plc", host: "plc.test", options: {} },
    { kind: "pds", host: "pds1.test", options: Town.pdsOptions() }
  ]
}

let dataDir: string
let basePort: number
let scope: Scope.Closeable

const start = async () => {
  scope = Scope.makeUnsafe()
  const serving = Live.serve(network, {
    dataDir,
    basePort,
    layerOf: (spec) =>
      spec.kind === "names" ? Names.layer(spec.options) : spec.kind === "plc" ? Plc.layer(spec.options) : spec.kind === "pds" ? Pds.layer(spec.options) : Layer.empty
  })
  return (await Effect.runPromise(Effect.provideService(serving, Scope.Scope, scope))).origins.get("pds1.test")!
}

const stop = () => Effect.runPromise(Scope.close(scope, Exit.void))

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "orrery-pds-"))
  basePort = await freePorts(3)
})

afterEach(async () => {
  await stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const firehose = (origin: string, count: number) =>
  new Promise<ReadonlyArray<Town.Received>>((resolve, reject) => {
    const events: Array<Town.Received> = []
    const socket = new WebSocket(`${origin.replace("http", "ws")}/xrpc/com.atproto.sync.subscribeRepos?cursor=0`)
    socket.on("error", reject)
    socket.on("message", (data: Buffer) => {
      events.push(Town.eventOf(new Uint8Array(data)))
      if (events.length < count) return
      socket.close()
      resolve(events)
    })
  })

describe("a PDS that is served live", () => {
  it("serves the official client, and has everything still after a restart", async () => {
    const origin = await start()
    const agent = new AtpAgent({ service: origin })
    const { data } = await agent.createAccount({ handle: "alice.pds1.test", email: "alice@mail.test", password: "alice's password" })
    const { uri } = await agent.post({ text: "hello from a real socket" })
    const upload = await agent.uploadBlob(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]), { encoding: "image/png" })
    await agent.upsertProfile(() => ({ displayName: "Alice", avatar: upload.data.blob }))
    const resolved = await agent.resolveHandle({ handle: "alice.pds1.test" })
    expect(resolved.data.did).toBe(data.did)
    const before = await firehose(origin, 5)
    expect(before.map((event) => event._tag)).toEqual(["Identity", "Account", "Commit", "Commit", "Commit"])
    await stop()

    const again = new AtpAgent({ service: await start() })
    await again.login({ identifier: "alice.pds1.test", password: "alice's password" })
    const rkey = uri.split("/").at(-1)!
    const record = await again.com.atproto.repo.getRecord({ repo: data.did, collection: "app.bsky.feed.post", rkey })
    expect(record.data.value).toMatchObject({ text: "hello from a real socket" })
    const blob = await again.com.atproto.sync.getBlob({ did: data.did, cid: upload.data.blob.ref.toString() })
    expect(blob.data).toHaveLength(7)
    await again.deletePost(uri)
    expect((await firehose(origin, 6)).slice(0, 5)).toEqual(before)
  })
})
