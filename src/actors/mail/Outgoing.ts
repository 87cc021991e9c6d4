/**
 * Outgoing mail: a letter is a row before anybody is told that it was sent, and
 * goes when its transport has taken it.
 *
 *     send ──▶ row ──▶ transport ──taken──▶ gone
 *               ▲          │ failed: later again, for two days
 *               └──────────┘
 *
 * Without a transport letters stay for a month, and whoever runs the server
 * (or a person in a simulated world) reads them at `GET /admin/mailbox?to=`.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { type Letter, Mail, type MailFailed, type Transport } from "./Mail.ts"
import * as Prepared from "../sqlite/Prepared.ts"

/** What is kept of a letter for the operator's eyes; `token` is empty where the letter carries none. */
export interface Kept {
  readonly id: number
  readonly purpose: string
  readonly token: string
  readonly subject: string
  readonly text: string
  readonly sent_at_millis: number
}

interface Waiting extends Letter {
  readonly id: number
  readonly sent_at_millis: number
  readonly due_at_millis: number
}

/** Of every actor that writes letters. */
export const tables = [
  `CREATE TABLE IF NOT EXISTS letter (
    id INTEGER PRIMARY KEY,
    recipient TEXT NOT NULL,
    purpose TEXT NOT NULL,
    token TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    sent_at_millis INTEGER NOT NULL,
    due_at_millis INTEGER NOT NULL
  )`,
  "CREATE INDEX IF NOT EXISTS letter_recipient ON letter (recipient)",
  "CREATE INDEX IF NOT EXISTS letter_due ON letter (due_at_millis)"
]

const keptMillis = 30 * 24 * 3_600_000
const givenUpMillis = 2 * 24 * 3_600_000
const firstPauseMillis = 5_000
const longestPauseMillis = 3_600_000

export const make = Effect.fnUntraced(function*(transport: Transport) {
  const insert = yield* Prepared.prepare(
    "INSERT INTO letter (recipient, purpose, token, subject, text, sent_at_millis, due_at_millis) VALUES (?, ?, ?, ?, ?, ?, ?)"
  )
  const list = yield* Prepared.prepare(
    "SELECT id, purpose, token, subject, text, sent_at_millis FROM letter WHERE recipient = ? ORDER BY id DESC LIMIT 100"
  )
  const next = yield* Prepared.prepare(
    "SELECT id, recipient AS \"to\", subject, text, sent_at_millis, due_at_millis FROM letter ORDER BY due_at_millis, id LIMIT 1"
  )
  const postpone = yield* Prepared.prepare("UPDATE letter SET due_at_millis = ? WHERE id = ?")
  const remove = yield* Prepared.prepare("DELETE FROM letter WHERE id = ?")
  const removeOld = yield* Prepared.prepare("DELETE FROM letter WHERE recipient = ? AND sent_at_millis < ?")
  const removeAll = yield* Prepared.prepare("DELETE FROM letter WHERE recipient = ?")

  const mail = yield* Mail
  const deliver = yield* mail.open(transport)
  let wake = Deferred.makeUnsafe<void>()

  /** Twice the time since it was sent, so that the pauses grow. */
  const later = (letter: Waiting, nowMillis: number): number =>
    nowMillis + Math.min(longestPauseMillis, Math.max(firstPauseMillis, nowMillis - letter.sent_at_millis))

  const attempt = (deliver: (letter: Letter) => Effect.Effect<void, MailFailed>, letter: Waiting) =>
    deliver(letter).pipe(
      Effect.andThen(remove.run(letter.id)),
      Effect.catchTag("MailFailed", (error) =>
        Effect.flatMap(Clock.currentTimeMillis, (nowMillis) =>
          nowMillis - letter.sent_at_millis > givenUpMillis
            ? Effect.andThen(Effect.logWarning(`A letter was given up: ${error.reason}`), remove.run(letter.id))
            : postpone.run(later(letter, nowMillis), letter.id)))
    )

  if (deliver !== undefined) {
    const step = Effect.gen(function*() {
      const woken = Deferred.await(wake)
      const letter = yield* next.get<Waiting>()
      const waitMillis = letter === undefined ? Number.POSITIVE_INFINITY : letter.due_at_millis - (yield* Clock.currentTimeMillis)
      if (letter !== undefined && waitMillis <= 0) return yield* attempt(deliver, letter)
      yield* waitMillis === Number.POSITIVE_INFINITY ? woken : Effect.race(woken, Effect.sleep(waitMillis))
    })
    yield* Effect.forkScoped(Effect.forever(step))
  }

  return {
    send: Effect.fnUntraced(function*(letter: Letter, about: { readonly purpose: string; readonly token?: string }) {
      const nowMillis = yield* Clock.currentTimeMillis
      if (deliver === undefined) yield* removeOld.run(letter.to, nowMillis - keptMillis)
      yield* insert.run(letter.to, about.purpose, about.token ?? "", letter.subject, letter.text, nowMillis, nowMillis)
      const waiting = wake
      wake = Deferred.makeUnsafe<void>()
      yield* Deferred.succeed(waiting, undefined)
    }),
    /** Newest first. */
    to: (recipient: string) => list.all<Kept>(recipient),
    forget: (recipient: string) => removeAll.run(recipient)
  }
})

export type Outgoing = Effect.Success<ReturnType<typeof make>>
