/** Whose rotation keys are the owner's, as a DID's log tells: a move keeps those, and takes the hosts' out. */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { ownKeys } from "../../../../src/actors/client/migration/OwnKeys.ts"
import * as Log from "../../../../src/protocol/plc/Log.ts"
import * as Operation from "../../../../src/protocol/plc/Operation.ts"
import { KeyRing } from "../../../../src/sim/keys/KeyRing.ts"

const ring = new KeyRing("own keys")
const names = ["host", "spare", "next", "nextSpare", "root", "phone", "tablet", "desk"] as const
type Name = typeof names[number]
const keys = Object.fromEntries(names.map((name, n) => [name, ring.fromSecret("k256", new Uint8Array(32).fill(n + 61))])) as Record<Name, ReturnType<typeof ring.fromSecret>>

interface Step {
  readonly by: Name
  readonly keys: ReadonlyArray<Name>
  readonly at?: string
}

/** The names of those that count as the owner's, where the device holds these. */
const own = (held: ReadonlyArray<Name>, ...steps: ReadonlyArray<Step>) => {
  let log: Log.Log = []
  let did = ""
  let host = "pds1.test"
  for (const step of steps) {
    host = step.at ?? host
    const operation = Operation.sign({
      type: "plc_operation",
      rotationKeys: step.keys.map((name) => keys[name].didKey),
      verificationMethods: {},
      alsoKnownAs: [],
      services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: `https://${host}` } },
      prev: Log.head(log)?.cid.toString() ?? null
    }, keys[step.by], ring.sign)
    if (log.length === 0) did = Operation.didOf(operation)
    log = Log.append(log, Result.getOrThrow(Log.accept(log, operation, { did, nowMillis: log.length, verify: ring.verify, admission: false })))
  }
  const all = ownKeys(log, held.map((name) => keys[name].didKey), ring.verify)
  return names.filter((name) => all.has(keys[name].didKey))
}

const begun: Step = { by: "host", keys: ["host"] }
const claimed: Step = { by: "host", keys: ["root", "host"] }

describe("a rotation key", () => {
  it("is the owner's if a key of the owner's brought it in, and another that it brought in", () => {
    expect(own(["root"], begun, claimed, { by: "root", keys: ["root", "phone", "host"] }, { by: "phone", keys: ["root", "phone", "tablet", "host"] }))
      .toEqual(["root", "phone", "tablet"])
  })

  it("is the owner's if it brought in one of the owner's below itself", () => {
    expect(own(["phone"], begun, claimed, { by: "root", keys: ["root", "phone", "host"] }, { by: "root", keys: ["root", "desk", "phone", "host"] }))
      .toEqual(["root", "phone", "desk"])
  })

  it("is a host's if the account came with it, or it brought in the owner's above itself, or itself", () => {
    expect(own(["root"], begun, { by: "host", keys: ["host", "spare"] }, { by: "spare", keys: ["root", "host", "spare"] })).toEqual(["root"])
    expect(own(["phone"], { by: "host", keys: ["host", "spare"] }, { by: "host", keys: ["host", "phone", "spare"] })).toEqual(["phone"])
  })

  it("is a host's if it came with a move, whoever signed that, and what replaces it is", () => {
    const moved: Step = { by: "root", keys: ["root", "next"], at: "pds2.test" }
    expect(own(["root"], begun, claimed, moved, { by: "root", keys: ["root", "phone", "next"] })).toEqual(["root", "phone"])
    expect(own(["root"], begun, claimed, moved, { by: "root", keys: ["root", "nextSpare"] })).toEqual(["root"])
  })
})
