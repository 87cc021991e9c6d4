/** AUTH-1, AUTH-2, AUTH-5: a token works at one service, for one method, once, before it expires. */
import { describe, expect, it } from "vitest"
import { Town } from "./Town.ts"

const timeline = "app.bsky.feed.getTimeline"

const town = () => {
  const town = new Town()
  town.join("alice", "bob")
  town.settle()
  return town
}

const withToken = (net: Town, token: string, nsid = timeline) => {
  const { body, status } = net.fetch(nsid, {}, undefined, { authorization: `Bearer ${token}` })
  return status === 200 ? 200 : `${status} ${body.error}`
}

describe("a service token", () => {
  it("names its user, also with the bare DID that older software sends", () => {
    const net = town()
    expect(withToken(net, net.token("alice", timeline))).toBe(200)
    expect(withToken(net, net.token("alice", timeline, { aud: "did:web:appview.test" }))).toBe(200)
  })

  it("works once", () => {
    const net = town()
    const token = net.token("alice", timeline)
    expect(withToken(net, token)).toBe(200)
    expect(withToken(net, token)).toBe("401 JwtReplayed")
  })

  it.each([
    ["for another service", { aud: "did:web:appview.test#bsky_notif" }, "401 BadJwtAudience"],
    ["for another App View", { aud: "did:web:other.test#bsky_appview" }, "401 BadJwtAudience"],
    ["for another method", { lxm: "app.bsky.feed.getPosts" }, "401 BadJwtLexiconMethod"],
    ["for no method", { lxm: undefined }, "401 BadJwtLexiconMethod"],
    ["expired", { expSeconds: 1 }, "401 JwtExpired"],
    ["of somebody else", { iss: "did:plc:bobaaaaaaaaaaaaaaaaaaaaa" }, "401 BadJwtSignature"],
    ["of nobody", { iss: "did:plc:nobodyaaaaaaaaaaaaaaaaaa" }, "401 BadJwtIssuer"]
  ])("%s is refused", (_, more, refusal) => {
    const net = town()
    expect(withToken(net, net.token("alice", timeline, more))).toBe(refusal)
    expect(net.defects).toEqual([])
  })

  it("of an old key fails once the key is rotated, of the new one works at once", () => {
    const net = town()
    expect(withToken(net, net.token("alice", timeline))).toBe(200)
    const old = net.token("alice", timeline)
    net.rotateKey("alice")
    expect(withToken(net, net.token("alice", timeline))).toBe(200)
    expect(withToken(net, old)).toBe("401 BadJwtSignature")
  })

  it("is not needed where the public may look, but must hold where it is sent", () => {
    const net = town()
    const profile = { actor: net.did("alice") }
    expect(net.fetch("app.bsky.actor.getProfile", profile).status).toBe(200)
    expect(net.fetch("app.bsky.actor.getProfile", profile, undefined, { authorization: "Bearer nonsense" }).status).toBe(401)
    expect(net.fetch("app.bsky.actor.getProfile", profile, undefined, { authorization: "Basic YTpi" }).status).toBe(401)
    expect(net.fetch(timeline).status).toBe(401)
  })
})

describe("an App View as a service", () => {
  it("tells its DID document and its health, and refuses what it does not serve", () => {
    const net = town()
    expect(net.fetch("_health").status).toBe(200)
    expect(net.fetch("app.bsky.feed.getListFeed", { list: "at://did:plc:x/app.bsky.graph.list/1" })).toMatchObject({ status: 501, body: { error: "MethodNotImplemented" } })
    expect(net.fetch("com.atproto.repo.getRecord", { repo: "alice.pds.test", collection: "app.bsky.feed.post", rkey: "none" })).toMatchObject({ status: 400, body: { error: "RecordNotFound" } })
  })

  it("gives records from its index as they are", () => {
    const net = town()
    const uri = net.post("alice", "hello", { langs: ["en"] })
    net.settle()
    const [repo, collection, rkey] = uri.slice(5).split("/") as [string, string, string]
    const { cid, value } = net.ask("com.atproto.repo.getRecord", { repo, collection, rkey })
    expect(cid).toBe(net.ref(uri).cid)
    expect(value).toMatchObject({ $type: "app.bsky.feed.post", text: "hello", langs: ["en"] })
  })

  it("answers queries without a trace on its disk, whoever asks [XRPC-3]", () => {
    const net = town()
    const uri = net.post("alice", "hello")
    net.settle()
    const actor = net.did("alice")
    const queries: ReadonlyArray<readonly [string, Parameters<Town["fetch"]>[1]]> = [
      [timeline, {}],
      ["app.bsky.feed.getAuthorFeed", { actor }],
      ["app.bsky.feed.getPostThread", { uri }],
      ["app.bsky.feed.getPosts", { uris: [uri] }],
      ["app.bsky.feed.getLikes", { uri }],
      ["app.bsky.feed.getRepostedBy", { uri }],
      ["app.bsky.feed.getQuotes", { uri }],
      ["app.bsky.feed.getActorFeeds", { actor }],
      ["app.bsky.actor.getProfile", { actor: "alice.pds.test" }],
      ["app.bsky.actor.getProfiles", { actors: [actor] }],
      ["app.bsky.actor.searchActors", { q: "ali" }],
      ["app.bsky.graph.getFollows", { actor }],
      ["app.bsky.graph.getFollowers", { actor }],
      ["app.bsky.graph.getRelationships", { actor }],
      ["app.bsky.notification.listNotifications", {}],
      ["app.bsky.notification.getUnreadCount", {}],
      ["com.atproto.identity.resolveHandle", { handle: "alice.pds.test" }],
      ["com.atproto.label.queryLabels", { uriPatterns: ["*"] }]
    ]
    const disk = () => Buffer.from(net.world.backup("appview.test")!)
    const before = disk()
    for (const as of ["alice", undefined]) {
      for (const [nsid, params] of queries) {
        expect([nsid, net.fetch(nsid, params, as).status].join(" ")).toMatch(as === undefined ? / (200|401)$/ : / 200$/)
        expect(disk().equals(before), nsid).toBe(true)
      }
    }
    net.post("alice", "hello again")
    net.settle()
    expect(disk().equals(before)).toBe(false)
  })
})
