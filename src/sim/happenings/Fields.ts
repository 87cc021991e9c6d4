/** What most happenings say: when, who, and within what time. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Duration, Share } from "../scenario/Scalars.ts"

export const at = Duration.annotate({ description: "When, counted from the beginning." })

export const share = Share.annotate({ description: "Share of all people." })

export const within = (description: string) =>
  Duration.annotate({ description }).pipe(Schema.withDecodingDefaultKey(Effect.succeed("5m")))
