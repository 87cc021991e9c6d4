/**
 * MOD-1. Where a block stands between viewer and author, in either direction,
 * no timeline, feed or thread that the viewer gets holds that author's posts;
 * a stub that says so is all.
 */
import { BlockList } from "./model/BlockList.ts"
import * as NaiveJwt from "./model/NaiveJwt.ts"
import type { HttpResponseReceived } from "../Observation.ts"
import type { Oracle } from "./Oracle.ts"

const views = /^\/xrpc\/app\.bsky\.feed\.(getTimeline|getPostThread|getFeed|getAuthorFeed|getPosts)\b/

interface Post {
  readonly uri: string
  readonly author: { readonly did: string }
  readonly record: unknown
}

/** Every post view anywhere in an answer: an object with a uri, an author and a record or value. */
const postsIn = (value: unknown, found: Array<Post> = []): Array<Post> => {
  if (Array.isArray(value)) for (const item of value) postsIn(item, found)
  else if (typeof value === "object" && value !== null) {
    const object = value as Readonly<Record<string, unknown>>
    if (typeof object.uri === "string" && object.author !== undefined && (object.record ?? object.value) !== undefined) {
      found.push(object as unknown as Post)
    }
    for (const [key, child] of Object.entries(object)) {
      if (key !== "record" || object.author === undefined) postsIn(child, found)
    }
  }
  return found
}

/** Who asked: the subject of the session token, or the issuer of the service token. Tokens are read, not judged. */
const viewerOf = (o: HttpResponseReceived): string | undefined => {
  const { iss, sub } = (NaiveJwt.read(NaiveJwt.bearer(o.request.headers) ?? "")?.claims ?? {}) as { readonly sub?: string; readonly iss?: string }
  return sub ?? iss
}

export const Blocks: Oracle = {
  code: "MOD-1",
  title: "No view crosses a block, in either direction.",
  source: "Lexicon app.bsky.graph.block; reference App View",
  make: (check, ledger) => {
    const blocks = new BlockList(ledger)
    const appView = ledger.of("appview")[0]
    return {
      observe: (o) => {
        blocks.observe(o)
        if (appView === undefined || o._tag !== "HttpResponseReceived" || o.status !== 200 || !views.test(o.request.path)) return
        // What a person gets from its PDS counts, and what an App View gives: the PDS adds only the person's own.
        const viewer = viewerOf(o)
        if (viewer === undefined || !blocks.concerns(viewer)) return
        const hidden = blocks.hiddenFrom(viewer, appView, o.request.at, o.at)
        if (hidden.size === 0) return
        const crossing = postsIn(JSON.parse(Buffer.from(o.body).toString())).find((post) => hidden.has(post.author.did))
        check(
          crossing === undefined,
          () => `${o.request.path.split("?")[0]} showed ${viewer} a post of ${crossing?.author.did}: ${crossing?.uri}`,
          () => [o.request.to, viewer, crossing?.author.did ?? ""]
        )
      }
    }
  }
}
