/**
 * Shares of others' recovery keys, kept by the people whose keys are here.
 *
 *     owner    deposit ─▶ share, sealed for the guardian's root key
 *     asker    request ─▶ a note for the guardian, a letter to the owner
 *     guardian give    ─▶ opened with the passphrase, sealed for the asker's device, for three days
 *     asker    collect ─▶ the envelope
 *
 * 1. No share leaves without its guardian, who brings the passphrase and names
 *    the device. At rest it opens with neither database nor operator's secret.
 * 2. The owner hears by mail of whoever asks and of what is given.
 * 3. What the owner's PDS could do in the owner's name costs no share: of a key
 *    that the DID names, or could name again by a recovery, none is replaced or
 *    withdrawn. A key that the highest one took out is superseded at once, so
 *    guardians may be appointed anew as often as their owner likes.
 * 4. Askers without number keep nobody from being given: a note is a courtesy,
 *    and a guardian may name a device that left none.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import * as DidKey from "../../protocol/keys/DidKey.ts"
import * as Envelope from "../../protocol/keys/Envelope.ts"
import { type KeyPair, Keys } from "../../protocol/keys/Keys.ts"
import * as Share from "../../protocol/keys/Share.ts"
import { declared, invalidRequest } from "../../protocol/xrpc/XrpcError.ts"
import type { Outgoing } from "../mail/Outgoing.ts"
import * as Letters from "./GuardianLetters.ts"
import type { Owner, Owners } from "./Owners.ts"
import type { Publishing } from "./Publishing.ts"

interface Row {
  readonly did: string
  readonly guardian: string
  readonly share_key: string
  readonly threshold: number
  readonly shares: number
  readonly sealed: string
  readonly email: string
  readonly deposited_at_millis: number
}

interface Note {
  readonly recipient: string
  readonly asked_at_millis: number
  readonly answer: "refused" | "given" | null
  readonly share_key: string | null
  readonly sealed: string | null
}

const validMillis = 72 * 3_600_000
/** Of one owner with one guardian; then the oldest goes whose key is superseded. */
const maxShares = 8
/** Of one owner, left with one guardian. */
const maxNotes = 20

const isoOf = (millis: number): string => new Date(millis).toISOString()

