/**
 * AUTH-5. What changes an account, or tells of a session, was asked for by an
 * access token that the very server had given to the very account, within its
 * life: no refresh token, no service token, nobody else's. Where a service
 * token is what is asked for, it is of the DID in question, and signed with a
 * key that the DID names. Once and for one method: AUTH-1. Ended sessions:
 * AUTH-3. Delegated keys have oracles of their own, and their chains are known
 * by `prf`.
 */
import type { HttpResponseReceived } from "../Observation.ts"
import { verifies } from "./model/Ecdsa.ts"
import * as NaiveJwt from "./model/NaiveJwt.ts"
import type { Oracle } from "./Oracle.ts"

/** What a session changes, and what tells of it. */
const bySession = new RegExp("^/xrpc/(?:" + [
  "com\\.atproto\\.repo\\.(?:createRecord|putRecord|deleteRecord|applyWrites|uploadBlob|importRepo)",
  "com\\.atproto\\.server\\.(?:getSession|activateAccount|deactivateAccount|createAppPassword|revokeAppPassword|requestAccountDelete|requestEmailUpdate|updateEmail|confirmEmail|requestEmailConfirmation)",
  "com\\.atproto\\.identity\\.(?:updateHandle|requestPlcOperationSignature|signPlcOperation|submitPlcOperation)",
  "app\\.bsky\\.actor\\.putPreferences",
  "dev\\.orrery\\.repo\\.(?:prepareCommit|putCommit)",
  "dev\\.orrery\\.keys\\.(?:holdSigningKey|entrustSigningKey)"
].join("|") + ")$")
const refreshes = /^\/xrpc\/com\.atproto\.server\.refreshSession$/
/** Gives tokens to who has a password, or a DID. */
const begins = /^\/xrpc\/com\.atproto\.server\.(?:createAccount|createSession|refreshSession)$/
/** Takes a service token of the account itself. */
const byService = /^\/xrpc\/(?:com\.atproto\.server\.createAccount|dev\.orrery\.keys\.enroll)$/
/** Clocks may differ by so much. */
const leewayMillis = 300_000

const parse = (bytes: Uint8Array): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as Readonly<Record<string, unknown>>
  } catch {
    return {}
  }
}

/** Whom the answer is about; empty where only the token says it. */
const concerned = (o: HttpResponseReceived): string => {
  const { body, method, path } = o.request
  if (method !== "POST" || refreshes.test(path)) return String(parse(o.body).did)
  const { repo } = parse(body)
  if (typeof repo !== "string") return ""
  if (repo.startsWith("did:")) return repo
  const { results, uri } = parse(o.body) as { readonly uri?: string; readonly results?: ReadonlyArray<{ readonly uri?: string }> }
  return (uri ?? results?.find((result) => result.uri !== undefined)?.uri)?.split("/")[2] ?? ""
}

const isSigned = ({ token }: NaiveJwt.Said, keys: ReadonlyArray<string>): boolean => {
  const end = token.lastIndexOf(".")
  const signature = new Uint8Array(Buffer.from(token.slice(end + 1), "base64url"))
  return keys.some((key) => verifies(key, new TextEncoder().encode(token.slice(0, end)), signature))
}

export const OwnCredential: Oracle = {
  code: "AUTH-5",
  title: "An effect on an account has a credential of that account's own, of the right kind, for that server, within its time.",
  source: "[xrpc] Authentication; RFC 9068",
  when: ({ kinds }) => kinds.has("pds"),
  make: (check, ledger) => {
    /** Tokens come back many times. */
    const known = new Map<string, NaiveJwt.Said | undefined>()
    /** When an access token was given. */
    const givenAt = new Map<string, number>()
    const read = (token: string): NaiveJwt.Said | undefined => {
      if (!known.has(token)) {
        if (known.size > 20_000) known.clear()
        known.set(token, NaiveJwt.read(token))
      }
      return known.get(token)
    }
    const isOver = ({ claims, token }: NaiveJwt.Said, at: number): boolean => {
      const { exp, iat } = claims as { readonly exp?: number; readonly iat?: number }
      const since = givenAt.get(token)
      return since !== undefined && exp !== undefined && iat !== undefined && at > since + (exp - iat) * 1000 + leewayMillis
    }

    /** A service token of the DID: `did` is what the request names, where it names one. */
    const service = (o: HttpResponseReceived, did: unknown): void => {
      const { headers, path, to } = o.request
      const token = NaiveJwt.bearer(headers)
      const said = token === undefined ? undefined : read(token)
      const whom = String(said?.claims.iss)
      const keys = ledger.directory.identities.get(whom)?.keys
      check(
        said !== undefined && (did === undefined || did === whom) && (keys === undefined || isSigned(said, keys)),
        () => `${to} did ${path} for ${String(did ?? whom)}, asked by ${said === undefined ? "no token that can be read" : `a token of ${whom} that ${keys === undefined || isSigned(said, keys) ? "is sound" : "no key of theirs has signed"}`}`,
        () => [to, String(did ?? whom)]
      )
    }

    return {
      observe: (o) => {
        if (o._tag !== "HttpResponseReceived" || o.status !== 200) return
        const { at, path, to } = o.request
        if (begins.test(path)) {
          const { accessJwt } = parse(o.body)
          if (typeof accessJwt === "string" && !givenAt.has(accessJwt)) givenAt.set(accessJwt, o.at)
        }
        if (byService.test(path)) {
          const { did } = parse(o.request.body)
          if (did !== undefined || path.endsWith("enroll")) service(o, did)
          return
        }
        const refresh = refreshes.test(path)
        if (!refresh && !bySession.test(path)) return
        const token = NaiveJwt.bearer(o.request.headers)
        const said = token === undefined ? undefined : read(token)
        if (said?.claims.prf !== undefined) return
        const whom = concerned(o)
        const over = said !== undefined && isOver(said, at)
        check(
          said?.header.typ === (refresh ? "refresh+jwt" : "at+jwt") && said.claims.aud === `did:web:${to}` && (whom === "" || said.claims.sub === whom) && !over,
          () => `${to} did ${path} for ${whom}, asked by ${said === undefined ? "no token that can be read" : `a ${String(said.header.typ)} of ${String(said.claims.sub ?? said.claims.iss)} for ${String(said.claims.aud)}${over ? ", whose time was over" : ""}`}`,
          () => [to, whom]
        )
      }
    }
  }
}
