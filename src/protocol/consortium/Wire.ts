/**
 * Messages between operators as bytes: DRISL. A packet holds one or more
 * messages of one sender; it is signed, for proposals and offers do not prove
 * themselves. Everything else does.
 */
import * as Result from "effect/Result"
import * as Cbor from "../data/Cbor.ts"
import type { Data as DataValue, DataObject } from "../data/Data.ts"
import * as Operation from "../plc/Operation.ts"
import * as SignedNote from "../tlog/SignedNote.ts"
import * as Block from "./Block.ts"
import * as Entry from "./Entry.ts"
import type { Certificate, Message, SignedVote } from "./Vote.ts"

/** A client's operation, and the deadline that the receiver is asked to vouch for. */
export interface Offer {
  readonly type: "offer"
  readonly did: string
  readonly operation: Operation.Operation
  readonly deadline: number
}

/** A change of members that somebody wants. */
export interface Change {
  readonly type: "change"
  readonly item: Entry.MembershipItem
}

/** The sender cosigned the checkpoint of this size. */
export interface Cosigned {
  readonly type: "cosigned"
  readonly size: number
  readonly signature: SignedNote.Signature
}

export type PeerMessage = Message<Block.Block> | Offer | Change | Cosigned

export interface Packet {
  readonly from: string
  readonly messages: ReadonlyArray<PeerMessage>
}

/** A decided block, as operators hand it to who lags behind. */
export interface Decided {
  readonly block: Block.Block
  readonly certificate: Certificate
}

const certificateData = ({ block, round, votes }: Certificate): DataObject => ({
  block,
  round,
  votes: votes.map(({ from, signature }) => ({ from, signature }))
})

const toData = (message: PeerMessage): DataObject => {
  switch (message.type) {
    case "proposal": {
      const { block, height, polka, round } = message.proposal
      return { type: "proposal", height, round, block: Block.toData(block), ...(polka === undefined ? {} : { polka: certificateData(polka) }) }
    }
    case "vote": {
      const { block, from, height, kind, round, signature } = message.vote
      return { type: "vote", kind, height, round, block, from, signature }
    }
    case "decided":
      return { type: "decided", height: message.height, certificate: certificateData(message.certificate) }
    case "offer":
      return { type: "offer", did: message.did, operation: { ...message.operation } as unknown as DataObject, deadline: message.deadline }
    case "change":
      return { type: "change", item: Entry.toData(message.item) }
    case "cosigned": {
      const { bytes, keyId, name } = message.signature
      return { type: "cosigned", size: message.size, name, keyId, bytes }
    }
  }
}

export const encode = ({ from, messages }: Packet): Uint8Array => Cbor.encode({ from, messages: messages.map(toData) })

/** What the sender signs of a packet's bytes. */
export const statement = (packet: Uint8Array): Uint8Array => {
  const header = SignedNote.bytesOf("orrery/packet/v1\n")
  const statement = new Uint8Array(header.length + packet.length)
  statement.set(header)
  statement.set(packet, header.length)
  return statement
}

export const encodeDecided = (list: ReadonlyArray<Decided>): Uint8Array =>
  Cbor.encode(list.map(({ block, certificate }) => ({ block: Block.toData(block), certificate: certificateData(certificate) })))

type Reading<A> = Result.Result<A, Entry.InvalidEntry>

const bad = (what: string): Reading<never> => Result.fail(new Entry.InvalidEntry({ reason: `${what} of a message` }))

const objectOf = (value: DataValue | undefined): Reading<DataObject> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
    ? Result.succeed(value as DataObject)
    : bad("shape")

const arrayOf = (value: DataValue | undefined): Reading<ReadonlyArray<DataValue>> => Array.isArray(value) ? Result.succeed(value) : bad("list")

