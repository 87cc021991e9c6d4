/** The trust anchor of a signed zone: every host of a network knows its zone's key, as resolvers know the root's. */
import type { Keys } from "../../protocol/keys/Keys.ts"
import * as Secret from "../../protocol/keys/Secret.ts"
import * as Signature from "../../protocol/keys/Signature.ts"
import type { ActorSpec } from "../Network.ts"

export interface ZoneTrust {
  /** did:key that signs every answer of the zone. */
  readonly zoneKey: string
  readonly verify: Keys["Service"]["verify"]
}

export const of = (spec: ActorSpec): ZoneTrust | undefined => {
  const secret = spec.kind === "names" ? spec.options.zoneSecret : undefined
  return secret === undefined
    ? undefined
    : { zoneKey: Secret.keyPair("k256", Buffer.from(secret, "hex")).didKey, verify: Signature.verify }
}
