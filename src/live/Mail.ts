/**
 * `Mail` of the real world: letters become files of RFC 5322 in a directory, or
 * go to a mail server by SMTP. Both by nodemailer. In a simulated world there
 * is no twin: nobody delivers there, and the PDS keeps its letters.
 */
import { open, rename } from "node:fs/promises"
import { join, resolve } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createTransport } from "nodemailer"
import { type Letter, Mail, MailFailed, type Transport } from "../actors/mail/Mail.ts"
import { makeDirectory } from "./MakeDirectory.ts"

const failed = (cause: unknown) => new MailFailed({ reason: cause instanceof Error ? cause.message : String(cause) })

const connectionTimeoutMillis = 15_000

/** Whole or not at all: a file that has its name is on the disk. */
const writeFile = async (directory: string, name: string, bytes: Uint8Array): Promise<void> => {
  const draft = join(directory, `.${name}.draft`)
  const file = await open(draft, "w", 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, join(directory, name))
}

const toDirectory = ({ from, path }: Extract<Transport, { kind: "directory" }>) =>
  Effect.gen(function*() {
    const directory = resolve(path)
    yield* Effect.try({ try: () => makeDirectory(directory, 0o700), catch: failed })
    const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" })
    let count = 0
    return (letter: Letter) =>
      Effect.tryPromise({
        try: async () => {
          const { message } = await composer.sendMail({ from, ...letter })
          const name = `${new Date().toISOString().replaceAll(/[:.]/g, "")}-${process.pid}-${++count}.eml`
          await writeFile(directory, name, message as Buffer)
        },
        catch: failed
      })
  })

const toServer = ({ from, url }: Extract<Transport, { kind: "smtp" }>) =>
  Effect.gen(function*() {
    const transport = yield* Effect.acquireRelease(
      Effect.try({
        try: () => createTransport({ url, connectionTimeout: connectionTimeoutMillis, greetingTimeout: connectionTimeoutMillis }),
        catch: failed
      }),
      (transport) => Effect.sync(() => transport.close())
    )
    return (letter: Letter) => Effect.asVoid(Effect.tryPromise({ try: () => transport.sendMail({ from, ...letter }), catch: failed }))
  })

export const layer = Layer.succeed(Mail, {
  open: (transport) =>
    transport.kind === "mailbox"
      ? Effect.succeed(undefined)
      : transport.kind === "directory"
      ? toDirectory(transport)
      : toServer(transport)
})
