/** Checkpoints: the head of a log's Merkle tree as a note's text. [C2SP tlog-checkpoint] */
import * as Result from "effect/Result"
import { type Hash, hashBytes } from "./Merkle.ts"
import { fromBase64, InvalidNote, toBase64 } from "./SignedNote.ts"

export interface Checkpoint {
  /** Which log. */
  readonly origin: string
  readonly size: number
  readonly root: Hash
  /** Lines that nobody can audit; ours have none. */
  readonly extensions?: ReadonlyArray<string>
}

export const text = ({ extensions = [], origin, root, size }: Checkpoint): string =>
  `${[origin, String(size), toBase64(root), ...extensions].join("\n")}\n`

export const parse = (text: string): Result.Result<Checkpoint, InvalidNote> => {
  const fail = (reason: string) => Result.fail(new InvalidNote({ reason: `a checkpoint has ${reason}` }))
  const lines = text.split("\n")
  if (lines.pop() !== "" || lines.length < 3 || lines.includes("")) return fail("three lines or more, none of them empty")
  const [origin, sizeText, rootText, ...extensions] = lines as [string, string, string, ...ReadonlyArray<string>]
  const size = Number(sizeText)
  if (!/^(?:0|[1-9][0-9]*)$/.test(sizeText) || !Number.isSafeInteger(size)) return fail("a size in its second line")
  const root = fromBase64(rootText)
  if (root?.length !== hashBytes) return fail("a SHA-256 root in its third line")
  return Result.succeed({ origin, size, root, ...(extensions.length === 0 ? {} : { extensions }) })
}
