/**
 * What a directory takes from a client today: the intersection of the
 * specification's limits and the reference directory's. Logs are read under
 * the union of both (`Operation.parse`), so older operations stay readable.
 * [plc], [ref plc]
 *
 *                      specification        reference          here
 *   CBOR bytes         7500                 4000               4000
 *   rotation keys      1–5, no duplicates   0–10               1–5, no duplicates
 *   methods            10                   10, key ≤ 256      both
 *   aliases            –                    10 of ≤ 258        as reference
 *   services           –                    10, type ≤ 256, endpoint ≤ 512, name ≤ 32
 */
import * as Result from "effect/Result"
import * as Base58 from "../keys/Base58.ts"
import * as DidKey from "../keys/DidKey.ts"
import * as Operation from "./Operation.ts"

export const maxWriteBytes = 4_000
const maxRotationKeys = 5
const maxEntries = 10
const maxNameLength = 32
const maxKeyLength = 256
/** "at://" and a handle of 253. */
const maxAliasLength = 258
const maxTypeLength = 256
const maxEndpointLength = 512

const isName = (name: string): boolean => name.length > 0 && name.length <= maxNameLength && !name.includes("#")

/** Any kind of key may stand here, but it must be base58btc. */
const isAnyDidKey = (key: string): boolean => {
  if (key.length > maxKeyLength || !key.startsWith("did:key:z")) return false
  const bytes = Base58.decode(key.slice("did:key:z".length))
  return bytes !== undefined && bytes.length > 2
}

const problemOf = (operation: Operation.Update): readonly [path: string, reason: string] | undefined => {
  const { alsoKnownAs, rotationKeys } = operation
  const methods = Object.entries(operation.verificationMethods)
  const services = Object.entries(operation.services)
  if (rotationKeys.length < 1 || rotationKeys.length > maxRotationKeys) return ["/rotationKeys", `1 to ${maxRotationKeys} keys are expected`]
  if (new Set(rotationKeys).size !== rotationKeys.length) return ["/rotationKeys", "a key stands twice"]
  const badKey = rotationKeys.findIndex((key) => !DidKey.is(key))
  if (badKey !== -1) return [`/rotationKeys/${badKey}`, "not a did:key of k256 or p256"]
  if (methods.length > maxEntries) return ["/verificationMethods", `more than ${maxEntries} entries`]
  for (const [name, key] of methods) {
    if (!isName(name)) return [`/verificationMethods/${name}`, `a name is 1 to ${maxNameLength} characters without #`]
    if (!isAnyDidKey(key)) return [`/verificationMethods/${name}`, "not a did:key"]
  }
  if (alsoKnownAs.length > maxEntries) return ["/alsoKnownAs", `more than ${maxEntries} entries`]
  if (new Set(alsoKnownAs).size !== alsoKnownAs.length) return ["/alsoKnownAs", "an alias stands twice"]
  const longAlias = alsoKnownAs.findIndex((alias) => alias.length > maxAliasLength)
  if (longAlias !== -1) return [`/alsoKnownAs/${longAlias}`, `longer than ${maxAliasLength}`]
  if (services.length > maxEntries) return ["/services", `more than ${maxEntries} entries`]
  for (const [name, service] of services) {
    if (!isName(name)) return [`/services/${name}`, `a name is 1 to ${maxNameLength} characters without #`]
    if (service.type.length > maxTypeLength) return [`/services/${name}/type`, `longer than ${maxTypeLength}`]
    if (service.endpoint.length > maxEndpointLength) return [`/services/${name}/endpoint`, `longer than ${maxEndpointLength}`]
  }
  return undefined
}

/** `parse`, and then the limits for what a client submits; new legacy creates are refused. */
export const parseSubmitted = (json: unknown): Result.Result<Operation.Update | Operation.Tombstone, Operation.InvalidOperation> => {
  const parsed = Operation.parse(json)
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
  const operation = parsed.success
  const fail = (path: string, reason: string) => Result.fail(new Operation.InvalidOperation({ path, reason }))
  if (operation.type === "create") return fail("/type", "legacy create is read, and no longer taken")
  const size = Operation.encode(operation).length
  if (size > maxWriteBytes) return fail("/", `${size} bytes, more than ${maxWriteBytes}`)
  const problem = operation.type === "plc_operation" ? problemOf(operation) : undefined
  return problem === undefined ? Result.succeed(operation) : fail(...problem)
}
