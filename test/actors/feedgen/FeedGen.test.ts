import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as OwnAccount from "../../../src/actors/client/keys/OwnAccount.ts"
import * as Records from "../../../src/actors/client/Records.ts"
import type { Session } from "../../../src/actors/client/Session.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import { Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Town from "../relay/Town.ts"

const origin = "https://feeds.test"
const feedOf = (rkey: string) => `at://did:web:feeds.test/app.bsky.feed.generator/${rkey}`

const skeleton = (rkey: string, limit: number, cursor?: string) =>
  Effect.flatMap(Client.make, (client) =>
    client.query("app.bsky.feed.getFeedSkeleton", { origin, params: { feed: feedOf(rkey), limit, ...(cursor === undefined ? {} : { cursor }) } }))

const pages = (rkey: string, limit: number) =>
  Effect.gen(function*() {
    const all: Array<ReadonlyArray<string>> = []
    let cursor: string | undefined
    do {
      const page: { readonly feed: ReadonlyArray<{ readonly post: string }>; readonly cursor?: string } = yield* skeleton(rkey, limit, cursor)
      all.push(page.feed.map(({ post }) => post))
      cursor = page.cursor
    } while (cursor !== undefined)
    return all
  })

/** Alice writes seven posts, two of them about cats; bob and carol like some. */
const scene = () => {
  const town = Town.make({
    feeds: [
      { rkey: "new", title: "New", rank: "newest" },
      { rkey: "hot", title: "Hot", rank: "liked" },
      { rkey: "cats", title: "Cats", rank: "newest", tag: "cats" }
    ]
  })
  const [alice, bob, carol] = town.run(Effect.all([Town.signUp("alice"), Town.signUp("bob"), Town.signUp("carol", "pds2.test")]))
  const posts = Array.from({ length: 7 }, (_, n) => town.run(Records.post(alice, n % 3 === 1 ? `post ${n} about #cats` : `post ${n}`)))
  town.run(Records.like(bob, posts[2]!))
  town.run(Records.like(carol, posts[2]!))
  town.run(Records.like(bob, posts[5]!))
  town.settle()
  return { town, alice, bob, posts, uris: posts.map(({ uri }) => uri) }
}

