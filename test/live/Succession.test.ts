/** The same on real sockets and disks: a directory, filled by the reference's client, and an operator who founds a log upon it. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "@did-plc/lib"
import { Secp256k1Keypair } from "@atproto/crypto"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { afterEach, expect, it } from "vitest"
import * as Actor from "../../src/actors/Actor.ts"
import { ActorSpec } from "../../src/actors/Network.ts"
import * as Live from "../../src/live/Live.ts"
import { freePorts } from "../parity/FreePorts.ts"
import { eventually } from "./Eventually.ts"

const decode = Schema.decodeUnknownSync(ActorSpec)
const network = {
  actors: [
    decode({ kind: "plc", host: "plc.test", options: {} }),
    decode({ kind: "operator", host: "plc1.test", options: { founders: ["plc1.test"], inherits: { from: "plc.test", waits: true, pollMillis: 200 } } })
  ]
}
const dataDir = mkdtempSync(join(tmpdir(), "orrery-succession-"))
const scope = Scope.makeUnsafe()

afterEach(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(dataDir, { recursive: true, force: true })
})

it("an operator takes over from a live directory, and the reference's client goes on with it", async () => {
  const { origins } = await Effect.runPromise(Effect.provideService(
    Live.serve(network, { dataDir, basePort: await freePorts(network.actors.length), layerOf: Actor.layerOf }),
    Scope.Scope,
    scope
  ))
  const [from, to] = [origins.get("plc.test")!, origins.get("plc1.test")!]
  const [before, after] = [new Client(from), new Client(to)]
  const [strong, weak] = [await Secp256k1Keypair.create(), await Secp256k1Keypair.create()]
  const did = await before.createDid({
    signingKey: weak.did(),
    handle: "alice.test",
    pds: "https://pds1.test",
    rotationKeys: [strong.did(), weak.did()],
    signer: weak
  })
  await before.updateHandle(did, weak, "thief.test")

  const standing = async () => (await (await fetch(`${to}/consortium/founding`)).json()) as { readonly state: string; readonly size: number }
  await eventually(async () => (await standing()).size === 2 ? true : undefined)
  expect((await fetch(`${to}/consortium/founding`, { method: "POST", headers: { authorization: `Basic ${btoa("admin:admin")}` } })).status).toBe(202)
  await eventually(async () => (await standing()).state === "founded" ? true : undefined)

  expect(await after.getAuditableLog(did)).toEqual(await before.getAuditableLog(did))
  expect(await after.getDocument(did)).toEqual(await before.getDocument(did))
  await eventually(() => after.updateHandle(did, strong, "alice2.test").then(() => true))
  expect((await after.getDocumentData(did)).alsoKnownAs).toEqual(["at://alice2.test"])
  expect((await before.getDocumentData(did)).alsoKnownAs).toEqual(["at://thief.test"])
  expect(await after.getAuditableLog(did)).toHaveLength(3)
}, 60_000)
