/**
 * The same operators as in the simulated world, on real sockets and disks:
 * founded, asked, stopped and started anew.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { afterEach, expect, it } from "vitest"
import * as Actor from "../../src/actors/Actor.ts"
import { OperatorOptions } from "../../src/actors/operator/Options.ts"
import * as Live from "../../src/live/Live.ts"
import * as SignedNote from "../../src/protocol/tlog/SignedNote.ts"
import * as TlogProof from "../../src/protocol/tlog/TlogProof.ts"
import { freePorts } from "../parity/FreePorts.ts"
import * as Ceremony from "../protocol/consortium/Ceremony.ts"
import { eventually } from "./Eventually.ts"

const founders = ["plc1.test", "plc2.test", "plc3.test", "plc4.test"]
const options = Schema.decodeUnknownSync(OperatorOptions)({ founders })
const network = { actors: founders.map((host) => ({ kind: "operator" as const, host, options })) }
const scopes: Array<Scope.Closeable> = []
const dataDir = mkdtempSync(join(tmpdir(), "orrery-consortium-"))

const serve = async (basePort: number) => {
  const scope = Scope.makeUnsafe()
  scopes.push(scope)
  const { origins } = await Effect.runPromise(
    Effect.provideService(Live.serve(network, { dataDir, basePort, layerOf: Actor.layerOf }), Scope.Scope, scope)
  )
  return { origin: (host: string) => origins.get(host)!, stop: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

afterEach(async () => {
  for (const scope of scopes.splice(0)) await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(dataDir, { recursive: true, force: true })
})

it("four live operators agree, prove it, and remember it after a stop", async () => {
  const basePort = await freePorts(founders.length)
  const first = await serve(basePort)
  const alice = Ceremony.signUp("alice.test")
  const submit = async (origin: string, { did, operation } = alice) => {
    const response = await fetch(`${origin}/${did}`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(operation)
    })
    return response.status === 200 ? (await response.json()) as { readonly index: number } : undefined
  }
  expect(await eventually(() => submit(first.origin("plc2.test")))).toMatchObject({ index: 1 })
  await first.stop()

  const again = await serve(basePort)
  const { members, quorum } = await eventually(async () =>
    (await (await fetch(`${again.origin("plc3.test")}/consortium`)).json()) as { readonly members: ReadonlyArray<string>; readonly quorum: number })
  const proof = Result.getOrThrow(TlogProof.parse(await (await fetch(`${again.origin("plc4.test")}/consortium/inclusion?index=1`)).text()))
  const opened = Result.getOrThrow(TlogProof.verify(proof, proof.extra!, members.map((vkey) => Result.getOrThrow(SignedNote.parseVkey(vkey)))))
  expect(opened.checkpoint.size).toBe(2)
  expect(opened.cosigners.length).toBeGreaterThanOrEqual(quorum)
  expect(await submit(again.origin("plc1.test"))).toMatchObject({ index: 1 })

  const bob = Ceremony.signUp("bob.test")
  await eventually(() => submit(again.origin("plc1.test"), bob))
  for (const host of founders) {
    const numbers = await eventually(async () => {
      const lines = (await (await fetch(`${again.origin(host)}/export?after=0`)).text()).split("\n")
      return lines.length === 2 ? lines.map((line) => (JSON.parse(line) as { readonly seq: number }).seq) : undefined
    })
    expect(numbers).toEqual([1, 2])
  }
}, 60_000)
