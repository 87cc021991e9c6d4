/**
 * A proof in one text that something is in a log: index, inclusion proof and
 * the cosigned checkpoint. `extra` is the entry itself here, so that a client
 * needs nothing else; it counts for nothing until its hash is proven. [C2SP tlog-proof]
 */
import * as Result from "effect/Result"
import * as Cosignature from "./Cosignature.ts"
import * as Merkle from "./Merkle.ts"
import { fromBase64, InvalidNote, toBase64, type Verifier } from "./SignedNote.ts"

export interface TlogProof {
  readonly extra?: Uint8Array
  readonly index: number
  readonly path: ReadonlyArray<Merkle.Hash>
  /** The signed note, verbatim. */
  readonly checkpoint: string
}

const header = "c2sp.org/tlog-proof@v1"
const maxPath = 64

export const format = ({ checkpoint, extra, index, path }: TlogProof): string =>
  [
    header,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...path.map(toBase64),
    "",
    checkpoint
  ].join("\n")

export const parse = (text: string): Result.Result<TlogProof, InvalidNote> => {
  const fail = (reason: string) => Result.fail(new InvalidNote({ reason }))
  const end = text.indexOf("\n\n")
  if (end < 0) return fail("a proof without checkpoint")
  const lines = text.slice(0, end).split("\n")
  if (lines.shift() !== header) return fail(`a proof begins with ${header}`)
  const extra = lines[0]?.startsWith("extra ") === true ? fromBase64(lines.shift()!.slice("extra ".length)) : null
  if (extra === undefined) return fail("the proof's extra data is not base64")
  const index = /^index (0|[1-9][0-9]*)$/.exec(lines.shift() ?? "")?.[1]
  if (index === undefined || !Number.isSafeInteger(Number(index))) return fail("a proof says its index")
  const path = lines.map(fromBase64)
  if (path.length > maxPath || !path.every((hash) => hash?.length === Merkle.hashBytes)) return fail("the proof's path is not one of SHA-256 hashes")
  return Result.succeed({
    ...(extra === null ? {} : { extra }),
    index: Number(index),
    path: path as ReadonlyArray<Merkle.Hash>,
    checkpoint: text.slice(end + 2)
  })
}

/** The checkpoint that proves the entry, and who of the known cosigned it. */
export const verify = (
  proof: TlogProof,
  entry: Uint8Array,
  known: ReadonlyArray<Verifier>
): Result.Result<Cosignature.Opened, InvalidNote> =>
  Result.flatMap(Cosignature.open(proof.checkpoint, known), (opened) =>
    Merkle.verifyInclusion(Merkle.leafHash(entry), proof.index, opened.checkpoint.size, proof.path, opened.checkpoint.root)
      ? Result.succeed(opened)
      : Result.fail(new InvalidNote({ reason: `entry ${proof.index} is not in the tree of ${opened.checkpoint.size}` })))
