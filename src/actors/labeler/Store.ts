/** A labeler's key, its labels in the order in which they were made, and the reports that it took. */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { Label } from "../../protocol/label/Label.ts"

interface LabelRow {
  readonly id: number
  readonly src: string
  readonly uri: string
  readonly cid: string | null
  readonly val: string
  readonly neg: number
  readonly cts: string
  readonly exp: string | null
  readonly sig: Uint8Array
}

export interface StoredLabel {
  readonly id: number
  readonly label: Label
}

const fromRow = (row: LabelRow): StoredLabel => ({
  id: row.id,
  label: {
    ver: 1,
    src: row.src,
    uri: row.uri,
    ...(row.cid === null ? {} : { cid: row.cid }),
    val: row.val,
    ...(row.neg === 1 ? { neg: true } : {}),
    cts: row.cts,
    ...(row.exp === null ? {} : { exp: row.exp }),
    sig: row.sig
  }
})

/** `*` stands at the end of a pattern only: everything that begins so. [lex:com.atproto.label.queryLabels] */
const matcher = (pattern: string): { readonly from: string; readonly to: string } =>
  pattern.endsWith("*") ? { from: pattern.slice(0, -1), to: `${pattern.slice(0, -1)}\u{10ffff}` } : { from: pattern, to: pattern }

export const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS labeler_key (id INTEGER PRIMARY KEY CHECK (id = 1), secret BLOB NOT NULL)`
  yield* sql`CREATE TABLE IF NOT EXISTS label (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    src TEXT NOT NULL,
    uri TEXT NOT NULL,
    cid TEXT,
    val TEXT NOT NULL,
    neg INTEGER NOT NULL,
    cts TEXT NOT NULL,
    exp TEXT,
    sig BLOB NOT NULL
  )`
  yield* sql`CREATE INDEX IF NOT EXISTS label_uri ON label (uri)`
  yield* sql`CREATE TABLE IF NOT EXISTS report (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reportedBy TEXT NOT NULL,
    reasonType TEXT NOT NULL,
    reason TEXT,
    subject TEXT NOT NULL,
    createdAt TEXT NOT NULL
  )`
  const columns = sql.literal("id, src, uri, cid, val, neg, cts, exp, sig")

  return {
    secret: Effect.map(
      sql<{ readonly secret: Uint8Array }>`SELECT secret FROM labeler_key WHERE id = 1`,
      (rows) => rows[0]?.secret
    ),
    setSecret: (secret: Uint8Array) => sql`INSERT INTO labeler_key (id, secret) VALUES (1, ${secret})`,
    add: (label: Label & { readonly sig: Uint8Array }) =>
      sql`INSERT INTO label (src, uri, cid, val, neg, cts, exp, sig) VALUES (${label.src}, ${label.uri}, ${label.cid ?? null},
          ${label.val}, ${label.neg === true ? 1 : 0}, ${label.cts}, ${label.exp ?? null}, ${label.sig})`,
    query: Effect.fnUntraced(function*(patterns: ReadonlyArray<string>, after: number, limit: number) {
      const found: Array<StoredLabel> = []
      for (const pattern of patterns) {
        const { from, to } = matcher(pattern)
        const rows = yield* sql<LabelRow>`SELECT ${columns} FROM label
          WHERE uri >= ${from} AND uri <= ${to} AND id > ${after} ORDER BY id LIMIT ${limit}`
        found.push(...rows.map(fromRow))
      }
      const byId = new Map(found.map((stored) => [stored.id, stored]))
      return [...byId.values()].sort((a, b) => a.id - b.id).slice(0, limit)
    }),
    addReport: (report: {
      readonly reportedBy: string
      readonly reasonType: string
      readonly reason: string | null
      readonly subject: string
      readonly createdAt: string
    }) =>
      Effect.map(
        sql<{ readonly id: number }>`INSERT INTO report (reportedBy, reasonType, reason, subject, createdAt)
          VALUES (${report.reportedBy}, ${report.reasonType}, ${report.reason}, ${report.subject}, ${report.createdAt}) RETURNING id`,
        (rows) => rows[0]!.id
      )
  }
})

export type Store = Effect.Success<typeof make>
