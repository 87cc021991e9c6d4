/**
 * What atproto reads from a DID document, and how one is written. [did]
 *
 * 1. Handle: the first syntactically valid `at://<handle>`. A claim, no more.
 * 2. A key: the first *valid* entry with the id, controlled by the DID itself,
 *    of type Multikey or one of the two legacy types.
 * 3. A service: the first entry with the id (and type, where one is fixed); its
 *    endpoint is an http(s) origin, or the document has no such service.
 * 4. Ids are `#x` or `<did>#x`; both mean the same. Unknown entries, whatever
 *    their shape, are ignored: only `id` can make a document unreadable.
 *
 * The caller compares `did` with the DID that it asked for. [WEB-2]
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as DidKey from "../keys/DidKey.ts"
import * as Did from "../syntax/Did.ts"
import * as Handle from "../syntax/Handle.ts"

export interface Service {
  readonly id: string
  readonly type: string
  readonly endpoint: string
}

export interface DidDocument {
  readonly did: Did.Did
  readonly alsoKnownAs: ReadonlyArray<string>
  /** Claimed, in lower case; not verified. */
  readonly handle?: Handle.Handle
  /** `#atproto` */
  readonly signingKey?: DidKey.DidKey
  /** Origin of `#atproto_pds`, such as "https://pds1.test". */
  readonly pds?: string
  /** By fragment without `#`, in document order. */
  readonly keys: ReadonlyMap<string, DidKey.DidKey>
  /** By fragment without `#`, in document order; endpoints as they are written. */
  readonly services: ReadonlyMap<string, Service>
}

export class InvalidDidDocument extends Data.TaggedError("InvalidDidDocument")<{ readonly path: string; readonly reason: string }> {
  override get message(): string {
    return `${this.path}: ${this.reason}`
  }
}

type Json = { readonly [key: string]: unknown }

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const listOf = (value: unknown): ReadonlyArray<unknown> => Array.isArray(value) ? value : []

/** The part after `#` of an id that belongs to this document. An absolute id of another DID names nothing here. */
const fragmentOf = (did: string, id: unknown): string | undefined => {
  if (typeof id !== "string") return undefined
  const hash = id.indexOf("#")
  if (hash === -1 || hash === id.length - 1) return undefined
  return hash === 0 || id.slice(0, hash) === did ? id.slice(hash + 1) : undefined
}

const keyOf = (method: Json): DidKey.DidKey | undefined => {
  const multibase = method["publicKeyMultibase"]
  if (typeof multibase !== "string") return undefined
  switch (method["type"]) {
    case "Multikey":
      return Result.getOrUndefined(DidKey.fromMultibase(multibase))
    case "EcdsaSecp256k1VerificationKey2019":
      return Result.getOrUndefined(DidKey.ofPoint("k256", multibase))
    case "EcdsaSecp256r1VerificationKey2019":
      return Result.getOrUndefined(DidKey.ofPoint("p256", multibase))
    default:
      return undefined
  }
}

