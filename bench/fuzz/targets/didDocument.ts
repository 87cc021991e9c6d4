import * as Result from "effect/Result"
import * as DidDocument from "../../../src/protocol/identity/DidDocument.ts"
import { parseJson } from "../parseJson.ts"
import type { Target } from "../Target.ts"
import { signingKey } from "../world.ts"

const multibase = signingKey.slice("did:key:".length)

const documents: ReadonlyArray<unknown> = [
  {
    "@context": ["https://www.w3.org/ns/did/v1"],
    id: "did:plc:alice",
    alsoKnownAs: ["at://alice.test", "https://alice.test"],
    verificationMethod: [
      { id: "did:plc:alice#atproto", type: "Multikey", controller: "did:plc:alice", publicKeyMultibase: multibase },
      { id: "#atproto_label", type: "Multikey", controller: "did:plc:alice", publicKeyMultibase: multibase }
    ],
    service: [
      { id: "#atproto_pds", type: "AtprotoPersonalDataServer", serviceEndpoint: "https://pds1.test" },
      { id: "did:plc:alice#atproto_labeler", type: "AtprotoLabeler", serviceEndpoint: "https://labeler.test:8443/" }
    ]
  },
  { id: "did:web:bob.test" }
]

export const target: Target = {
  name: "did-document",
  form: "json",
  seeds: () => documents.map((document) => new TextEncoder().encode(JSON.stringify(document))),
  run: (bytes) => {
    const json = parseJson(bytes)
    if (json === undefined) return false
    const document = DidDocument.parse(json.value)
    if (Result.isFailure(document)) return false
    DidDocument.service(document.success, "#atproto_pds")
    DidDocument.key(document.success, "#atproto")
    return true
  }
}
