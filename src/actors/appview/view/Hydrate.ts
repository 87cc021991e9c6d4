/**
 * Fetches a response's `State` in set queries: a handful for a page of fifty
 * posts, never one for each. Posts come in rounds (what is asked for, what
 * those refer to, what the quotes among them quote), then all people, counts,
 * relations, blocks and labels at once. What is redacted or not active never
 * reaches a view.
 */
import * as Effect from "effect/Effect"
import type { Main as Post } from "../../../protocol/lexicon/generated/app/bsky/feed/post.ts"
import * as Uri from "../Uri.ts"
import * as Labels from "./Labels.ts"
import type { Lookup } from "./Lookup.ts"
import * as References from "./References.ts"
import { type Acts, type Asker, type Indexed, pair, type Relation, type State } from "./State.ts"

export interface Wanted {
  readonly posts?: Iterable<string>
  /** Whether what the posts answer to is shown too. */
  readonly replies?: boolean
  /** Other records: generators, labelers, reposts. */
  readonly records?: Iterable<string>
  readonly actors?: Iterable<string>
  /** Whether actors' own counts are shown. */
  readonly profiles?: boolean
  /** Further pairs of people whose blocks between each other matter. */
  readonly pairs?: Iterable<readonly [string, string]>
}

/** A post, what it quotes, what that quotes, and one more for its stub. */
const rounds = 3

export const make = (origin: string, lookup: Lookup) => {
  /** Fills in the posts; gives what other records they embed. */
  const loadPosts = Effect.fnUntraced(function*(posts: Map<string, Indexed<Post>>, wanted: Wanted) {
    const others = new Set(wanted.records)
    let uris = new Set<string>()
    for (const uri of wanted.posts ?? []) if (References.isPostUri(uri)) uris.add(uri)
    for (let round = 0; round < rounds && uris.size > 0; round++) {
      const loaded = yield* lookup.posts(uris)
      uris = new Set()
      for (const post of loaded.values()) posts.set(post.uri, post)
      for (const post of loaded.values()) {
        const quoted = References.embedded(post)
        const { reply } = post.record
        const answered = round === 0 && wanted.replies === true && reply !== undefined ? [reply.parent.uri, reply.root.uri] : []
        for (const uri of quoted === undefined ? answered : [quoted, ...answered]) {
          if (!References.isPostUri(uri)) others.add(uri)
          else if (!posts.has(uri)) uris.add(uri)
        }
      }
    }
    return others
  })

  return Effect.fnUntraced(function*(asker: Asker, wanted: Wanted) {
    const posts = new Map<string, Indexed<Post>>()
    const records = yield* lookup.records(yield* loadPosts(posts, wanted))

    const people = new Set(wanted.actors)
    const between = new Set<string>()
    for (const [a, b] of wanted.pairs ?? []) between.add(pair(a, b))
    for (const post of posts.values()) {
      people.add(post.author)
      for (const uri of [References.parent(post), References.root(post)]) {
        const did = uri === undefined ? undefined : Uri.did(uri)
        if (did !== undefined) people.add(did)
      }
      for (const both of References.pairs(post)) between.add(both)
    }
    for (const { author } of records.values()) people.add(author)

    const actors = yield* lookup.actors(people)
    const labels = yield* lookup.labels(asker, [...posts.keys(), ...records.keys(), ...people, ...[...people].map(Labels.profileUri)])
    for (const [uri, list] of labels) {
      if (Labels.redacted(asker.labelers, list)) {
        actors.delete(uri)
        posts.delete(uri)
        records.delete(uri)
      }
    }
    for (const post of posts.values()) if (!actors.has(post.author)) posts.delete(post.uri)

    const subjects = [...posts.keys(), ...records.keys()]
    const tallies = yield* lookup.tallies(wanted.profiles === true ? [...subjects, ...people] : subjects)
    const blocks = yield* lookup.blocks(between)
    const state: State = {
      origin,
      asker,
      actors,
      posts,
      records,
      tallies,
      blocks,
      labels,
      relations: asker.did === undefined ? new Map<string, Relation>() : yield* lookup.relations(asker.did, people),
      acts: asker.did === undefined ? new Map<string, Acts>() : yield* lookup.acts(asker.did, subjects),
      mutedThreads: asker.did === undefined ? new Set<string>() : yield* lookup.mutedThreads(asker.did)
    }
    return state
  })
}

export type Hydrate = ReturnType<typeof make>
