/** Letters that leave: as files, and by SMTP to a server that takes, refuses, or is not there. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SecureRandom from "effect/crypto/SecureRandom"
import { SqlClient } from "effect/sql/SqlClient"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Transport } from "../../src/actors/mail/Mail.ts"
import * as Outgoing from "../../src/actors/mail/Outgoing.ts"
import * as Tables from "../../src/actors/pds/Tables.ts"
import * as Mail from "../../src/live/Mail.ts"
import * as LiveSecureRandom from "../../src/live/SecureRandom.ts"
import * as LiveSqlClient from "../../src/live/SqlClient.ts"

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "orrery-mail-"))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** A mail server that says yes to everything, or no to every recipient. */
const mailServer = async (takes: () => boolean) => {
  const taken: Array<string> = []
  const server: Server = createServer((socket) => {
    let data: string | undefined
    let rest = ""
    socket.write("220 mail.test ESMTP\r\n")
    socket.on("error", () => {})
    socket.on("data", (chunk) => {
      rest += chunk.toString()
      let end: number
      while ((end = rest.indexOf("\r\n")) >= 0) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (data !== undefined) {
          if (line !== ".") data += `${line}\n`
          else {
            taken.push(data)
            data = undefined
            socket.write("250 OK\r\n")
          }
        } else if (/^EHLO/i.test(line)) socket.write("250-mail.test\r\n250 8BITMIME\r\n")
        else if (/^RCPT/i.test(line)) socket.write(takes() ? "250 OK\r\n" : "450 mailbox busy\r\n")
        else if (/^DATA/i.test(line)) {
          data = ""
          socket.write("354 go on\r\n")
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n")
        else socket.write("250 OK\r\n")
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return { taken, port: typeof address === "object" ? address!.port : 0, close: () => new Promise((resolve) => server.close(resolve)) }
}

/** A PDS's outgoing mail over a database of its own. */
const sending = <A>(transport: Transport, use: (outgoing: Outgoing.Outgoing) => Effect.Effect<A, unknown, SqlClient>) =>
  Effect.runPromise(Effect.scoped(Effect.gen(function*() {
    yield* Tables.create
    return yield* use(yield* Outgoing.make(transport))
  }).pipe(
    Effect.provide(Layer.mergeAll(LiveSqlClient.layer(directory, "pds1.test"), Mail.layer, LiveSecureRandom.layer as Layer.Layer<SecureRandom.SecureRandom>))
  )))

const waiting = Effect.flatMap(SqlClient, (sql) => Effect.map(sql<{ count: number }>`SELECT COUNT(*) AS count FROM letter`, ([row]) => row!.count))
const until = <E, R>(holds: Effect.Effect<boolean, E, R>) => Effect.gen(function*() {
  while (!(yield* holds)) yield* Effect.sleep(25)
})
const allGone = until(Effect.map(waiting, (count) => count === 0))

const letter = { to: "alice@mail.test", subject: "Grüße", text: "Liebe alice,\n\nhier ist dein Code: AAAAA-BBBBB\n" }

describe("a letter", () => {
  it("becomes a file, whole, in a directory that is made for it", async () => {
    const path = join(directory, "out", "box")
    await sending({ kind: "directory", path, from: "pds1@pds1.test" }, (outgoing) =>
      Effect.gen(function*() {
        yield* outgoing.send(letter, { purpose: "message" })
        yield* outgoing.send({ ...letter, to: "bob@mail.test" }, { purpose: "message" })
        yield* allGone
      }))
    const files = readdirSync(path).sort()
    expect(files.length).toBe(2)
    const first = readFileSync(join(path, files[0]!), "utf8")
    expect(first).toMatch(/^From: pds1@pds1\.test\r\nTo: alice@mail\.test\r\nSubject: =\?UTF-8\?/)
    expect(first).toContain("AAAAA-BBBBB")
  })

  it("goes to a mail server, and waits for one that is busy", async () => {
    let [asked, busy] = [0, true]
    const server = await mailServer(() => {
      asked++
      return !busy
    })
    const kept = await sending({ kind: "smtp", url: `smtp://127.0.0.1:${server.port}`, from: "pds1@pds1.test" }, (outgoing) =>
      Effect.gen(function*() {
        yield* outgoing.send(letter, { purpose: "message" })
        yield* until(Effect.sync(() => asked > 0))
        yield* Effect.sleep(100)
        const kept = yield* waiting
        busy = false
        yield* allGone
        return kept
      }))
    await server.close()
    expect(kept).toBe(1)
    expect(asked).toBeGreaterThan(1)
    expect(server.taken.length).toBe(1)
    expect(server.taken[0]).toContain("To: alice@mail.test")
  })

  it("is kept while there is no mail server, through a restart, and goes when there is one", async () => {
    const server = await mailServer(() => true)
    const transport: Transport = { kind: "smtp", url: `smtp://127.0.0.1:${server.port}`, from: "pds1@pds1.test" }
    await server.close()
    const kept = await sending(transport, (outgoing) => Effect.andThen(outgoing.send(letter, { purpose: "message" }), Effect.delay(waiting, 300)))
    expect(kept).toBe(1)
    // The first attempt has failed, so the next is due in some seconds: as if they had
    // passed. A new letter wakes the post.
    await sending({ kind: "directory", path: directory, from: "pds1@pds1.test" }, (outgoing) =>
      Effect.gen(function*() {
        const sql = yield* SqlClient
        yield* sql`UPDATE letter SET due_at_millis = 0`
        yield* outgoing.send({ ...letter, to: "bob@mail.test" }, { purpose: "message" })
        yield* allGone
      }))
    expect(readdirSync(directory).filter((name) => name.endsWith(".eml")).length).toBe(2)
  })

  it("stays where it is without a transport, for a month", async () => {
    const kept = await sending({ kind: "mailbox" }, (outgoing) =>
      Effect.andThen(outgoing.send(letter, { purpose: "confirm_email", token: "AAAAA-BBBBB" }), outgoing.to("alice@mail.test")))
    expect(kept).toMatchObject([{ purpose: "confirm_email", token: "AAAAA-BBBBB", subject: "Grüße" }])
  })
})