describe("A feed generator", () => {
  it("ranks by time, newest first, and pages give each post once [FEED-1] [XRPC-2]", () => {
    const { town, uris } = scene()
    expect(town.run(pages("new", 50)).flat()).toEqual([...uris].reverse())
    const three = town.run(pages("new", 3))
    expect(three.map((page) => page.length)).toEqual([3, 3, 1])
    expect(three.flat()).toEqual([...uris].reverse())
  })

  it("ranks by likes, most liked first", () => {
    const { town, uris } = scene()
    const ranked = town.run(pages("hot", 2)).flat()
    expect(ranked.slice(0, 2)).toEqual([uris[2], uris[5]])
    expect([...ranked].sort()).toEqual([...uris].sort())
  })

  it("ranks by likes only what came within the last day", () => {
    const { alice, town, uris } = scene()
    const ranked = () => town.run(pages("hot", 50)).flat()
    expect(ranked()).toHaveLength(uris.length)
    town.settle(86_400_000)
    const young = town.run(Records.post(alice, "post of the next day"))
    town.settle()
    expect(ranked()).toEqual([young.uri])
  })

  it("counts people, not records: a second like of one person changes nothing", () => {
    const { bob, posts, town, uris } = scene()
    town.run(Records.like(bob, posts[5]!))
    town.run(Records.like(bob, posts[5]!))
    town.settle()
    expect(town.run(pages("hot", 50)).flat()[0]).toBe(uris[2])
  })

  it("keeps to its tag", () => {
    const { town, uris } = scene()
    expect(town.run(pages("cats", 50)).flat()).toEqual([uris[4], uris[1]])
  })

  it("forgets what is deleted, likes and posts", () => {
    const { alice, bob, posts, town, uris } = scene()
    const like = town.run(Records.like(bob, posts[0]!))
    town.run(Records.remove(alice, uris[2]!))
    town.run(Records.remove(bob, like.uri))
    town.settle()
    const ranked = town.run(pages("hot", 50)).flat()
    expect(ranked[0]).toBe(uris[5])
    expect(ranked).not.toContain(uris[2])
  })

  it("refuses feeds and cursors that it does not know", () => {
    const { town } = scene()
    expect(town.run(Effect.flip(skeleton("nothing", 10)))).toMatchObject({ error: "UnknownFeed" })
    expect(town.run(Effect.flip(skeleton("new", 10, "yesterday")))).toMatchObject({ error: "InvalidRequest" })
    expect(town.defects()).toEqual([])
  })

  it("says who it is and what it serves", () => {
    const { town } = scene()
    const described = town.run(Effect.flatMap(Client.make, (client) => client.query("app.bsky.feed.describeFeedGenerator", { origin, params: {} })))
    expect(described).toEqual({ did: "did:web:feeds.test", feeds: ["new", "hot", "cats"].map((rkey) => ({ uri: feedOf(rkey) })) })
    expect(town.run(Town.get(`${origin}/.well-known/did.json`)).json).toMatchObject({ id: "did:web:feeds.test" })
  })

  describe("asked with a token", () => {
    const lxm = "app.bsky.feed.getFeedSkeleton"
    const aud = "did:web:feeds.test"

    /** The status of one call, and the name of the error if it is one. */
    const ask = (authorization?: string) =>
      Effect.flatMap(Client.make, (client) =>
        Effect.match(
          client.query(lxm, {
            origin,
            params: { feed: feedOf("new"), limit: 50 },
            ...(authorization === undefined ? {} : { headers: { authorization } })
          }),
          {
            onFailure: (error) => error._tag === "XrpcError" ? `${error.status} ${error.error}` : error._tag,
            onSuccess: ({ feed }) => `${feed.length} posts`
          }
        ))

    const tokenOf = (session: Session, claims: { readonly aud: string; readonly lxm: string }) =>
      Effect.map(session.query("com.atproto.server.getServiceAuth", claims), ({ token }) => `Bearer ${token}`)

    it("serves a reader whose own key signed it, once, and who brings none [AUTH-1]", () => {
      const { bob, town } = scene()
      const token = town.run(tokenOf(bob, { aud, lxm }))
      expect(town.run(ask(token))).toBe("7 posts")
      expect(town.run(ask(token))).toBe("401 JwtReplayed")
      expect(town.run(Effect.flatMap(tokenOf(bob, { aud: `${aud}#bsky_fg`, lxm }), ask))).toBe("7 posts")
      expect(town.run(ask())).toBe("7 posts")
    })

    it("refuses one for another service, for another method, of another kind, and one that is over [AUTH-1] [AUTH-5]", () => {
      const { bob, town } = scene()
      const refused = (claims: { readonly aud: string; readonly lxm: string }) => town.run(Effect.flatMap(tokenOf(bob, claims), ask))
      expect(refused({ aud: "did:web:labeler.test", lxm })).toBe("401 BadJwtAudience")
      expect(refused({ aud: `${aud}#atproto_labeler`, lxm })).toBe("401 BadJwtAudience")
      expect(refused({ aud, lxm: "app.bsky.feed.getTimeline" })).toBe("401 BadJwtLexiconMethod")
      expect(town.run(ask(bob.authorization.authorization))).toMatch(/^401 BadJwt/)
      expect(town.run(ask("Basic YWRtaW46YWRtaW4="))).toBe("401 AuthenticationRequired")
      const old = town.run(tokenOf(bob, { aud, lxm }))
      town.settle(61_000)
      expect(town.run(ask(old))).toBe("401 JwtExpired")
    })

    it("refuses one that somebody else signed in the reader's name, or of whom nobody knows [SIG-5] [AUTH-1]", () => {
      const { bob, town } = scene()
      const forged = (iss: string) =>
        Effect.gen(function*() {
          const key = yield* Effect.flatMap(Keys, (keys) => keys.generate())
          return yield* ask(`Bearer ${yield* OwnAccount.serviceToken(key, { iss, aud, lxm })}`)
        })
      expect(town.run(forged(bob.did))).toBe("401 BadJwtSignature")
      expect(town.run(forged("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"))).toBe("401 BadJwtIssuer")
      expect(town.run(Effect.flatMap(tokenOf(bob, { aud, lxm }), ask))).toBe("7 posts")
      expect(town.defects()).toEqual([])
    })
  })
})
