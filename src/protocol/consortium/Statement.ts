/**
 * What an operator says of one DID, signed, so that it can be held to it: where
 * its copy of the log stood, and what the DID's operations in it amount to. A
 * signed note by the operator's key (type 0x01, as receipts), of these lines:
 *
 *     orrery/statement/v1
 *     <origin of the log>
 *     <did>
 *     size <entries of the log that were final for the operator>
 *     count <entries of this DID among them>
 *     newest <index of the last of these, or none>
 *     head <CID of the last live operation, or none>
 *
 * An answer that leaves out an operation, or goes on serving a nullified one,
 * contradicts its own statement or the log that the operator cosigned.
 */
import * as Result from "effect/Result"
import type * as Ed25519 from "../tlog/Ed25519.ts"
import * as SignedNote from "../tlog/SignedNote.ts"
import * as OperatorNote from "./OperatorNote.ts"

export interface Statement {
  readonly origin: string
  readonly did: string
  readonly size: number
  readonly count: number
  readonly newest: number | undefined
  readonly head: string | undefined
}

const header = "orrery/statement/v1"

export const text = ({ count, did, head, newest, origin, size }: Statement): string =>
  `${[header, origin, did, `size ${size}`, `count ${count}`, `newest ${newest ?? "none"}`, `head ${head ?? "none"}`].join("\n")}\n`

export const sign = (key: Ed25519.KeyPair, name: string, statement: Statement): string => OperatorNote.sign(key, name, text(statement))

const numberIn = (line: string, name: string): number | undefined => {
  const found = new RegExp(`^${name} (\\d{1,15})$`).exec(line)?.[1]
  return found === undefined ? undefined : Number(found)
}

const parse = (said: string): Result.Result<Statement, SignedNote.InvalidNote> => {
  const [, origin = "", did = "", sizeLine = "", countLine = "", newestLine = "", headLine = ""] = said.split("\n")
  const head = headLine.slice("head ".length)
  const statement: Statement = {
    origin,
    did,
    size: numberIn(sizeLine, "size") ?? -1,
    count: numberIn(countLine, "count") ?? -1,
    newest: numberIn(newestLine, "newest"),
    head: head === "none" ? undefined : head
  }
  return text(statement) === said ? Result.succeed(statement) : Result.fail(new SignedNote.InvalidNote({ reason: "not a statement of a DID" }))
}

export interface Opened {
  readonly statement: Statement
  /** Which operator says so. */
  readonly by: string
}

/** Reads a statement of one of these operators. */
export const open = (note: string, operators: ReadonlyArray<OperatorNote.Operator>): Result.Result<Opened, SignedNote.InvalidNote> =>
  Result.map(OperatorNote.open(note, operators, parse, "a statement"), ({ by, said }) => ({ statement: said, by }))
