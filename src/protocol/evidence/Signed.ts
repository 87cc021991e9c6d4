/** What evidence is made of, opened strictly: nothing in it that is not signed, proven, or the only way to write it. */
import * as Result from "effect/Result"
import * as Entry from "../consortium/Entry.ts"
import * as Receipt from "../consortium/Receipt.ts"
import * as Statement from "../consortium/Statement.ts"
import * as Checkpoint from "../tlog/Checkpoint.ts"
import * as Cosignature from "../tlog/Cosignature.ts"
import * as Merkle from "../tlog/Merkle.ts"
import * as SignedNote from "../tlog/SignedNote.ts"
import { type Included, Unproven } from "./Evidence.ts"

/** Name and Ed25519 key of an operator. */
export interface Operator {
  readonly name: string
  readonly publicKey: Uint8Array
}

export type Proven<A> = Result.Result<A, Unproven>

export const unproven = (reason: string): Result.Result<never, Unproven> => Result.fail(new Unproven({ reason }))

const opened = <A>(result: Result.Result<A, { readonly message: string }>): Proven<A> =>
  Result.mapError(result, ({ message }) => new Unproven({ reason: message }))

export const cosigners = (operators: ReadonlyArray<Operator>): ReadonlyArray<SignedNote.Verifier> =>
  operators.map(({ name, publicKey }) => Cosignature.verifier(name, publicKey))

export interface Signed {
  readonly checkpoint: Checkpoint.Checkpoint
  /** Sorted; every signature of the note is one of theirs. */
  readonly by: ReadonlyArray<string>
}

/** A checkpoint whose signatures are those of some of the operators and no other, in order of name. */
export const checkpoint = (note: string, operators: ReadonlyArray<Operator>): Proven<Signed> =>
  Result.gen(function*() {
    const parsed = yield* opened(SignedNote.parse(note))
    const said = yield* opened(Checkpoint.parse(parsed.text))
    const known = cosigners(operators)
    const by: Array<string> = []
    for (const signature of parsed.signatures) {
      const signer = known.find(({ keyId, name }) => name === signature.name && keyId === signature.keyId)
      if (signer === undefined || !Cosignature.verify(signer, parsed.text, signature.bytes)) {
        return yield* unproven(`${signature.name} did not sign the checkpoint`)
      }
      by.push(signer.name)
    }
    if (by.some((name, i) => i > 0 && by[i - 1]! >= name)) return yield* unproven("signatures stand once each, by name")
    if (SignedNote.format(parsed) !== note) return yield* unproven("a note is written in one way")
    return { checkpoint: said, by }
  })

/** The note with the cosignatures of these alone, as evidence carries it; undefined if one of them is not there. */
export const signedBy = (note: string, operators: ReadonlyArray<Operator>, names: ReadonlyArray<string>): string | undefined => {
  const parsed = SignedNote.parse(note)
  if (Result.isFailure(parsed)) return undefined
  const known = cosigners(operators)
  const signatures = names.toSorted().flatMap((wanted) =>
    parsed.success.signatures.filter(({ keyId, name }) => name === wanted && known.some((each) => each.name === name && each.keyId === keyId)).slice(0, 1))
  return signatures.length === names.length ? SignedNote.format({ text: parsed.success.text, signatures }) : undefined
}

const single = <A>(note: string, open: Result.Result<A, SignedNote.InvalidNote>): Proven<A> =>
  Result.gen(function*() {
    const parsed = yield* opened(SignedNote.parse(note))
    if (parsed.signatures.length !== 1) return yield* unproven("one signature is expected")
    return yield* opened(open)
  })

export const receipt = (note: string, operators: ReadonlyArray<Operator>): Proven<Receipt.Opened> => single(note, Receipt.open(note, operators))

export const statement = (note: string, operators: ReadonlyArray<Operator>): Proven<Statement.Opened> => single(note, Statement.open(note, operators))

export const bytes = (base64: string): Proven<Uint8Array> => {
  const decoded = SignedNote.fromBase64(base64)
  return decoded === undefined ? unproven("not base64") : Result.succeed(decoded)
}

export const hashes = (list: ReadonlyArray<string>): Proven<ReadonlyArray<Merkle.Hash>> =>
  Result.gen(function*() {
    const out: Array<Merkle.Hash> = []
    for (const each of list) {
      const hash = yield* bytes(each)
      if (hash.length !== Merkle.hashBytes) return yield* unproven("not a hash")
      out.push(hash)
    }
    return out
  })

export interface Leaf {
  readonly index: number
  /** Undefined for bytes that are no entry. */
  readonly entry: Entry.Entry | undefined
}

/** Entries that stand in the tree of a checkpoint, by rising index. */
export const included = (list: ReadonlyArray<Included>, { root, size }: Checkpoint.Checkpoint): Proven<ReadonlyArray<Leaf>> =>
  Result.gen(function*() {
    const leaves: Array<Leaf> = []
    for (const { entry, index, path } of list) {
      const leaf = yield* bytes(entry)
      if (!Merkle.verifyInclusion(Merkle.leafHash(leaf), index, size, yield* hashes(path), root)) {
        return yield* unproven(`entry ${index} is not in the tree of ${size}`)
      }
      if (leaves.length > 0 && leaves.at(-1)!.index >= index) return yield* unproven("entries stand by rising index")
      leaves.push({ index, entry: Result.getOrUndefined(Entry.decode(leaf)) })
    }
    return leaves
  })
