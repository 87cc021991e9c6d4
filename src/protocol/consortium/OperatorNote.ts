/**
 * A signed note by which one operator binds itself: what receipts and
 * statements have in common. It is signed by the operator's key with type 0x01,
 * so with another key ID than the operator's cosignatures. [C2SP signed-note]
 */
import * as Result from "effect/Result"
import * as Ed25519 from "../tlog/Ed25519.ts"
import * as SignedNote from "../tlog/SignedNote.ts"

export interface Operator {
  readonly name: string
  readonly publicKey: Uint8Array
}

const verifier = ({ name, publicKey }: Operator): SignedNote.Verifier => SignedNote.verifier(name, SignedNote.types.ed25519, publicKey)

export const sign = (key: Ed25519.KeyPair, name: string, text: string): string => {
  const { keyId } = verifier({ name, publicKey: key.publicKey })
  return SignedNote.format({ text, signatures: [{ name, keyId, bytes: key.sign(SignedNote.bytesOf(text)) }] })
}

/** Reads a note of one of these operators; `what` it should be is said of one that is nobody's. */
export const open = <A>(
  note: string,
  operators: ReadonlyArray<Operator>,
  parse: (text: string) => Result.Result<A, SignedNote.InvalidNote>,
  what: string
): Result.Result<{ readonly said: A; readonly by: string }, SignedNote.InvalidNote> =>
  Result.gen(function*() {
    const parsed = yield* SignedNote.parse(note)
    const said = yield* parse(parsed.text)
    const [signer] = yield* SignedNote.signersOf(parsed, operators.map(verifier), ({ publicKey }, text, signature) =>
      Ed25519.verify(publicKey, SignedNote.bytesOf(text), signature))
    if (signer === undefined) return yield* Result.fail(new SignedNote.InvalidNote({ reason: `${what} of nobody known` }))
    return { said, by: signer.name }
  })
