/**
 * The public log that is followed, at any of the hosts that serve it: pages of
 * a directory's export by number, or entries of a consortium's log under a
 * checkpoint. Numbers and indices name each operation once, so that equal times
 * at the edge of a page lose nothing. An export in a file will do, where a web
 * server has it under `/export`.
 *
 * Nothing here is believed: operations are replayed by who takes them, a
 * consortium's entries have to give the root that a quorum cosigned.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Inheritance from "../../../protocol/consortium/Inheritance.ts"
import * as Checkpoint from "../../../protocol/tlog/Checkpoint.ts"
import * as Merkle from "../../../protocol/tlog/Merkle.ts"
import { fromBase64, parse as parseNote, toBase64 } from "../../../protocol/tlog/SignedNote.ts"
import { Hosts } from "../../Hosts.ts"
import { listOf } from "../../identity/Directory.ts"
import type { InheritsOptions } from "../Options.ts"
import type { Declared, Staged } from "./Staged.ts"

const timeoutMillis = 10_000
const pageLines = 1_000
const pageEntries = 256

/** A host that does not answer, or not what was asked. */
export class SourceSilent extends Data.TaggedError("SourceSilent")<{ readonly host: string; readonly detail: string }> {
  override get message(): string {
    return `${this.host}: ${this.detail}`
  }
}

/** The old log is not the one that was followed so far, or its checkpoint does not hold. */
export class OtherLog extends Data.TaggedError("OtherLog")<{ readonly host: string; readonly size: number; readonly detail: string }> {
  override get message(): string {
    return `${this.host} shows another log at size ${this.size}: ${this.detail}`
  }
}

const decodeEntryLine = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Struct({ index: Schema.Int, entry: Schema.String })))
const decodeAudit = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Array(Schema.Struct({ cid: Schema.String, nullified: Schema.Boolean }))))
/** A saved export says nothing of marks. */
const DatedLine = Schema.Struct({ did: Schema.String, cid: Schema.String, nullified: Schema.optionalKey(Schema.Boolean), createdAt: Schema.String })
const decodeDated = Schema.decodeUnknownResult(Schema.fromJsonString(DatedLine))
const decodeJson = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Unknown))

export const make = Effect.fnUntraced(function*({ from }: Pick<InheritsOptions, "from">, staged: Staged) {
  const { originOf } = yield* Hosts
  const client = yield* HttpClient
  const hosts = listOf(from)
  let turn = 0
  const host = (): string => hosts[turn % hosts.length]!

  const get = (path: string) => {
    const at = host()
    return Effect.gen(function*() {
      const { status, text } = yield* client.get(`${at.includes("://") ? at : originOf(at)}${path}`)
      return { status, body: yield* text }
    }).pipe(
      Effect.timeout(timeoutMillis),
      Effect.mapError((error) => new SourceSilent({ host: at, detail: error.message }))
    )
  }

  const linesOf = Effect.fnUntraced(function*(path: string) {
    const { body, status } = yield* get(path)
    return status === 200
      ? body.split("\n").filter((line) => line !== "")
      : yield* new SourceSilent({ host: host(), detail: `${path} answered ${status}` })
  })

  /** The newest that a consortium has cosigned; undefined where it is a directory. */
  const checkpointOf = Effect.gen(function*() {
    const { body, status } = yield* get("/consortium/checkpoint")
    // A directory takes the path for that of a DID, and knows none of that name.
    if (status === 404 && (yield* get("/consortium")).status === 404) return undefined
    const checkpoint = Result.flatMap(parseNote(body), ({ text }) => Checkpoint.parse(text))
    return status === 200 && Result.isSuccess(checkpoint)
      ? { ...checkpoint.success, note: body }
      : yield* new SourceSilent({ host: host(), detail: `/consortium/checkpoint answered ${status}` })
  })

  const followDirectory = Effect.gen(function*() {
    while (true) {
      const after = staged.seq()
      const leaves: Array<Uint8Array> = []
      for (const text of yield* linesOf(`/export?count=${pageLines}&after=${after}`)) {
        const json = decodeJson(text)
        const line = Result.isSuccess(json) ? Inheritance.lineOf(json.success) : undefined
        if (line === undefined) return yield* new SourceSilent({ host: host(), detail: `after ${after} comes what is no line of a sequenced export: ${text.slice(0, 200)}` })
        // Whoever serves a saved export gives all of it, whatever comes after which number was asked.
        if (line.seq > after) leaves.push(Inheritance.leafOf(line))
      }
      if (leaves.length === 0) break
      yield* staged.append(leaves)
    }
    return { from: hosts[0]!, size: staged.size(), root: toBase64(staged.root()) } satisfies Declared
  })

  const followConsortium = Effect.fnUntraced(function*({ note, origin, root, size }: Checkpoint.Checkpoint & { readonly note: string }) {
    const other = (detail: string) => new OtherLog({ host: host(), size, detail })
    while (staged.size() < size) {
      const start = staged.size()
      const leaves: Array<Uint8Array> = []
      for (const line of yield* linesOf(`/consortium/entries?start=${start}&end=${Math.min(size, start + pageEntries)}`)) {
        const entry = decodeEntryLine(line)
        const bytes = Result.isSuccess(entry) && entry.success.index === start + leaves.length ? fromBase64(entry.success.entry) : undefined
        if (bytes === undefined) return yield* new SourceSilent({ host: host(), detail: `entry ${start + leaves.length} is missing` })
        leaves.push(bytes)
      }
      if (leaves.length === 0) return yield* new SourceSilent({ host: host(), detail: `entry ${start} is missing` })
      yield* staged.append(leaves)
    }
    const known = yield* staged.rootAt(size)
    if (known === undefined || !Merkle.equals(known, root)) return yield* other(`its root is ${toBase64(root)}, what was followed amounts to ${toBase64(known ?? Merkle.emptyRoot)}`)
    const leaves = (yield* staged.rows(0, size)).map(({ leaf }) => leaf)
    const problem = Inheritance.checkpointProblem({ from: origin, size, root, checkpoint: note }, leaves)
    if (problem !== undefined) return yield* other(problem)
    return { from: origin, size, root: toBase64(root), checkpoint: note } satisfies Declared
  })

  return {
    host,
    /** Another host is asked from now on. */
    next: (): void => {
      turn++
    },
    /** Takes all that there is, and says where the old log ends. */
    follow: Effect.gen(function*() {
      const checkpoint = yield* checkpointOf
      return checkpoint === undefined ? yield* followDirectory : yield* followConsortium(checkpoint)
    }),
    /** The next page of the export by date, with marks. */
    dated: Effect.fnUntraced(function*(after: string) {
      const lines: Array<typeof DatedLine.Type> = []
      for (const text of yield* linesOf(`/export?count=${pageLines}${after === "" ? "" : `&after=${after}`}`)) {
        const line = decodeDated(text)
        if (Result.isFailure(line)) return yield* new SourceSilent({ host: host(), detail: `no line of an export by date: ${text.slice(0, 200)}` })
        lines.push(line.success)
      }
      return lines
    }),
    /**
     * Which operations of a DID the old one says have fallen, in its order;
     * undefined where it does not know the DID.
     */
    marks: Effect.fnUntraced(function*(did: string) {
      const { body, status } = yield* get(`/${did}/log/audit`)
      const lines = decodeAudit(body)
      if (status === 404) return undefined
      return status === 200 && Result.isSuccess(lines)
        ? lines.success
        : yield* new SourceSilent({ host: host(), detail: `the audit log of ${did} was answered with ${status}` })
    })
  }
})

export type Source = Effect.Success<ReturnType<typeof make>>
