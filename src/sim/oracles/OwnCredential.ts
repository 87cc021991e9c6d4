/**
 * AUTH-5. What changes a repository, or tells of a session, was asked for by an
 * access token that the very server had given to the very account: no refresh
 * token, no service token, nobody else's. Delegated keys have oracles of their
 * own, and their chains are known by `prf`.
 */
import type { HttpResponseReceived } from "../Observation.ts"
import * as NaiveJwt from "./model/NaiveJwt.ts"
import type { Oracle } from "./Oracle.ts"

const writes = /^\/xrpc\/(?:com\.atproto\.repo\.(?:createRecord|putRecord|deleteRecord|applyWrites)|dev\.orrery\.repo\.putCommit)$/
const reads = /^\/xrpc\/com\.atproto\.server\.getSession$/
const refreshes = /^\/xrpc\/com\.atproto\.server\.refreshSession$/

const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString()) as Readonly<Record<string, unknown>>

/** Whom the answer is about. */
const concerned = (o: HttpResponseReceived): string => {
  if (o.request.method !== "POST" || refreshes.test(o.request.path)) return String(parse(o.body).did)
  const repo = String(parse(o.request.body).repo)
  if (repo.startsWith("did:")) return repo
  const { results, uri } = parse(o.body) as { readonly uri?: string; readonly results?: ReadonlyArray<{ readonly uri?: string }> }
  return (uri ?? results?.find((result) => result.uri !== undefined)?.uri)?.split("/")[2] ?? ""
}

export const OwnCredential: Oracle = {
  code: "AUTH-5",
  title: "An effect on an account has a token of that account's own, of the right kind, from that server.",
  source: "[xrpc] Authentication; RFC 9068",
  when: ({ kinds }) => kinds.has("pds"),
  make: (check) => {
    /** Tokens come back many times. */
    const known = new Map<string, NaiveJwt.Said | undefined>()
    const read = (token: string): NaiveJwt.Said | undefined => {
      if (!known.has(token)) {
        if (known.size > 20_000) known.clear()
        known.set(token, NaiveJwt.read(token))
      }
      return known.get(token)
    }
    return {
      observe: (o) => {
        if (o._tag !== "HttpResponseReceived" || o.status !== 200) return
        const { path, to } = o.request
        const refresh = refreshes.test(path)
        if (!refresh && !writes.test(path) && !reads.test(path)) return
        const token = NaiveJwt.bearer(o.request.headers)
        const said = token === undefined ? undefined : read(token)
        if (said?.claims.prf !== undefined) return
        const whom = concerned(o)
        check(
          said?.header.typ === (refresh ? "refresh+jwt" : "at+jwt") && said.claims.aud === `did:web:${to}` && (whom === "" || said.claims.sub === whom),
          () => `${to} did ${path} for ${whom}, asked by ${said === undefined ? "no token that can be read" : `a ${String(said.header.typ)} of ${String(said.claims.sub ?? said.claims.iss)} for ${String(said.claims.aud)}`}`,
          () => [to, whom]
        )
      }
    }
  }
}
