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
import * as Ed25519 from "../tlog/Ed25519.ts"
import * as SignedNote from "../tlog/SignedNote.ts"

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

/** The verifier of an operator's receipts. */
export const verifier = (name: string, publicKey: Uint8Array): SignedNote.Verifier =>
  SignedNote.verifier(name, SignedNote.types.ed25519, publicKey)

export const sign = (key: Ed25519.KeyPair, name: string, receipt: Receipt): string => {
  const said = text(receipt)
  const { keyId } = verifier(name, key.publicKey)
  return SignedNote.format({ text: said, signatures: [{ name, keyId, bytes: key.sign(SignedNote.bytesOf(said)) }] })
}

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
export const open = (
  note: string,
  operators: ReadonlyArray<{ readonly name: string; readonly publicKey: Uint8Array }>
): Result.Result<Opened, SignedNote.InvalidNote> =>
  Result.gen(function*() {
    const parsed = yield* SignedNote.parse(note)
    const receipt = yield* parse(parsed.text)
    const known = operators.map(({ name, publicKey }) => verifier(name, publicKey))
    const [signer] = yield* SignedNote.signersOf(parsed, known, ({ publicKey }, said, signature) =>
      Ed25519.verify(publicKey, SignedNote.bytesOf(said), signature))
    if (signer === undefined) return yield* Result.fail(new SignedNote.InvalidNote({ reason: "a receipt of nobody known" }))
    return { receipt, by: signer.name }
  })
