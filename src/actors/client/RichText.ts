/**
 * Facets of a text: mentions as DIDs, hashtags and links, at UTF-8 byte
 * offsets. A mention of a handle that does not resolve stays plain text.
 * Lexicon app.bsky.richtext.facet
 */
import * as Effect from "effect/Effect"
import type { Main as Facet } from "../../protocol/lexicon/generated/app/bsky/richtext/facet.ts"
import type { Session } from "./Session.ts"

type Feature = Facet["features"][number]

const mention = /(?<=^|[\s(])@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*)/gi
const tag = /(?<=^|\s)#([\p{L}_][\p{L}\p{N}_]{0,63})/gu
const url = /(?<=^|[\s(])https?:\/\/[^\s)]+/g

const bytes = (text: string): number => Buffer.byteLength(text, "utf8")

const facet = (text: string, match: RegExpMatchArray, feature: Feature): Facet => {
  const byteStart = bytes(text.slice(0, match.index))
  return { index: { byteStart, byteEnd: byteStart + bytes(match[0]) }, features: [feature] }
}

/** Most texts have none, and are not searched for them three times. */
const mayHave = (text: string): boolean => text.includes("@") || text.includes("#") || text.includes("://")

const find = Effect.fnUntraced(function*(session: Session, text: string) {
  const found: Array<Facet> = []
  for (const match of text.matchAll(mention)) {
    const resolved = yield* Effect.option(session.query("com.atproto.identity.resolveHandle", { handle: match[1]!.toLowerCase() }))
    if (resolved._tag === "Some") found.push(facet(text, match, { $type: "app.bsky.richtext.facet#mention", did: resolved.value.did }))
  }
  for (const match of text.matchAll(tag)) found.push(facet(text, match, { $type: "app.bsky.richtext.facet#tag", tag: match[1]! }))
  for (const match of text.matchAll(url)) found.push(facet(text, match, { $type: "app.bsky.richtext.facet#link", uri: match[0] }))
  return found.sort((a, b) => a.index.byteStart - b.index.byteStart)
})

export const facets = (session: Session, text: string): ReturnType<typeof find> => mayHave(text) ? find(session, text) : Effect.succeed([])
