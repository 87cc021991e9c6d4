/** Keys and short ways to make chains, for tests: alice's account, and the devices phone, app and stranger. */
import { createHash } from "node:crypto"
import * as K256 from "../../../src/protocol/keys/K256.ts"
import * as P256 from "../../../src/protocol/keys/P256.ts"
import type { KeyPair } from "../../../src/protocol/keys/Keys.ts"
import * as Secret from "../../../src/protocol/keys/Secret.ts"
import * as Signature from "../../../src/protocol/keys/Signature.ts"
import type { Capability } from "../../../src/protocol/ucan/Capability.ts"
import * as Ucan from "../../../src/protocol/ucan/Ucan.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as Result from "effect/Result"

export const keys = {
  sign: (key: KeyPair, message: Uint8Array) => (key.curve === "k256" ? K256 : P256).sign(key.secret, message),
  verify: Signature.verify
}

const named = (name: string, curve: KeyPair["curve"] = "k256") => Secret.keyPair(curve, createHash("sha256").update(name).digest())

export const alice = Did.make("did:plc:aliceaaaaaaaaaaaaaaaaaaa")
export const bob = Did.make("did:plc:bobbbbbbbbbbbbbbbbbbbbbb")
export const pds = Did.make("did:web:pds1.test")
export const rootKey = named("alice delegation")
export const phone = named("phone", "p256")
export const app = named("app")
export const stranger = named("stranger")

export const createRecord = "com.atproto.repo.createRecord"
export const post = "app.bsky.feed.post"

export const may = (changes: Partial<Capability> = {}): Capability => ({ did: alice, lxm: createRecord, collections: [post], ...changes })

export interface Step {
  readonly iss?: string
  readonly aud?: string
  readonly key?: KeyPair
  readonly capabilities?: ReadonlyArray<Capability>
  readonly expSeconds?: number
  readonly nbfSeconds?: number
}

/** From the root on; each step's defaults continue the one before. */
export const chain = (...steps: ReadonlyArray<Step>): ReadonlyArray<string> => {
  const holders = [{ iss: alice as string, key: rootKey }, { iss: phone.didKey as string, key: phone }, { iss: app.didKey as string, key: app }]
  const tokens: Array<string> = []
  for (const [i, step] of steps.entries()) {
    const holder = holders[Math.min(i, 2)]!
    const parent = tokens.at(-1)
    tokens.push(Ucan.issue({
      iss: step.iss ?? holder.iss,
      aud: step.aud ?? (i === steps.length - 1 ? pds : holders[Math.min(i + 1, 2)]!.iss),
      expSeconds: step.expSeconds ?? 1_000,
      nbfSeconds: step.nbfSeconds,
      nonce: `n${i}`,
      capabilities: step.capabilities ?? [may()],
      proof: parent === undefined ? undefined : Result.getOrThrow(Ucan.decode(parent))
    }, step.key ?? holder.key, keys))
  }
  return tokens
}