/** The origin of an http(s) URL that has scheme, host and port only; a closing slash does no harm. */
export const originOf = (endpoint: string): string | undefined => {
  if (!/^https?:\/\/[^/?#@\\\s]+\/?$/.test(endpoint) || !URL.canParse(endpoint)) return undefined
  return new URL(endpoint).origin
}

const handleOf = (alsoKnownAs: ReadonlyArray<string>): Handle.Handle | undefined => {
  for (const uri of alsoKnownAs) {
    if (!uri.startsWith("at://")) continue
    const name = uri.slice("at://".length)
    if (Handle.is(name)) return Handle.normalize(name)
  }
  return undefined
}

export const parse = (json: unknown): Result.Result<DidDocument, InvalidDidDocument> => {
  if (!isObject(json)) return Result.fail(new InvalidDidDocument({ path: "/", reason: "a DID document is a JSON object" }))
  const did = json["id"]
  if (typeof did !== "string" || !Did.is(did)) return Result.fail(new InvalidDidDocument({ path: "/id", reason: "not a DID" }))

  const keys = new Map<string, DidKey.DidKey>()
  for (const method of listOf(json["verificationMethod"])) {
    if (!isObject(method) || method["controller"] !== did) continue
    const name = fragmentOf(did, method["id"])
    if (name === undefined || keys.has(name)) continue
    const key = keyOf(method)
    if (key !== undefined) keys.set(name, key)
  }

  const services = new Map<string, Service>()
  let pdsEndpoint: string | undefined
  for (const entry of listOf(json["service"])) {
    if (!isObject(entry)) continue
    const name = fragmentOf(did, entry["id"])
    const type = entry["type"]
    const endpoint = entry["serviceEndpoint"]
    if (name === undefined || typeof type !== "string" || typeof endpoint !== "string") continue
    if (!services.has(name)) services.set(name, { id: name, type, endpoint })
    if (name === "atproto_pds" && type === "AtprotoPersonalDataServer") pdsEndpoint ??= endpoint
  }

  const alsoKnownAs = listOf(json["alsoKnownAs"]).filter((uri) => typeof uri === "string")
  const handle = handleOf(alsoKnownAs)
  const signingKey = keys.get("atproto")
  const pds = pdsEndpoint === undefined ? undefined : originOf(pdsEndpoint)
  return Result.succeed({
    did,
    alsoKnownAs,
    keys,
    services,
    ...(handle === undefined ? {} : { handle }),
    ...(signingKey === undefined ? {} : { signingKey }),
    ...(pds === undefined ? {} : { pds })
  })
}

const bare = (id: string): string => id.slice(id.indexOf("#") + 1)

/** The origin of a service, by "#bsky_appview" or "bsky_appview"; of that type, if one is given. */
export const service = (document: DidDocument, id: string, type?: string): string | undefined => {
  const found = document.services.get(bare(id))
  return found === undefined || (type !== undefined && found.type !== type) ? undefined : originOf(found.endpoint)
}

/** A key, by "#atproto_label" or "atproto_label". */
export const key = (document: DidDocument, id: string): DidKey.DidKey | undefined => document.keys.get(bare(id))

export interface RenderOptions {
  readonly did: string
  readonly alsoKnownAs?: ReadonlyArray<string>
  /** did:key by name; a did:key of an unknown kind is shown as it is. */
  readonly verificationMethods?: { readonly [name: string]: string }
  readonly services?: { readonly [name: string]: { readonly type: string; readonly endpoint: string } }
  /** Service ids as `<did>#x`. The primary directory writes `#x`, its replicas `<did>#x`; default `#x`. [ref plc] */
  readonly absoluteServiceIds?: boolean
}

export interface RenderedDocument {
  readonly "@context": ReadonlyArray<string>
  readonly id: string
  readonly alsoKnownAs: ReadonlyArray<string>
  readonly verificationMethod: ReadonlyArray<{
    readonly id: string
    readonly type: "Multikey"
    readonly controller: string
    readonly publicKeyMultibase: string
  }>
  readonly service: ReadonlyArray<{ readonly id: string; readonly type: string; readonly serviceEndpoint: string }>
}

const suiteOf = (didKey: string): string | undefined => {
  if (didKey.startsWith("did:key:zQ3s")) return "https://w3id.org/security/suites/secp256k1-2019/v1"
  if (didKey.startsWith("did:key:zDn")) return "https://w3id.org/security/suites/ecdsa-2019/v1"
  return undefined
}

export const render = (options: RenderOptions): RenderedDocument => {
  const methods = Object.entries(options.verificationMethods ?? {})
  const suites = methods.map(([, didKey]) => suiteOf(didKey)).filter((suite) => suite !== undefined)
  return {
    "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1", ...new Set(suites)],
    id: options.did,
    alsoKnownAs: options.alsoKnownAs ?? [],
    verificationMethod: methods.map(([name, didKey]) => ({
      id: `${options.did}#${name}`,
      type: "Multikey",
      controller: options.did,
      publicKeyMultibase: didKey.replace(/^did:key:/, "")
    })),
    service: Object.entries(options.services ?? {}).map(([name, { endpoint, type }]) => ({
      id: `${options.absoluteServiceIds === true ? options.did : ""}#${name}`,
      type,
      serviceEndpoint: endpoint
    }))
  }
}
