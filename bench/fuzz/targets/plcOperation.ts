import * as Result from "effect/Result"
import { parseSubmitted } from "../../../src/protocol/plc/Limits.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"
import * as Document from "../../../src/protocol/plc/Document.ts"
import { parseJson } from "../parseJson.ts"
import type { Target } from "../Target.ts"
import { signingKey } from "../world.ts"

const sig = Buffer.alloc(64, 1).toString("base64url")
const prev = "bafyreigcxay6ucqlwowfpu35alyxqtv3c4vsj7gmdtmnidsnqs6nblyarq"

const operations: ReadonlyArray<unknown> = [
  {
    type: "plc_operation",
    rotationKeys: [signingKey],
    verificationMethods: { atproto: signingKey },
    alsoKnownAs: ["at://alice.test"],
    services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: "https://pds1.test" } },
    prev: null,
    sig
  },
  { type: "plc_operation", rotationKeys: [signingKey], verificationMethods: {}, alsoKnownAs: [], services: {}, prev, sig },
  { type: "plc_tombstone", prev, sig },
  { type: "create", signingKey, recoveryKey: signingKey, handle: "alice.test", service: "https://pds1.test", prev: null, sig }
]

export const target: Target = {
  name: "plc-operation",
  form: "json",
  seeds: () => operations.map((operation) => new TextEncoder().encode(JSON.stringify(operation))),
  run: (bytes) => {
    const json = parseJson(bytes)
    if (json === undefined) return false
    parseSubmitted(json.value)
    const operation = Operation.parse(json.value)
    if (Result.isFailure(operation)) return false
    const did = Operation.didOf(operation.success)
    Operation.verify(operation.success, [signingKey], () => false)
    const state = Operation.stateOf(operation.success)
    if (state !== undefined) Document.render(did, state)
    return true
  }
}
