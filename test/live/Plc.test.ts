/** Our directory under the reference's client, and our client over the reference's rules. */
import { P256Keypair, Secp256k1Keypair } from "@atproto/crypto"
import * as plc from "@did-plc/lib"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { WebSocket } from "ws"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { layerOf } from "../../src/actors/Actor.ts"
import * as PlcClient from "../../src/actors/identity/PlcClient.ts"
import * as Operation from "../../src/protocol/plc/Operation.ts"
import * as Live from "../../src/live/Live.ts"
import { KeyRing } from "../../src/sim/keys/KeyRing.ts"
import { freePorts } from "../parity/FreePorts.ts"
import { ReferenceDirectory } from "./ReferenceDirectory.ts"

describe("@did-plc/lib, unchanged, against our directory", () => {
  const scope = Scope.makeUnsafe()
  let dataDir: string
  let client: plc.Client

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "orrery-plc-"))
    const network = { actors: [{ kind: "plc", host: "plc.test", options: {} }] } as const
    const serving = await Effect.runPromise(
      Effect.provideService(Live.serve(network, { dataDir, basePort: await freePorts(1), layerOf }), Scope.Scope, scope)
    )
    client = new plc.Client(serving.origins.get("plc.test")!)
  })

  afterAll(async () => {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    rmSync(dataDir, { recursive: true, force: true })
  })

  const alice = async () => {
    const [top, pds, signing] = [await Secp256k1Keypair.create(), await P256Keypair.create(), await Secp256k1Keypair.create()]
    const did = await client.createDid({
      signingKey: signing.did(), handle: "alice.test", pds: "https://pds1.test", rotationKeys: [top.did(), pds.did()], signer: pds as never
    })
    return { did, top, pds, signing }
  }

  it("creates, updates, reads in every form, and tombstones", async () => {
    const { did, pds, signing, top } = await alice()
    await client.updateHandle(did, pds as never, "alice.two.test")
    await client.updatePds(did, pds as never, "https://pds2.test")
    const next = await P256Keypair.create()
    await client.updateAtprotoKey(did, pds as never, next.did())
    await client.updateRotationKeys(did, top as never, [top.did()])
    const data = await client.getDocumentData(did)
    expect(data).toEqual({
      did, rotationKeys: [top.did()], verificationMethods: { atproto: next.did() }, alsoKnownAs: ["at://alice.two.test"],
      services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds2.test" } }
    })
    expect(await client.getDocument(did)).toMatchObject({
      id: did, alsoKnownAs: ["at://alice.two.test"],
      verificationMethod: [{ id: `${did}#atproto`, publicKeyMultibase: next.did().slice("did:key:".length) }],
      service: [{ id: "#atproto_pds", serviceEndpoint: "https://pds2.test" }]
    })
    const log = await client.getOperationLog(did)
    expect(log).toHaveLength(5)
    expect(log[0]).toMatchObject({ verificationMethods: { atproto: signing.did() } })
    // The library replays our log to our state.
    expect(await plc.validateOperationLog(did, log)).toEqual(data)
    expect(await client.getLastOp(did)).toEqual(log.at(-1))
    expect((await client.getAuditableLog(did)).map(({ nullified }) => nullified)).toEqual([false, false, false, false, false])
    await client.tombstone(did, top as never)
    await expect(client.getDocument(did)).rejects.toMatchObject({ status: 410 })
    await expect(client.updateHandle(did, top as never, "alice.test")).rejects.toThrow("tombstone")
    expect(await client.health()).toHaveProperty("version")
  })

  it("is told of a refusal by status and reason, recovers by a fork, and sees what fell", async () => {
    const { did, pds, top } = await alice()
    const genesis = await client.getLastOp(did) as plc.CompatibleOp
    await client.updateRotationKeys(did, pds as never, [pds.did()])
    await expect(client.updateHandle(did, top as never, "alice.test")).rejects.toMatchObject({
      status: 400, data: { message: expect.stringContaining("InvalidSignature") }
    })
    const recovery = await plc.createUpdateOp(genesis, top as never, (state) => ({ ...state, rotationKeys: [top.did()] }))
    await client.sendOperation(did, recovery)
    expect((await client.getAuditableLog(did)).map(({ nullified }) => nullified)).toEqual([false, true, false])
    expect((await client.getDocumentData(did)).rotationKeys).toEqual([top.did()])
    await expect(client.getDocument("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa")).rejects.toMatchObject({ status: 404 })
  })

  it("follows the export and its stream", async () => {
    const stream = new WebSocket(`${client.url.replace("http", "ws")}/export/stream`)
    const heard: Array<{ readonly seq: number; readonly did: string }> = []
    stream.on("message", (data: Buffer) => heard.push(JSON.parse(data.toString())))
    await new Promise((resolve) => stream.once("open", resolve))
    const { did } = await alice()
    await expect.poll(() => heard.map((line) => line.did)).toEqual([did])
    stream.close()
    const lines = await client.export() as unknown as ReadonlyArray<{ readonly did: string; readonly nullified?: boolean }>
    expect(lines.filter((line) => line.did === did)).toHaveLength(1)
    const page = await (await fetch(`${client.url}/export?after=${heard[0]!.seq - 1}&count=1`)).json()
    expect(page).toEqual(heard[0])
  })
})

