/**
 * The host and the path of an HTTP or WebSocket URL. The plain case is cut by
 * hand, since every message passes here.
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Url from "effect/http/Url"
import * as UrlParams from "effect/http/UrlParams"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"

export interface Target {
  /** Lower case, with the port if one was given. */
  readonly authority: string
  /** Lower case, without the port. */
  readonly host: string
  /** Path and query, from the slash on. */
  readonly path: string
}

/** Characters that stand for themselves in a path and query; anything else goes through the URL parser. */
const plain = /^(?:https?|wss?):\/\/([a-z0-9.-]+)(:[0-9]+)?(\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*)?$/

export const parse = (url: string): Target | undefined => {
  const match = plain.exec(url)
  if (match !== null && !url.includes("/.")) {
    const host = match[1] as string
    return { authority: host + (match[2] ?? ""), host, path: match[3] ?? "/" }
  }
  if (!URL.canParse(url)) return undefined
  const parsed = new URL(url)
  return { authority: parsed.host, host: parsed.hostname, path: parsed.pathname + parsed.search }
}

export const ofRequest = (request: HttpClientRequest): Target | undefined => {
  const { params } = request.urlParams
  if (params.length === 0) return parse(request.url)
  if (!request.url.includes("?") && !request.url.includes("#")) {
    return parse(`${request.url}?${UrlParams.toString(request.urlParams)}`)
  }
  const url = Url.make(request.url, request.urlParams, Option.getOrUndefined(request.hash))
  return Result.isSuccess(url) ? parse(url.success.href) : undefined
}
