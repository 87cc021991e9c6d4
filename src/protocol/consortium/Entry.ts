/**
 * What stands in the shared log, and its bytes: DRISL of the value below, one
 * leaf of the Merkle tree each.
 *
 *     0  genesis    who founded the consortium, and upon which log; time 0
 *     1  inherited  the entries of that log, if there is one (`Inheritance.ts`)
 *     …  operation  a did:plc operation that every voter has judged acceptable
 *        join, leave, remove, rotate     membership, from the next block on
 *
 * 1. `time` is the block's agreed time. It strictly rises from block to block,
 *    so a block is a maximal run of entries of one time, and its height is the
 *    number of different times before it: whoever has the entries has the blocks.
 *    What is inherited is no block: it has the times of its own log, in whatever
 *    order, and the first block's is above all of them.
 * 2. At most one operation of a DID stands in a block, so that the times within
 *    a DID's log strictly rise too.
 * 3. Members are written as C2SP verifier keys (cosignature type): name and key.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Cbor from "../data/Cbor.ts"
import type { Data as DataValue, DataObject } from "../data/Data.ts"
import * as Operation from "../plc/Operation.ts"
import { hashBytes } from "../tlog/Merkle.ts"

export interface Approval {
  /** The approving member. */
  readonly by: string
  readonly signature: Uint8Array
}

/** An operation that somebody submitted. */
export interface OperationItem {
  readonly type: "operation"
  readonly did: string
  readonly operation: Operation.Operation
}

/** A new member, approved by a quorum of the present ones. */
export interface JoinItem {
  readonly type: "join"
  readonly member: string
  readonly approvals: ReadonlyArray<Approval>
}

/** A member goes, by its own will. */
export interface LeaveItem {
  readonly type: "leave"
  readonly name: string
  readonly signature: Uint8Array
}

/** A member is put out by a quorum: it is lost, or was found guilty. */
export interface RemoveItem {
  readonly type: "remove"
  readonly name: string
  readonly approvals: ReadonlyArray<Approval>
}

/** A member takes a new key: signed by the old one and by the new. */
export interface RotateItem {
  readonly type: "rotate"
  readonly member: string
  readonly signature: Uint8Array
  readonly proof: Uint8Array
}

export type MembershipItem = JoinItem | LeaveItem | RemoveItem | RotateItem
/** What may be proposed: an entry without its time. */
export type Item = OperationItem | MembershipItem

/** The log that a consortium is founded upon, as far as it was followed. */
export interface Inherits {
  /** The origin of a consortium's log, or the host of a directory. */
  readonly from: string
  /** Leaves, and the root of the tree over them. */
  readonly size: number
  readonly root: Uint8Array
  /** A consortium's own word for that size and root, cosigned by a quorum of its members. */
  readonly checkpoint?: string
}

export interface GenesisItem {
  readonly type: "genesis"
  readonly origin: string
  /** Verifier keys, by name. */
  readonly members: ReadonlyArray<string>
  readonly inherits?: Inherits
}

/** A leaf of the log that this one is founded upon, byte for byte. */
export interface InheritedItem {
  readonly type: "inherited"
  readonly leaf: Uint8Array
}

/** Milliseconds since 1970. */
export type Entry = (Item | GenesisItem | InheritedItem) & { readonly time: number }

export class InvalidEntry extends Data.TaggedError("InvalidEntry")<{ readonly reason: string }> {
  override get message(): string {
    return `Not an entry of a consortium's log: ${this.reason}`
  }
}

export const isMembership = <E extends Entry | Item>(item: E): item is E & MembershipItem =>
  item.type === "join" || item.type === "leave" || item.type === "remove" || item.type === "rotate"

export const genesis = (origin: string, members: ReadonlyArray<string>, inherits?: Inherits): Entry & GenesisItem => ({
  type: "genesis",
  time: 0,
  origin,
  members,
  ...(inherits === undefined ? {} : { inherits })
})

/** Items as values of the data model, and back. */
export const toData = (item: Item | Entry): DataObject => ({ ...item }) as unknown as DataObject

const isObject = (value: DataValue | undefined): value is DataObject =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype

const isString = (value: DataValue | undefined): boolean => typeof value === "string"
const isBytes = (value: DataValue | undefined): boolean => value instanceof Uint8Array
const isStrings = (value: DataValue | undefined): boolean => Array.isArray(value) && value.every(isString)
const isApprovals = (value: DataValue | undefined): boolean =>
  Array.isArray(value)
  && value.every((each) => isObject(each) && Object.keys(each).length === 2 && isString(each["by"]) && isBytes(each["signature"]))

const isInherits = (value: DataValue | undefined): boolean =>
  isObject(value) && isString(value["from"]) && typeof value["size"] === "number" && value["size"] > 0
  && value["root"] instanceof Uint8Array && value["root"].length === hashBytes
  && (value["checkpoint"] === undefined ? Object.keys(value).length === 3 : isString(value["checkpoint"]) && Object.keys(value).length === 4)

type Fields = { readonly [field: string]: (value: DataValue | undefined) => boolean }

/** May be absent. */
const optional: { readonly [type: string]: Fields } = { genesis: { inherits: isInherits } }

const fields: { readonly [type: string]: Fields } = {
  genesis: { origin: isString, members: isStrings },
  inherited: { leaf: isBytes },
  operation: { did: isString, operation: (value) => Result.isSuccess(Operation.parse(value)) },
  join: { member: isString, approvals: isApprovals },
  leave: { name: isString, signature: isBytes },
  remove: { name: isString, approvals: isApprovals },
  rotate: { member: isString, signature: isBytes, proof: isBytes }
}

const problemOf = (value: DataObject, besides: ReadonlyArray<string>): string | undefined => {
  const type = value["type"]
  const schema = typeof type === "string" && Object.hasOwn(fields, type) ? fields[type] : undefined
  if (schema === undefined) return `there is no type ${String(type)}`
  const present = Object.entries(optional[String(type)] ?? {}).filter(([field]) => value[field] !== undefined)
  const expected = [...Object.entries(schema), ...present]
  if (Object.keys(value).length !== expected.length + 1 + besides.length) return `a ${type} has other fields`
  const bad = expected.find(([field, isSound]) => !isSound(value[field]))?.[0]
  return bad === undefined ? undefined : `${bad} of a ${type}`
}

export const itemOf = (value: DataValue): Result.Result<Item, InvalidEntry> => {
  if (!isObject(value)) return Result.fail(new InvalidEntry({ reason: "an object is expected" }))
  const { type } = value
  const problem = type === "genesis" || type === "inherited" ? `a ${type} is never proposed` : problemOf(value, [])
  return problem === undefined ? Result.succeed(value as unknown as Item) : Result.fail(new InvalidEntry({ reason: problem }))
}

/** The bytes of a leaf. */
export const encode = (entry: Entry): Uint8Array => Cbor.encode(toData(entry))

export const decode = (bytes: Uint8Array): Result.Result<Entry, InvalidEntry> => {
  const fail = (reason: string) => Result.fail(new InvalidEntry({ reason }))
  const decoded = Cbor.decode(bytes)
  if (Result.isFailure(decoded)) return fail(decoded.failure.message)
  const value = decoded.success
  if (!isObject(value)) return fail("an object is expected")
  const time = value["time"]
  if (typeof time !== "number" || time < 0) return fail("time")
  const problem = problemOf(value, ["time"])
  return problem === undefined ? Result.succeed(value as unknown as Entry) : fail(problem)
}
