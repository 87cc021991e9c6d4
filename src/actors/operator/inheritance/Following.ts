/**
 * A founder follows the old log until it may declare how far it came:
 *
 *     following ──▶ at the end ──▶ marks as replayed? ──▶ declared
 *         │ ▲          │ ▲   told by the admin, if it waits
 *         └─┘          └─┘
 *     silent, unsound, another log: said in `trouble`, and tried again
 *
 * What was declared is on disk and never changes. Who was told while the old log
 * is out of reach declares where it last ended: that is what waiting is for.
 */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { InheritsOptions } from "../Options.ts"
import type { Source } from "./Source.ts"
import type { Declared, Staged } from "./Staged.ts"

const pauseMillis = 2_000

/** The old one marks as fallen what stands by the rules, or the other way about. */
export class WrongMark extends Data.TaggedError("WrongMark")<{ readonly host: string; readonly did: string; readonly cid: string; readonly detail: string }> {
  override get message(): string {
    return `${this.host} says of ${this.cid} of ${this.did} that it is ${this.detail}`
  }
}

export const make = (options: InheritsOptions, staged: Staged, source: Source) => {
  let trouble: string | undefined

  const compare = Effect.fnUntraced(function*(did: string) {
    const log = yield* staged.logOf(did)
    const told = yield* source.marks(did)
    // What came since is compared when it was followed.
    if (told === undefined || told.length !== log.length || told.some(({ cid }, i) => cid !== log[i]!.cid.toString())) return
    const i = told.findIndex(({ nullified }, index) => nullified !== log[index]!.nullified)
    if (i < 0) return
    const { cid, nullified } = told[i]!
    return yield* new WrongMark({ host: source.host(), did, cid, detail: nullified ? "nullified, and it stands" : "standing, and it is nullified" })
  })

  /**
   * The export by date tells of every operation whether it has fallen; what it
   * says otherwise than the rules is asked for once more, in one piece.
   */
  const compareAll = Effect.gen(function*() {
    const suspects = new Set<string>()
    for (let after = "", more = true; more;) {
      const lines = yield* source.dated(after)
      for (const { cid, did, nullified } of lines) {
        const mark = yield* staged.isNullified(did, cid)
        if (mark !== undefined && nullified !== undefined && mark !== nullified) suspects.add(did)
      }
      const last = lines.at(-1)?.createdAt ?? after
      // A page that brings nothing later is the end, whoever serves it: dates of one form sort as text.
      more = last > after
      after = last
    }
    for (const did of suspects) yield* compare(did)
  })

  const declare = (end: Declared) => Effect.as(staged.declare(end), end)

  const attempt = Effect.gen(function*() {
    const end = yield* source.follow
    yield* staged.reachEnd(end)
    const isTime = !options.waits || (yield* staged.isTold)
    if (isTime) yield* compareAll
    trouble = undefined
    return isTime && end.size > 0 ? yield* declare(end) : undefined
  })

  /** Why this attempt failed is said; what was followed of another log is given up. */
  const failed = Effect.fnUntraced(function*(error: { readonly _tag: string; readonly message: string }) {
    trouble = error.message
    if (error._tag === "OtherLog") yield* staged.clear
    source.next()
    const end = error._tag === "SourceSilent" && (yield* staged.isTold) ? yield* staged.end : undefined
    return end === undefined ? undefined : yield* declare(end)
  })

  const round = Effect.catch(attempt, failed)

  return {
    /** What went wrong last; undefined if nothing is. */
    trouble: (): string | undefined => trouble,
    /** Follows until it may declare. */
    declared: Effect.gen(function*() {
      const before = yield* staged.declared
      if (before !== undefined) return before
      while (true) {
        const [seen, heard] = [trouble, staged.told.version]
        const declared = yield* Effect.catch(round, (error) => {
          trouble = error.message
          return Effect.succeed(undefined)
        })
        if (declared !== undefined) return declared
        const pause = Duration.millis(seen === undefined && trouble === undefined ? options.pollMillis : pauseMillis)
        yield* Effect.timeoutOption(staged.told.changedSince(heard), pause)
      }
    })
  }
}

export type Following = ReturnType<typeof make>