const field = {
  text: (value: DataObject, name: string): Reading<string> => typeof value[name] === "string" ? Result.succeed(value[name]) : bad(name),
  number: (value: DataObject, name: string): Reading<number> => {
    const found = value[name]
    return typeof found === "number" && found >= 0 ? Result.succeed(found) : bad(name)
  },
  bytes: (value: DataObject, name: string): Reading<Uint8Array> => {
    const found = value[name]
    return found instanceof Uint8Array ? Result.succeed(found) : bad(name)
  }
}

const maxVotes = 100

const certificateOf = (value: DataValue | undefined): Reading<Certificate> =>
  Result.gen(function*() {
    const certificate = yield* objectOf(value)
    const votes: Array<Certificate["votes"][number]> = []
    const list = yield* arrayOf(certificate["votes"])
    if (list.length > maxVotes) return yield* bad("votes")
    for (const each of list) {
      const vote = yield* objectOf(each)
      votes.push({ from: yield* field.text(vote, "from"), signature: yield* field.bytes(vote, "signature") })
    }
    return { block: yield* field.text(certificate, "block"), round: yield* field.number(certificate, "round"), votes }
  })

const voteOf = (value: DataObject): Reading<SignedVote> =>
  Result.gen(function*() {
    const { block, kind } = value
    if (kind !== "prevote" && kind !== "precommit") return yield* bad("kind")
    if (block !== null && typeof block !== "string") return yield* bad("block")
    return {
      kind,
      block,
      height: yield* field.number(value, "height"),
      round: yield* field.number(value, "round"),
      from: yield* field.text(value, "from"),
      signature: yield* field.bytes(value, "signature")
    }
  })

const messageOf = (from: string, each: DataValue): Reading<PeerMessage> =>
  Result.gen(function*() {
    const value = yield* objectOf(each)
    switch (value["type"]) {
      case "proposal": {
        const polka = value["polka"] === undefined ? undefined : yield* certificateOf(value["polka"])
        const proposal = {
          height: yield* field.number(value, "height"),
          round: yield* field.number(value, "round"),
          block: yield* Block.fromData(value["block"]),
          ...(polka === undefined ? {} : { polka })
        }
        return { type: "proposal", from, proposal }
      }
      case "vote":
        return { type: "vote", vote: yield* voteOf(value) }
      case "decided":
        return { type: "decided", from, height: yield* field.number(value, "height"), certificate: yield* certificateOf(value["certificate"]) }
      case "offer": {
        const operation = Operation.parse(value["operation"])
        if (Result.isFailure(operation)) return yield* bad("operation")
        return { type: "offer", did: yield* field.text(value, "did"), operation: operation.success, deadline: yield* field.number(value, "deadline") }
      }
      case "change": {
        const item = yield* Entry.itemOf(yield* objectOf(value["item"]))
        return Entry.isMembership(item) ? { type: "change", item } : yield* bad("item")
      }
      case "cosigned":
        return {
          type: "cosigned",
          size: yield* field.number(value, "size"),
          signature: { name: yield* field.text(value, "name"), keyId: yield* field.number(value, "keyId"), bytes: yield* field.bytes(value, "bytes") }
        }
      default:
        return yield* bad("type")
    }
  })

const decoded = (bytes: Uint8Array): Reading<DataValue> =>
  Result.mapError(Cbor.decode(bytes), (error) => new Entry.InvalidEntry({ reason: error.message }))

export const decode = (bytes: Uint8Array): Reading<Packet> =>
  Result.gen(function*() {
    const value = yield* objectOf(yield* decoded(bytes))
    const from = yield* field.text(value, "from")
    const messages: Array<PeerMessage> = []
    for (const each of yield* arrayOf(value["messages"])) messages.push(yield* messageOf(from, each))
    return { from, messages }
  })

export const decodeDecided = (bytes: Uint8Array): Reading<ReadonlyArray<Decided>> =>
  Result.gen(function*() {
    const list: Array<Decided> = []
    for (const each of yield* arrayOf(yield* decoded(bytes))) {
      const value = yield* objectOf(each)
      list.push({ block: yield* Block.fromData(value["block"]), certificate: yield* certificateOf(value["certificate"]) })
    }
    return list
  })