export const make = Effect.fnUntraced(function*(options: { readonly owners: Owners; readonly publishing: Publishing; readonly outgoing: Outgoing }) {
  const { outgoing, owners, publishing } = options
  const sql = yield* SqlClient
  const keys = yield* Keys

  const held = (did: string, guardian: string) =>
    sql<Row>`SELECT * FROM share WHERE did = ${did} AND guardian = ${guardian} ORDER BY deposited_at_millis, share_key`
  const noteOf = (did: string, guardian: string, recipient: string, nowMillis: number) =>
    Effect.map(
      sql<Note>`SELECT * FROM share_request WHERE did = ${did} AND guardian = ${guardian} AND recipient = ${recipient} AND asked_at_millis > ${nowMillis - validMillis}`,
      (rows) => rows[0]
    )
  const forgetOld = (nowMillis: number) => sql`DELETE FROM share_request WHERE asked_at_millis <= ${nowMillis - validMillis}`
  const remove = ({ did, guardian, share_key }: Row) => sql`DELETE FROM share WHERE did = ${did} AND guardian = ${guardian} AND share_key = ${share_key}`

  const tell = (to: string, letter: { readonly subject: string; readonly text: string }) => outgoing.send({ to, ...letter }, { purpose: "guardian" })

  const guardianOf = Effect.fnUntraced(function*(did: string) {
    return (yield* owners.find(did)) ?? (yield* declared("NotAGuardian", `${did} keeps no keys here`))
  })

  const deviceKey = (text: string) => Effect.mapError(Effect.fromResult(DidKey.parse(text)), () => invalidRequest("The recipient is no did:key of k256 or p256"))

  /** Of the shares of one owner, the one whose key the DID names, or named last: a thief may have taken it out. */
  const current = Effect.fnUntraced(function*(rows: ReadonlyArray<Row>, did: string) {
    for (const { rotationKeys } of yield* publishing.states(did)) {
      const row = rows.find(({ share_key }) => rotationKeys.includes(share_key))
      if (row !== undefined) return row
    }
    return yield* declared("NoSuchShare", `No share of a key of ${did} is here`)
  })

  /** Until when each one's key stands in the DID, or could again by a recovery; 0 for a key that it never named. */
  const standing = Effect.fnUntraced(function*(rows: ReadonlyArray<Row>, did: string) {
    const states = rows.length === 0 ? [] : yield* publishing.states(did)
    return rows.map((row) => ({
      row,
      untilMillis: Math.max(0, ...states.flatMap(({ rotationKeys, untilMillis }) => rotationKeys.includes(row.share_key) ? [untilMillis] : []))
    }))
  })

  /** The share that makes room for another, if one must. */
  const superseded = Effect.fnUntraced(function*(rows: ReadonlyArray<Row>, did: string, nowMillis: number) {
    if (rows.length < maxShares) return undefined
    const all = yield* standing(rows, did)
    const oldest = all.find(({ untilMillis }) => untilMillis < nowMillis)
    if (oldest !== undefined) return oldest.row
    const atMillis = Math.min(...all.map(({ untilMillis }) => untilMillis))
    return yield* declared(
      "TooManyShares",
      `${maxShares} shares of keys that ${did} names, or could name again by a recovery, are with this guardian. `
        + (Number.isFinite(atMillis) ? `The first makes room after ${isoOf(atMillis)}; ` : "")
        + "whatever the highest rotation key takes out of the DID, or takes back, makes room at once"
    )
  })

  /** The share itself, with the guardian's root key, if it is one. */
  const opened = Effect.fnUntraced(function*(row: Row, root: KeyPair) {
    const wrong = () => declared("FalseShare", `What ${row.did} left is no share of ${row.share_key}`)
    const plain = yield* Effect.mapError(Effect.fromResult(Envelope.open(row.sealed, { key: root, purpose: Share.keptBy(row.guardian, row.share_key) })), wrong)
    yield* Effect.mapError(Effect.fromResult(Share.read(new TextDecoder().decode(plain), row.share_key, keys.verify)), wrong)
    return plain
  })

  return {
    guardianKey: (did: string) => Effect.map(guardianOf(did), ({ root_key }) => ({ rotationKey: root_key })),

    deposit: Effect.fnUntraced(function*(did: string, share: {
      readonly guardian: string
      readonly key: string
      readonly threshold: number
      readonly shares: number
      readonly sealed: string
      readonly email: string
    }) {
      const { guardian, key, sealed } = share
      yield* guardianOf(guardian)
      const all = yield* held(did, guardian)
      const known = all.find(({ share_key }) => share_key === key)
      if (known?.sealed === sealed) return
      if (known !== undefined) return yield* declared("AlreadyDeposited", `Another share of ${key} is here`)
      if (!DidKey.is(key) || share.threshold > share.shares) return yield* invalidRequest("A share is of a did:key, and no more are needed than there are")
      const nowMillis = yield* Clock.currentTimeMillis
      const oldest = yield* superseded(all, did, nowMillis)
      yield* sql.withTransaction(Effect.gen(function*() {
        if (oldest !== undefined) yield* remove(oldest)
        yield* sql`INSERT INTO share (did, guardian, share_key, threshold, shares, sealed, email, deposited_at_millis)
          VALUES (${did}, ${guardian}, ${key}, ${share.threshold}, ${share.shares}, ${sealed}, ${share.email.toLowerCase()}, ${nowMillis})
          ON CONFLICT DO NOTHING`
      }))
    }),

    withdraw: Effect.fnUntraced(function*(did: string, guardian: string) {
      const nowMillis = yield* Clock.currentTimeMillis
      const all = yield* standing(yield* held(did, guardian), did)
      const rows = all.flatMap(({ row, untilMillis }) => untilMillis < nowMillis ? [row] : [])
      yield* sql.withTransaction(Effect.forEach(rows, remove, { discard: true }))
      return { withdrawn: rows.length }
    }),

    /** Does as if it did where nothing is kept. */
    request: Effect.fnUntraced(function*({ did, guardian, recipient }: { readonly did: string; readonly guardian: string; readonly recipient: string }) {
      yield* deviceKey(recipient)
      const nowMillis = yield* Clock.currentTimeMillis
      const [share] = yield* held(did, guardian)
      const keeper = yield* owners.find(guardian)
      if (share === undefined || keeper === undefined) return
      yield* sql.withTransaction(Effect.gen(function*() {
        yield* forgetOld(nowMillis)
        const notes = yield* sql<Note>`SELECT * FROM share_request WHERE did = ${did} AND guardian = ${guardian}`
        if (notes.length >= maxNotes || notes.some((note) => note.recipient === recipient)) return
        yield* sql`INSERT INTO share_request (did, guardian, recipient, asked_at_millis) VALUES (${did}, ${guardian}, ${recipient}, ${nowMillis})`
        yield* tell(keeper.email, Letters.toGuardian(did, recipient))
        yield* tell(share.email, Letters.toOwner(guardian, recipient))
      }))
    }),

    list: Effect.fnUntraced(function*(guardian: string) {
      const nowMillis = yield* Clock.currentTimeMillis
      const rows = yield* sql<Row>`SELECT * FROM share WHERE guardian = ${guardian} ORDER BY deposited_at_millis, did, share_key`
      const notes = yield* sql<Note & { readonly did: string }>`SELECT * FROM share_request
        WHERE guardian = ${guardian} AND answer IS NULL AND asked_at_millis > ${nowMillis - validMillis} ORDER BY asked_at_millis, recipient`
      return rows.map((row) => ({
        did: row.did,
        key: row.share_key,
        threshold: row.threshold,
        shares: row.shares,
        depositedAt: isoOf(row.deposited_at_millis),
        requests: notes.flatMap((note) => note.did === row.did ? [{ recipient: note.recipient, askedAt: isoOf(note.asked_at_millis) }] : [])
      }))
    }),

    /** `root` is the guardian's, opened for this. */
    give: Effect.fnUntraced(function*(guardian: Owner, root: KeyPair, { did, recipient }: { readonly did: string; readonly recipient: string }) {
      const { curve } = yield* deviceKey(recipient)
      const row = yield* current(yield* held(did, guardian.did), did)
      const plain = yield* opened(row, root)
      const purpose = Share.givenBy(guardian.did, row.share_key)
      const sealed = Envelope.seal(plain, { recipient: DidKey.make(recipient), purpose, once: yield* keys.generate(curve) })
      const nowMillis = yield* Clock.currentTimeMillis
      yield* sql.withTransaction(Effect.gen(function*() {
        yield* forgetOld(nowMillis)
        yield* sql`INSERT INTO share_request (did, guardian, recipient, asked_at_millis, answer, share_key, sealed)
          VALUES (${did}, ${guardian.did}, ${recipient}, ${nowMillis}, 'given', ${row.share_key}, ${sealed})
          ON CONFLICT (did, guardian, recipient) DO UPDATE
          SET asked_at_millis = excluded.asked_at_millis, answer = 'given', share_key = excluded.share_key, sealed = excluded.sealed`
        yield* tell(row.email, Letters.given(guardian.did, recipient))
      }))
      return { key: row.share_key }
    }),

    refuse: (guardian: Owner, { did, recipient }: { readonly did: string; readonly recipient: string }) =>
      sql`UPDATE share_request SET answer = 'refused', share_key = NULL, sealed = NULL
        WHERE did = ${did} AND guardian = ${guardian.did} AND recipient = ${recipient}`,

    collect: Effect.fnUntraced(function*({ did, guardian, recipient }: { readonly did: string; readonly guardian: string; readonly recipient: string }) {
      const note = yield* noteOf(did, guardian, recipient, yield* Clock.currentTimeMillis)
      if (note?.answer === "refused") return yield* declared("Refused", "The guardian gives nothing to this device")
      if (note?.answer !== "given") return yield* declared("NotGiven", "The guardian has given nothing to this device")
      return { key: note.share_key!, sealed: note.sealed! }
    })
  }
})

export type Guarding = Effect.Success<ReturnType<typeof make>>
