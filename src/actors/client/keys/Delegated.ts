/**
 * A device, or a program, with a key of its own and a chain of UCANs that says
 * what it may do for an account. It holds no session and no other key.
 *
 * Every request carries its own invocation: the last link of the chain, made
 * out to the PDS, for this method, for a minute, used once.
 */
import * as Clock from "effect/Clock"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Methods } from "../../../protocol/lexicon/generated/Methods.ts"
import { type KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import type { Capability } from "../../../protocol/ucan/Capability.ts"
import * as Ucan from "../../../protocol/ucan/Ucan.ts"
import * as Client from "../../xrpc/Client.ts"
import { patiently } from "../Session.ts"

type NsidOf<Kind extends "query" | "procedure"> = {
  [K in keyof Methods]: Methods[K]["kind"] extends Kind ? K : never
}[keyof Methods]

const invocationSeconds = 60

export interface DeviceOptions {
  readonly key: KeyPair
  /** Root first; the last is made out to the key. */
  readonly chain: ReadonlyArray<string>
  /** Of the PDS. */
  readonly origin: string
  /** The PDS's DID. */
  readonly audience: string
}

export class Device {
  readonly key: KeyPair
  readonly chain: ReadonlyArray<string>
  readonly origin: string
  readonly audience: string

  constructor({ audience, chain, key, origin }: DeviceOptions) {
    this.key = key
    this.chain = chain
    this.origin = origin
    this.audience = audience
  }

  private get grant(): Ucan.Ucan {
    return Result.getOrThrow(Ucan.decode(this.chain.at(-1)!))
  }

  /** A further link of the chain: to another key, for no more than this key may. */
  delegate({ audience, ...grant }: { readonly audience: string; readonly capabilities: ReadonlyArray<Capability>; readonly expSeconds: number; readonly nbfSeconds?: number }) {
    const { chain, grant: proof, key } = this
    return Effect.gen(function*() {
      const keys = yield* Keys
      const { randomBytes } = yield* SecureRandom
      const nonce = Buffer.from(yield* randomBytes(12)).toString("base64url")
      return [...chain, Ucan.issue({ iss: key.didKey, aud: audience, nonce, proof, ...grant }, key, keys)]
    })
  }

  /** The headers of one request that calls `lxm`. */
  invocation(lxm: string) {
    const { audience, chain, grant } = this
    return Effect.gen({ self: this }, function*() {
      const nowSeconds = Math.floor((yield* Clock.currentTimeMillis) / 1_000)
      const capabilities = grant.capabilities.flatMap((each) => each.lxm === "*" || each.lxm === lxm ? [{ ...each, lxm }] : [])
      const expSeconds = Math.min(nowSeconds + invocationSeconds, grant.expSeconds)
      const tokens = yield* this.delegate({ audience, capabilities, expSeconds, ...(grant.nbfSeconds === undefined ? {} : { nbfSeconds: grant.nbfSeconds }) })
      return { ...Client.bearer(tokens.at(-1)!), ucans: chain.join(",") }
    })
  }

  procedureOnce<K extends NsidOf<"procedure">>(nsid: K, options: Omit<Client.ProcedureOptions<K>, "origin">) {
    return Effect.gen({ self: this }, function*() {
      const client = yield* Client.make
      const headers = { ...options.headers, ...(yield* this.invocation(nsid)) }
      return yield* client.procedure(nsid, { ...options, origin: this.origin, headers } as Client.ProcedureOptions<K>)
    })
  }

  /** Repeated until it is answered, with a new invocation each time. */
  procedure<K extends NsidOf<"procedure">>(nsid: K, options: Omit<Client.ProcedureOptions<K>, "origin">) {
    return patiently(() => this.procedureOnce(nsid, options))
  }

  query<K extends NsidOf<"query">>(nsid: K, params: Methods[K]["params"]) {
    return patiently(() =>
      Effect.gen({ self: this }, function*() {
        const client = yield* Client.make
        return yield* client.query(nsid, { origin: this.origin, params, headers: yield* this.invocation(nsid) })
      }))
  }
}
