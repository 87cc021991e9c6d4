/**
 * Invite codes: how many may sign up by each, and who did. [ref pds]
 *
 * A code's uses are counted, not counted down: those who have used it, and
 * those whose account is being made. So a sign-up that fails costs nothing, and
 * two who ask at once for the last use do not both get it.
 *
 * An account may earn codes of its own with time: one an interval since the
 * epoch, at most five of them open. Codes that the operator gave do not count.
 */
import * as Clock from "effect/Clock"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { Did } from "../../../protocol/syntax/Did.ts"
import { declared } from "../../../protocol/xrpc/XrpcError.ts"

export interface InviteUse {
  readonly usedBy: Did
  readonly usedAt: string
}

/** com.atproto.server.defs#inviteCode */
export interface Invite {
  readonly code: string
  readonly available: number
  readonly disabled: boolean
  readonly forAccount: string
  readonly createdBy: string
  readonly createdAt: string
  readonly uses: ReadonlyArray<InviteUse>
}

interface Row {
  readonly code: string
  readonly available: number
  readonly disabled: number
  readonly for_account: string
  readonly created_by: string
  readonly created_at: string
}

export interface Earning {
  readonly everyMillis: number
  readonly epochMillis: number
}

export const operator = "admin"
const maxOpen = 5
const alphabet = "abcdefghijklmnopqrstuvwxyz234567"

/** How many codes an account has earned and not yet got. */
export const earned = (
  codes: ReadonlyArray<Invite>,
  account: { readonly createdAtMillis: number; readonly nowMillis: number },
  { epochMillis, everyMillis }: Earning
): number => {
  const own = codes.filter(({ createdBy }) => createdBy !== operator)
  const open = own.filter(({ available, disabled, uses }) => !disabled && available > uses.length)
  const intervals = (fromMillis: number, toMillis: number): number => Math.floor(Math.max(0, toMillis - fromMillis) / everyMillis)
  const { createdAtMillis, nowMillis } = account
  const sinceEpoch = intervals(createdAtMillis, nowMillis) - intervals(createdAtMillis, epochMillis)
  const got = own.filter(({ createdAt }) => Date.parse(createdAt) > epochMillis)
  return Math.max(0, Math.min(maxOpen - open.length, sinceEpoch - got.length))
}

export const make = Effect.fnUntraced(function*(host: string) {
  const sql = yield* SqlClient
  const { randomBytes } = yield* SecureRandom

  const draw = Effect.map(randomBytes(10), (bytes) => {
    const text = Array.from(bytes, (byte) => alphabet[byte & 31]).join("")
    return `${host.replaceAll(".", "-")}-${text.slice(0, 5)}-${text.slice(5)}`
  })

  const withUses = Effect.fnUntraced(function*(rows: ReadonlyArray<Row>) {
    const invites: Array<Invite> = []
    for (const row of rows) {
      const uses = yield* sql<InviteUse>`SELECT used_by AS "usedBy", used_at AS "usedAt" FROM invite_use WHERE code = ${row.code} ORDER BY used_at DESC, used_by`
      invites.push({
        code: row.code,
        available: row.available,
        disabled: row.disabled === 1,
        forAccount: row.for_account,
        createdBy: row.created_by,
        createdAt: row.created_at,
        uses
      })
    }
    return invites
  })

  const ofAccount = (did: string) => Effect.flatMap(sql<Row>`SELECT * FROM invite WHERE for_account = ${did} ORDER BY created_at, code`, withUses)

  const insert = Effect.fnUntraced(function*(row: Omit<Row, "code" | "created_at">) {
    const code = yield* draw
    const createdAt = new Date(yield* Clock.currentTimeMillis).toISOString()
    yield* sql`INSERT INTO invite (code, available, disabled, for_account, created_by, created_at)
      VALUES (${code}, ${row.available}, ${row.disabled}, ${row.for_account}, ${row.created_by}, ${createdAt})`
    return code
  })

  return {
    /** In the transaction that reserves the new account. *InvalidInviteCode* */
    ensure: Effect.fnUntraced(function*(code: string) {
      const rows = yield* sql<{ left: number }>`SELECT available
          - (SELECT COUNT(*) FROM invite_use u WHERE u.code = invite.code)
          - (SELECT COUNT(*) FROM creation c WHERE c.invite = invite.code) AS "left"
        FROM invite LEFT JOIN account ON account.did = invite.for_account
        WHERE invite.code = ${code} AND invite.disabled = 0 AND account.takedown IS NULL`
      if ((rows[0]?.left ?? 0) <= 0) return yield* declared("InvalidInviteCode", "Provided invite code not available")
    }),
    /** In the transaction that makes the account. */
    use: Effect.fnUntraced(function*(code: string, did: string) {
      const usedAt = new Date(yield* Clock.currentTimeMillis).toISOString()
      yield* sql`INSERT INTO invite_use (code, used_by, used_at) VALUES (${code}, ${did}, ${usedAt}) ON CONFLICT DO NOTHING`
    }),
    /** By the operator. */
    give: (forAccount: string, useCount: number) =>
      insert({ available: useCount, disabled: 0, for_account: forAccount, created_by: operator }),
    ofAccount,
    /** Makes the codes that the account has earned meanwhile. */
    grant: (did: string, earning: Earning) =>
      sql.withTransaction(Effect.gen(function*() {
        const rows = yield* sql<{ created_at: string; invites_disabled: number }>`SELECT created_at, invites_disabled FROM account WHERE did = ${did}`
        if (rows[0] === undefined) return
        const nowMillis = yield* Clock.currentTimeMillis
        const count = earned(yield* ofAccount(did), { createdAtMillis: Date.parse(rows[0].created_at), nowMillis }, earning)
        for (let i = 0; i < count; i++) {
          yield* insert({ available: 1, disabled: rows[0].invites_disabled, for_account: did, created_by: did })
        }
      })),
    /** The code by which an account came. */
    invitedBy: (did: string) =>
      Effect.flatMap(sql<Row>`SELECT invite.* FROM invite JOIN invite_use USING (code) WHERE used_by = ${did} LIMIT 1`, (rows) =>
        Effect.map(withUses(rows), ([invite]) => invite)),
    /** Newest or most used first; `cursor` is the last code seen. */
    list: Effect.fnUntraced(function*(sort: "recent" | "usage", limit: number, cursor: string | undefined) {
      const key = sort === "recent" ? "created_at" : "(SELECT COUNT(*) FROM invite_use u WHERE u.code = invite.code)"
      const after = cursor === undefined ? "" : `WHERE (${key}, code) < (SELECT ${key}, code FROM invite WHERE code = ?)`
      const rows = yield* sql.unsafe<Row>(
        `SELECT * FROM invite ${after} ORDER BY ${key} DESC, code DESC LIMIT ?`,
        cursor === undefined ? [limit] : [cursor, limit]
      )
      return yield* withUses(rows)
    }),
    disable: Effect.fnUntraced(function*(codes: ReadonlyArray<string>, accounts: ReadonlyArray<string>) {
      for (const code of codes) yield* sql`UPDATE invite SET disabled = 1 WHERE code = ${code}`
      for (const did of accounts) yield* sql`UPDATE invite SET disabled = 1 WHERE for_account = ${did}`
    }),
    /** Whether codes that the account earns are any good. */
    allow: (did: string, allowed: boolean) => sql`UPDATE account SET invites_disabled = ${allowed ? 0 : 1} WHERE did = ${did}`
  }
})

export type Invites = Effect.Success<ReturnType<typeof make>>
