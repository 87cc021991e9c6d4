/** Four operators and an auditor over real HTTP and WebSocket; one of the operators lies. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { expect, it } from "vitest"
import * as Actor from "../../src/actors/Actor.ts"
import { ActorSpec } from "../../src/actors/Network.ts"
import * as Live from "../../src/live/Live.ts"
import { judgeText } from "../../src/protocol/evidence/Judge.ts"
import { verify } from "../../src/protocol/keys/Signature.ts"
import * as Operation from "../../src/protocol/plc/Operation.ts"
import * as SignedNote from "../../src/protocol/tlog/SignedNote.ts"
import { KeyRing } from "../../src/sim/keys/KeyRing.ts"
import { freePorts } from "../parity/FreePorts.ts"
import { eventually } from "./Eventually.ts"

const decode = Schema.decodeUnknownSync(ActorSpec)
const founders = ["plc1.test", "plc2.test", "plc3.test", "plc4.test"]
const liar = "plc3.test"
const ring = new KeyRing("live auditor")

const network = {
  actors: [
    ...founders.map((host) => decode({ kind: "operator", host, options: { founders, ...(host === liar ? { conduct: { kind: "equivocate" } } : {}) } })),
    decode({ kind: "auditor", host: "auditor.test", options: { operators: founders } })
  ]
}

const genesis = (n: number) => {
  const key = ring.fromSecret("k256", new Uint8Array(32).fill(n + 1))
  const operation = Operation.sign({
    type: "plc_operation" as const,
    rotationKeys: [key.didKey],
    verificationMethods: { atproto: key.didKey },
    alsoKnownAs: [`at://person${n}.test`],
    services: {},
    prev: null
  }, key, ring.sign)
  return { did: Operation.didOf(operation), operation }
}

interface Published {
  readonly id: string
  readonly charge: string
  readonly accused: ReadonlyArray<string>
}

it("an auditor convicts a live operator that equivocates, and anybody can judge it", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "orrery-auditor-"))
  const scope = Scope.makeUnsafe()
  try {
    const basePort = await freePorts(network.actors.length)
    const { origins } = await Effect.runPromise(
      Effect.provideService(Live.serve(network, { dataDir, basePort, layerOf: Actor.layerOf }), Scope.Scope, scope)
    )
    const text = async (host: string, path: string) => await (await fetch(`${origins.get(host)}${path}`)).text()
    for (let n = 0; n < 4; n++) {
      const { did, operation } = genesis(n)
      await eventually(async () => {
        const answer = await fetch(`${origins.get("plc1.test")}/${did}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(operation)
        })
        return answer.status === 200 ? true : undefined
      })
    }
    const { accused, charge, id } = await eventually(async () =>
      (JSON.parse(await text("auditor.test", "/evidence")) as { readonly evidence: ReadonlyArray<Published> }).evidence[0])
    expect({ accused, charge }).toEqual({ accused: [liar], charge: "equivocation" })
    const { operators } = JSON.parse(await text("auditor.test", "/status")) as { readonly operators: ReadonlyArray<string> }
    const keys = operators.map((vkey) => Result.getOrThrow(SignedNote.parseVkey(vkey)))
    expect(Result.getOrThrow(judgeText(await text("auditor.test", `/evidence/${id}`), keys, verify))).toMatchObject({ accused: [liar] })
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    rmSync(dataDir, { recursive: true, force: true })
  }
}, 90_000)
