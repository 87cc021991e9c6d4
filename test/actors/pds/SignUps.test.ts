/** Many who sign up at once at a live PDS, where their transactions go in groups. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AtpAgent } from "@atproto/api"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { afterAll, beforeAll, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import { ActorSpec } from "../../../src/actors/Network.ts"
import * as Live from "../../../src/live/Live.ts"
import { verifyImport } from "../../../src/protocol/repo/Import.ts"
import type { Did } from "../../../src/protocol/syntax/Did.ts"
import { freePorts } from "../../parity/FreePorts.ts"

const directory = mkdtempSync(join(tmpdir(), "orrery-signups-"))
const scope = Scope.makeUnsafe()
let origin: string

beforeAll(async () => {
  const actors = [
    { kind: "names", host: "names.test", options: {} },
    { kind: "plc", host: "plc.test", options: {} },
    { kind: "pds", host: "pds1.test", options: { plc: "plc.test", appView: "appview.test", passwordCostLog2: 1 } }
  ].map((spec) => Schema.decodeUnknownSync(ActorSpec)(spec))
  const serving = Live.serve({ actors }, { dataDir: directory, basePort: await freePorts(3), layerOf })
  origin = (await Effect.runPromise(Effect.provideService(serving, Scope.Scope, scope))).origins.get("pds1.test")!
})

afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(directory, { recursive: true, force: true })
})

it("one of those who want the same name gets it, and the others of their group lose nothing", async () => {
  const names = Array.from({ length: 24 }, (_, n) => n % 4 === 0 ? `alice${n - n % 8}` : `alice${n}`)
  const outcomes = await Promise.all(names.map(async (name) => {
    const agent = new AtpAgent({ service: origin })
    const created = await agent.createAccount({ handle: `${name}.pds1.test`, password: "alice's password" }).then(() => "ok", (error: { error: string }) => error.error)
    return { agent, created, name }
  }))
  for (const name of new Set(names)) {
    const own = outcomes.filter((one) => one.name === name).map(({ created }) => created).sort()
    expect(own).toEqual(own.length === 1 ? ["ok"] : ["HandleNotAvailable", "ok"])
  }
  const dids = new Set<string>()
  for (const { agent, created, name } of outcomes) {
    if (created !== "ok") continue
    const { did } = agent.session!
    dids.add(did)
    await agent.post({ text: `by ${name}` })
    expect((await agent.com.atproto.server.getSession()).data.handle).toBe(`${name}.pds1.test`)
    const car = await agent.com.atproto.sync.getRepo({ did })
    expect(Result.getOrThrow(verifyImport(car.data, { did: did as Did })).records.length).toBe(1)
    expect((await agent.com.atproto.sync.getLatestCommit({ did })).data.cid).toBe(Result.getOrThrow(verifyImport(car.data, { did: did as Did })).head.commit.toString())
  }
  expect(dids.size).toBe(new Set(names).size)
})
