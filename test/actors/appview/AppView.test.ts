import { describe, expect, it } from "vitest"
import { Town } from "./Town.ts"

describe("an App View", () => {
  it("shows who people are, with a handle that holds both ways", () => {
    const town = new Town()
    town.join("alice", "bob")
    town.create("alice", "app.bsky.actor.profile", { displayName: "Alice", description: "hello" }, "self")
    town.settle()
    expect(town.profile("alice")).toMatchObject({
      did: town.did("alice"),
      handle: "alice.pds.test",
      displayName: "Alice",
      description: "hello",
      followersCount: 0,
      followsCount: 0,
      postsCount: 0
    })
    expect(town.profile("bob").handle).toBe("bob.pds.test")
    expect(town.ask("com.atproto.identity.resolveHandle", { handle: "bob.pds.test" })).toEqual({ did: town.did("bob") })
    expect(town.fetch("app.bsky.actor.getProfile", { actor: "nobody.pds.test" })).toMatchObject({ status: 400 })
    expect(town.defects).toEqual([])
  })
})
