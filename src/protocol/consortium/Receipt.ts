/**
 * An operator's signed promise to a client: this operation will be in the log.
 * A signed note by the operator's key (type 0x01, so with another key ID than
 * its cosignatures), made of these lines:
 *
 *     orrery/receipt/v1
 *     <origin of the log>
 *     <did>
 *     <CID of the operation>
 *     size <entries of the log as the operator knew it>
 *     deadline <agreed time, milliseconds since 1970>
 *
 * The promise: no entry of the log has a time at or above `deadline` unless
 * this operation is in the log, or another operation of the same DID came into
 * it at an index of `size` or above. The other operation excuses because it may
 * have made this one void; whether it did, the log itself shows.
 * The deadline is in the log's own time, so a consortium that stands still
 * breaks no promise. An honest operator signs only once a quorum holds the
 * operation; the honest among those refuse every block that would break the
 * promise, so it is kept whatever the network does.
 */
import * as Result from "effect/Result"
import type * as Ed25519 from "../tlog/Ed25519.ts"
import * as SignedNote from "../tlog/SignedNote.ts"
import * as OperatorNote from "./OperatorNote.ts"

export interface Receipt {
  readonly origin: string
  readonly did: string
  readonly cid: string
  readonly size: number
  /** Milliseconds since 1970. */
  readonly deadline: number
}

const header = "orrery/receipt/v1"

export const text = ({ cid, deadline, did, origin, size }: Receipt): string =>
  `${[header, origin, did, cid, `size ${size}`, `deadline ${deadline}`].join("\n")}\n`

export const sign = (key: Ed25519.KeyPair, name: string, receipt: Receipt): string => OperatorNote.sign(key, name, text(receipt))

const parse = (said: string): Result.Result<Receipt, SignedNote.InvalidNote> => {
  const [first, origin = "", did = "", cid = "", sizeLine = "", deadlineLine = "", end, ...more] = said.split("\n")
  const size = Number(/^size (\d{1,15})$/.exec(sizeLine)?.[1])
  const deadline = Number(/^deadline (\d{1,15})$/.exec(deadlineLine)?.[1])
  const receipt = { origin, did, cid, size, deadline }
  return first === header && end === "" && more.length === 0 && text(receipt) === said
    ? Result.succeed(receipt)
    : Result.fail(new SignedNote.InvalidNote({ reason: "not a receipt" }))
}

export interface Opened {
  readonly receipt: Receipt
  /** Which operator promised. */
  readonly by: string
}

/** Reads a receipt of one of these operators. */
export const open = (note: string, operators: ReadonlyArray<OperatorNote.Operator>): Result.Result<Opened, SignedNote.InvalidNote> =>
  Result.map(OperatorNote.open(note, operators, parse, "a receipt"), ({ by, said }) => ({ receipt: said, by }))