describe("our client over the rules of @did-plc/lib", () => {
  const ring = new KeyRing("client")
  const [top, pds] = [ring.fromSecret("k256", new Uint8Array(32).fill(51)), ring.fromSecret("p256", new Uint8Array(32).fill(52))]
  const state = (handle: string, prev: Operation.Operation | null): Operation.UnsignedUpdate => ({
    type: "plc_operation", rotationKeys: [top.didKey, pds.didKey], verificationMethods: { atproto: pds.didKey }, alsoKnownAs: [`at://${handle}`],
    services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } },
    prev: prev === null ? null : Operation.cidOf(prev).toString()
  })

  const withClient = async <A>(use: (client: PlcClient.PlcClient, directory: ReferenceDirectory) => Effect.Effect<A, unknown>) => {
    const directory = new ReferenceDirectory()
    const { close, origin } = await directory.serve()
    try {
      return await Effect.runPromise(Effect.flatMap(PlcClient.make(origin), (client) => use(client, directory)).pipe(
        Effect.provide(NodeHttpClient.layerUndici)
      ))
    } finally {
      close()
    }
  }

  it("creates, updates, recovers, tombstones, and reads back what it wrote", async () => {
    const genesis = Operation.sign(state("alice.test", null), pds, ring.sign)
    const theft = Operation.sign(state("dan.test", genesis), pds, ring.sign)
    const rescue = Operation.sign(state("alice.two.test", genesis), top, ring.sign)
    const did = Operation.didOf(genesis)
    const seen = await withClient((client) =>
      Effect.gen(function*() {
        for (const operation of [genesis, theft, rescue]) yield* client.submit(did, operation)
        const fell = yield* client.isPublished(did, Operation.cidOf(theft))
        const again = yield* Effect.flip(client.submit(did, theft))
        const last = yield* client.last(did)
        yield* client.submit(did, Operation.sign({ type: "plc_tombstone", prev: Operation.cidOf(rescue).toString() }, top, ring.sign))
        return { fell, again, last, gone: yield* client.last(did), audit: yield* client.audit(did) }
      }))
    expect(seen.fell).toBe(false)
    expect(seen.again).toMatchObject({ _tag: "PlcRefused", status: 400 })
    expect(seen.last).toEqual(rescue)
    expect(seen.gone).toMatchObject({ type: "plc_tombstone" })
    expect(seen.audit.map(({ operation }) => operation.type)).toEqual(["plc_operation", "plc_operation", "plc_operation", "plc_tombstone"])
  })

  it("takes a lost answer for what it was, and does not submit twice", async () => {
    const genesis = Operation.sign(state("bob.test", null), pds, ring.sign)
    const did = Operation.didOf(genesis)
    const held = await withClient((client, directory) =>
      Effect.gen(function*() {
        directory.loseAnswers = 1
        yield* client.submit(did, genesis)
        return directory.operations.length
      }))
    expect(held).toBe(1)
  })
})
