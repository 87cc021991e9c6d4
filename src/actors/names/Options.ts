import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** The authoritative DNS server of a zone, and the web hosts of handles that have no PDS domain. */
export const NamesOptions = Schema.Struct({
  domains: Schema.Array(Schema.String).annotate({
    description: "Domains under which this actor sells names and answers `/.well-known/atproto-did`, such as `people.test`."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed([]))),
  txt: Schema.Record(Schema.String, Schema.Array(Schema.String)).annotate({
    description: "TXT records at the start, by name."
  }).pipe(Schema.withDecodingDefaultKey(Effect.succeed({}))),
  cname: Schema.optionalKey(Schema.Record(Schema.String, Schema.String).annotate({
    description: "CNAME records of the operator's own, by name: which other name is asked for the TXT."
  })),
  zoneSecret: Schema.optionalKey(
    Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/, { expected: "64 hexadecimal digits" })).annotate({
      description: "Secret key (k256) that signs every answer, as DNSSEC would; absent, the zone is not signed."
    })
  ),
  adminPassword: Schema.optionalKey(
    Schema.String.annotate({ description: "Password of the `admin` user of HTTP Basic, who may seize a name; absent, nobody may." })
  )
})
export type NamesOptions = typeof NamesOptions.Type
