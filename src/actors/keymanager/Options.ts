import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Resolving from "../identity/ResolverOptions.ts"

/** A key manager: keeps root keys for their owners, and delegates. */
export const KeyManagerOptions = Schema.Struct({
  ...Resolving.fields,
  sealingSecret: Schema.String.check(Schema.isMinLength(16, { expected: "at least 16 characters" })).annotate({
    description: "Opens the delegation keys that the manager signs with. Kept apart from its database, and with no default: what everybody knows seals nothing."
  }),
  passphraseCostLog2: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 }, { expected: "a whole number, 1 to 20" })).annotate({
    description: "scrypt work factor N = 2^this. 15 for live services; scenarios use 1, where nobody guesses passphrases."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed(15))),
  adminPassword: Schema.String.annotate({ description: "Password of the `admin` user of HTTP Basic." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("admin"))
  )
})
export type KeyManagerOptions = typeof KeyManagerOptions.Type
