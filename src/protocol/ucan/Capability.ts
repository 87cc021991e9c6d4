/**
 * What a delegated key may do: one method of one account, perhaps only for
 * some collections, perhaps only at some services. [UCAN 0.10 §3.2.6]
 *
 *     "cap": { "at://did:plc:…": { "com.atproto.repo.createRecord": [{ "collections": […], "audiences": […] }] } }
 *              resource            ability: an NSID, or `*`             caveats: alternatives; {} is no restriction
 *
 * 1. Closed: a caveat that is not known here refuses the token, for what is
 *    not understood cannot be enforced.
 * 2. An absent field restricts nothing, an empty one forbids all.
 * 3. `within` is reflexive and transitive, and implies: whatever the child
 *    permits, the parent does.
 *
 * Departure: UCAN has abilities without case; NSIDs have case, so these are
 * compared exactly. Out of scope: record keys, quotas, `ucan:` resources.
 */
import * as Result from "effect/Result"
import * as Did from "../syntax/Did.ts"
import * as Nsid from "../syntax/Nsid.ts"

export const anyMethod = "*"

export interface Capability {
  /** Whose account. */
  readonly did: Did.Did
  /** NSID of the method, or `*`: every method that may be delegated at all. */
  readonly lxm: string
  /** Collections that may be written. */
  readonly collections?: ReadonlyArray<string>
  /** DIDs of the services at which it may be used. */
  readonly audiences?: ReadonlyArray<string>
}

/** What somebody wants to do. A method that touches no collection has none. */
export interface Demand {
  readonly did: string
  readonly lxm: string
  readonly audience: string
  readonly collection?: string | undefined
  /** DID of another service at which it is to be done, through the audience. */
  readonly service?: string | undefined
}

const narrows = (child: ReadonlyArray<string> | undefined, parent: ReadonlyArray<string> | undefined): boolean =>
  parent === undefined || (child !== undefined && child.every((each) => parent.includes(each)))

/** Whether `child` grants nothing that `parent` does not. */
export const within = (child: Capability, parent: Capability): boolean =>
  child.did === parent.did
  && (parent.lxm === anyMethod || child.lxm === parent.lxm)
  && narrows(child.collections, parent.collections)
  && narrows(child.audiences, parent.audiences)

/** A demand without a collection is met whatever collections are allowed: it writes none. */
export const permits = (capability: Capability, demand: Demand): boolean =>
  capability.did === demand.did
  && (capability.lxm === anyMethod || capability.lxm === demand.lxm)
  && (capability.audiences === undefined || capability.audiences.includes(demand.audience))
  && (capability.audiences === undefined || demand.service === undefined || capability.audiences.includes(demand.service))
  && (demand.collection === undefined || capability.collections === undefined || capability.collections.includes(demand.collection))

/** More than a person would sign, and a bound on what checking costs. */
const maxCapabilities = 64
const maxNames = 64

type Json = { readonly [key: string]: unknown }
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

/** `com.atproto.repo.createRecord` and the like, or `*`. */
const isAbility = (text: string): boolean => text === anyMethod || Nsid.is(text)

const namesIn = (value: unknown, is: (name: string) => boolean): ReadonlyArray<string> | undefined =>
  Array.isArray(value) && value.length <= maxNames && value.every((name) => typeof name === "string" && is(name))
    ? value as ReadonlyArray<string>
    : undefined

const prefix = "at://"

const ofCaveat = (did: Did.Did, lxm: string, caveat: unknown): Result.Result<Capability, string> => {
  if (!isObject(caveat)) return Result.fail("a caveat is an object")
  const unknown = Object.keys(caveat).find((field) => field !== "collections" && field !== "audiences")
  if (unknown !== undefined) return Result.fail(`the caveat ${unknown.slice(0, 40)} is not known`)
  const collections = caveat["collections"] === undefined ? undefined : namesIn(caveat["collections"], Nsid.is)
  if (caveat["collections"] !== undefined && collections === undefined) return Result.fail("collections are NSIDs")
  const audiences = caveat["audiences"] === undefined ? undefined : namesIn(caveat["audiences"], Did.is)
  if (caveat["audiences"] !== undefined && audiences === undefined) return Result.fail("audiences are DIDs")
  return Result.succeed({
    did,
    lxm,
    ...(collections === undefined ? {} : { collections }),
    ...(audiences === undefined ? {} : { audiences })
  })
}

export const fromJson = (json: unknown): Result.Result<ReadonlyArray<Capability>, string> => {
  if (!isObject(json)) return Result.fail("cap is an object")
  const capabilities: Array<Capability> = []
  for (const [resource, abilities] of Object.entries(json)) {
    const did = resource.slice(prefix.length)
    if (!resource.startsWith(prefix) || !Did.is(did)) return Result.fail("a resource is at:// and a DID")
    if (!isObject(abilities)) return Result.fail("a resource has an object of abilities")
    for (const [lxm, caveats] of Object.entries(abilities)) {
      if (!isAbility(lxm)) return Result.fail("an ability is an NSID or *")
      if (!Array.isArray(caveats)) return Result.fail("an ability has an array of caveats")
      for (const caveat of caveats) {
        const capability = ofCaveat(did, lxm, caveat)
        if (Result.isFailure(capability)) return Result.fail(capability.failure)
        if (capabilities.push(capability.success) > maxCapabilities) return Result.fail(`more than ${maxCapabilities} capabilities`)
      }
    }
  }
  return Result.succeed(capabilities)
}

export const toJson = (capabilities: ReadonlyArray<Capability>): Json => {
  const resources: Record<string, Record<string, Array<Json>>> = {}
  for (const { audiences, collections, did, lxm } of capabilities) {
    const abilities = resources[prefix + did] ??= {}
    const caveats = abilities[lxm] ??= []
    caveats.push({ ...(collections === undefined ? {} : { collections }), ...(audiences === undefined ? {} : { audiences }) })
  }
  return resources
}
