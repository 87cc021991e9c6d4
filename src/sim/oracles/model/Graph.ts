/**
 * Who posted, reposted, liked, follows and blocks what, as it stands at rest in
 * the records of all accounts that are there. Whoever is not active is shown to
 * nobody, but the threads go through their posts, and their blocks stand.
 */
import type { Ledger } from "./Ledger.ts"
import type { RecordValue } from "./Repos.ts"

export interface Post {
  readonly uri: string
  readonly did: string
  readonly createdAt: number
  readonly parent: string | undefined
  readonly root: string | undefined
  readonly quoted: string | undefined
  readonly mentions: ReadonlyArray<string>
}

/** A like, repost or follow: the one with the least URI of those of one author about one subject. */
export interface Act {
  readonly uri: string
  readonly did: string
  readonly subject: string
  readonly createdAt: number
}

export interface Graph {
  readonly active: ReadonlySet<string>
  readonly posts: ReadonlyMap<string, Post>
  readonly likes: ReadonlyArray<Act>
  readonly reposts: ReadonlyArray<Act>
  readonly follows: ReadonlyArray<Act>
  /** Whether one of two blocks the other. */
  readonly apart: (a: string, b: string) => boolean
}

export const didOf = (uri: string): string => uri.split("/")[2]!

const uriOf = (value: unknown): string | undefined => (value as { readonly uri?: string } | undefined)?.uri
const createdAtOf = (value: RecordValue): number => Date.parse(String(value.createdAt))

interface Embed {
  readonly record?: { readonly uri?: string; readonly record?: { readonly uri?: string } }
}

interface Facet {
  readonly features: ReadonlyArray<{ readonly $type: string; readonly did?: string }>
}

const quotedBy = (embed: Embed | undefined): string | undefined => {
  const uri = embed?.record?.uri ?? embed?.record?.record?.uri
  return uri?.includes("/app.bsky.feed.post/") === true ? uri : undefined
}

const postOf = (uri: string, value: RecordValue): Post => {
  const { embed, facets, reply } = value as { readonly embed?: Embed; readonly facets?: ReadonlyArray<Facet>; readonly reply?: { readonly parent?: unknown; readonly root?: unknown } }
  return {
    uri,
    did: didOf(uri),
    createdAt: createdAtOf(value),
    parent: uriOf(reply?.parent),
    root: uriOf(reply?.root),
    quoted: quotedBy(embed),
    mentions: (facets ?? []).flatMap(({ features }) => features.flatMap(({ $type, did }) => $type.endsWith("#mention") && did !== undefined ? [did] : []))
  }
}

const count = (ledger: Ledger): Graph => {
  const held = [...ledger.repos.values]
    .filter(([path]) => ledger.repos.repo(path.slice(0, path.indexOf("/"))).status !== "deleted")
    .map(([path, value]) => ({ uri: `at://${path}`, collection: path.split("/")[1]!, value }))
  const acts = (collection: string): ReadonlyArray<Act> => {
    const first = new Map<string, Act>()
    for (const { collection: of, uri, value } of held) {
      if (of !== collection) continue
      const subject = uriOf(value.subject) ?? String(value.subject)
      const did = didOf(uri)
      const known = first.get(`${did} ${subject}`)
      if (known === undefined || uri < known.uri) first.set(`${did} ${subject}`, { uri, did, subject, createdAt: createdAtOf(value) })
    }
    return [...first.values()]
  }
  const blocks = new Set(acts("app.bsky.graph.block").map(({ did, subject }) => `${did} ${subject}`))
  return {
    active: new Set([...ledger.repos.byDid.values()].filter(({ active }) => active).map(({ did }) => did)),
    posts: new Map(held.flatMap(({ collection, uri, value }) => collection === "app.bsky.feed.post" ? [[uri, postOf(uri, value)]] : [])),
    likes: acts("app.bsky.feed.like"),
    reposts: acts("app.bsky.feed.repost"),
    follows: acts("app.bsky.graph.follow"),
    apart: (a, b) => blocks.has(`${a} ${b}`) || blocks.has(`${b} ${a}`)
  }
}

const graphs = new WeakMap<Ledger, Graph>()

/** Of a ledger at rest: once, however many oracles want it. */
export const of = (ledger: Ledger): Graph => {
  const known = graphs.get(ledger)
  if (known !== undefined) return known
  const graph = count(ledger)
  graphs.set(ledger, graph)
  return graph
}
