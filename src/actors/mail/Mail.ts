/**
 * How letters leave this process. Live services write files or speak SMTP
 * (`src/live/Mail.ts`); in a simulated world nobody delivers, and people read
 * the letters where they lie, in their PDS's own box.
 *
 * The post may fail; whoever sends keeps the letter until it does not.
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Schema from "effect/Schema"

export const Transport = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("mailbox").annotate({ description: "Letters stay here; whoever runs the server reads them at `/admin/mailbox?to=`." })
  }),
  Schema.Struct({
    kind: Schema.Literal("directory").annotate({ description: "Each letter becomes a file, for a mail program to pick up." }),
    path: Schema.String.annotate({ description: "The directory; made if it is not there." }),
    from: Schema.String.annotate({ description: "Address of the sender." })
  }),
  Schema.Struct({
    kind: Schema.Literal("smtp").annotate({ description: "Letters go to a mail server." }),
    url: Schema.String.annotate({ description: "`smtp://` or `smtps://`, with user and password if need be." }),
    from: Schema.String.annotate({ description: "Address of the sender." })
  })
])
export type Transport = typeof Transport.Type

export interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
}

export class MailFailed extends Data.TaggedError("MailFailed")<{ readonly reason: string }> {
  override get message(): string {
    return `The letter could not be sent: ${this.reason}`
  }
}

export type Deliver = (letter: Letter) => Effect.Effect<void, MailFailed>

/** Opens the way out, for as long as the scope; undefined where letters stay. */
export const Mail = Context.Reference<{
  readonly open: (transport: Transport) => Effect.Effect<Deliver | undefined, MailFailed, Scope.Scope>
}>("orrery/Mail", { defaultValue: () => ({ open: () => Effect.succeed(undefined) }) })
