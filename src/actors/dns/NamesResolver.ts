/**
 * `Dns` by asking the network's names actor over HTTPS, in the JSON form that
 * public resolvers offer (`GET /dns-query?name=&type=TXT`, answer
 * `{ Status, Answer: [{ name, type, TTL, data }] }`; RFC 8484 fixes only the
 * binary form). Only TXT is asked: handles need no other type. Where the zone
 * signs and its key is known here, each answer is judged (`Security`).
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Dns from "effect/net/Dns"
import type { IpAddress } from "effect/net/NetAddress"
import * as Schema from "effect/Schema"
import * as SignedAnswer from "../../protocol/identity/SignedAnswer.ts"
import * as Security from "./Security.ts"
import type { ZoneTrust } from "./ZoneTrust.ts"

const txtType = 16
const statusNotFound = 3

const Answer = Schema.Struct({
  Status: Schema.Int,
  Answer: Schema.optionalKey(Schema.Array(Schema.Struct({ type: Schema.Int, data: Schema.String }))),
  Signature: Schema.optionalKey(Schema.Struct({ expiresMillis: Schema.Int, sig: Schema.String }))
})
const decode = Schema.decodeUnknownEffect(Answer)

/** Presentation form `"a" "b"` is the two strings a and b; unquoted text is itself. */
const characterStrings = (data: string): ReadonlyArray<string> => {
  if (!data.startsWith("\"")) return [data]
  const strings: Array<string> = []
  for (const match of data.matchAll(/"((?:[^"\\]|\\.)*)"/g)) strings.push((match[1] as string).replaceAll(/\\(.)/g, "$1"))
  return strings
}

const judge = (
  trust: ZoneTrust | undefined,
  name: string,
  values: ReadonlyArray<string>,
  signature: { readonly expiresMillis: number; readonly sig: string } | undefined,
  nowMillis: number
): Security.Security => {
  if (trust === undefined) return "insecure"
  if (signature === undefined) return "bogus"
  const answer = { name: name.toLowerCase(), type: "TXT" as const, values, expiresMillis: signature.expiresMillis }
  return SignedAnswer.holds(answer, signature.sig, { ...trust, nowMillis }) ? "secure" : "bogus"
}

export const make = (options: {
  /** Origin of the names actor; without one, every name is unknown. */
  readonly origin: string | undefined
  readonly client: HttpClient
  /** Absent, the zone is not known to be signed. */
  readonly trust?: ZoneTrust | undefined
  /** Addresses of a host. */
  readonly lookup: (host: string) => Effect.Effect<ReadonlyArray<IpAddress>, Dns.DnsError>
}): Dns.Dns["Service"] =>
  Dns.make({
    lookup: options.lookup,
    resolve: (name, type) => {
      const error = (reason: Dns.DnsErrorReason, cause?: unknown) =>
        new Dns.DnsError({ reason, method: "resolve", hostname: name, recordType: type, cause })
      if (type !== "TXT") return Effect.fail(error("Unsupported"))
      if (options.origin === undefined) return Effect.fail(error("NotFound"))
      const request = HttpClientRequest.get(`${options.origin}/dns-query`, {
        urlParams: { name, type },
        headers: { accept: "application/dns-json" }
      })
      return options.client.execute(request).pipe(
        Effect.mapError((cause) => error("Temporary", cause)),
        Effect.flatMap((response) =>
          response.status === 200
            ? Effect.mapError(Effect.flatMap(response.json, decode), (cause) => error("InvalidResponse", cause))
            : Effect.fail(error("ServerFailure"))),
        Effect.flatMap((answer) => Effect.map(Clock.currentTimeMillis, (nowMillis) => ({ answer, nowMillis }))),
        Effect.flatMap(({ answer, nowMillis }) => {
          if (answer.Status !== 0 && answer.Status !== statusNotFound) return Effect.fail(error("ServerFailure"))
          const texts = (answer.Answer ?? []).flatMap(({ data, type }) => type === txtType ? [characterStrings(data)] : [])
          const security = judge(options.trust, name, texts.map((chunks) => chunks.join("")), answer.Signature, nowMillis)
          if (answer.Status === statusNotFound) return Effect.fail(error("NotFound", new Security.Absence(security)))
          const records: Array<Dns.Txt> = []
          for (const [first, ...rest] of texts) {
            if (first !== undefined) records.push(Security.txt([first, ...rest], security))
          }
          return Effect.succeed(records)
        })
      )
    }
  })
