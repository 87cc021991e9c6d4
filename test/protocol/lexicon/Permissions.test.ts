/** Permission sets: as documents, beside @atproto/lexicon, and what they grant. */
import { parseLexiconDoc } from "@atproto/lexicon"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import type { Permission, PermissionSet } from "../../../src/protocol/lexicon/Document.ts"
import * as DocumentCheck from "../../../src/protocol/lexicon/DocumentCheck.ts"
import { grantsOf } from "../../../src/protocol/lexicon/Permissions.ts"
import * as Nsid from "../../../src/protocol/syntax/Nsid.ts"

const id = Nsid.make("app.example.feed.authBasic")
const post = "app.example.feed.post"
const repo: Permission = { type: "permission", resource: "repo", collection: [post] }
const rpc: Permission = { type: "permission", resource: "rpc", lxm: ["app.example.feed.getThread"], aud: "*" }

const document = (set: object) => ({ lexicon: 1, id, defs: { main: { type: "permission-set", ...set } } })
const taken = (set: object): boolean => Result.isSuccess(DocumentCheck.parse(document(set)))
const takenByPeer = (set: object): boolean => {
  try {
    parseLexiconDoc(document(set) as never)
    return true
  } catch {
    return false
  }
}
const set = (...permissions: ReadonlyArray<object>): PermissionSet => ({ type: "permission-set", permissions: permissions as never })

describe("a permission set as a document", () => {
  it.each<[string, object]>([
    ["with nothing in it", { permissions: [] }],
    ["with titles in many languages", { title: "Basics", "title:lang": { de: "Grundlagen", "pt-BR": "Base" }, detail: "Posts.", "detail:lang": {}, permissions: [repo, rpc] }],
    ["with a resource from the future", { permissions: [{ type: "permission", resource: "space", of: ["x"] }] }],
    ["with parameters from the future", { permissions: [{ ...repo, until: 3 }] }]
  ])("passes %s", (_name, set) => {
    expect(taken(set)).toBe(true)
    expect(takenByPeer(set)).toBe(true)
  })

  it.each<[string, object]>([
    ["without permissions", {}],
    ["of which one is nothing of the kind", { permissions: [{ resource: "repo", collection: [post] }] }],
    ["of which one has no resource", { permissions: [{ type: "permission" }] }],
    ["of which one has an empty resource", { permissions: [{ type: "permission", resource: "" }] }],
    ["whose title is no text", { title: 3, permissions: [] }],
    ["translated into no language", { "detail:lang": { "!!": "?" }, permissions: [] }],
    ["whose translations are no texts", { "title:lang": { de: 3 }, permissions: [] }]
  ])("is refused %s", (_name, set) => {
    expect(taken(set)).toBe(false)
    expect(takenByPeer(set)).toBe(false)
  })

  // The reference lets these pass. [lexicon], permission: collection and lxm are "required. Must include at least
  // one element"; action is an array, aud a string, inheritAud a boolean.
  it.each<[string, object]>([
    ["repo without a collection", { permissions: [{ type: "permission", resource: "repo" }] }],
    ["repo with an empty list of them", { permissions: [{ ...repo, collection: [] }] }],
    ["rpc without an endpoint", { permissions: [{ type: "permission", resource: "rpc", aud: "*" }] }],
    ["an action that is no list", { permissions: [{ ...repo, action: "create" }] }],
    ["an audience that is no text", { permissions: [{ ...rpc, aud: 1 }] }],
    ["inheritAud that is no boolean", { permissions: [{ ...rpc, inheritAud: "yes" }] }]
  ])("is refused for %s, which the reference takes", (_name, set) => {
    expect(taken(set)).toBe(false)
    expect(takenByPeer(set)).toBe(true)
  })

  it("stands only as main", () => {
    const elsewhere = { lexicon: 1, id, defs: { other: { type: "permission-set", permissions: [] } } }
    expect(DocumentCheck.parse(elsewhere)).toSatisfy(Result.isFailure)
  })
})

describe("a permission set grants", () => {
  it("what it names, all actions unless it says which", () => {
    expect(grantsOf(id, set(repo, { ...repo, action: ["delete"] }, rpc, { ...rpc, aud: undefined, inheritAud: true }))).toEqual([
      { resource: "repo", collection: [post], action: ["create", "update", "delete"] },
      { resource: "repo", collection: [post], action: ["delete"] },
      { resource: "rpc", lxm: ["app.example.feed.getThread"], aud: "*" },
      { resource: "rpc", lxm: ["app.example.feed.getThread"], aud: "inherited" }
    ])
  })

  it("in its own group and below it, not beside or above", () => {
    const names = (collection: string) => grantsOf(id, set({ ...repo, collection: [collection] })).length
    expect(["app.example.feed.post", "app.example.feed.deep.er.post"].map(names)).toEqual([1, 1])
    expect(["app.example.actor.profile", "app.example.profile", "app.example.feeds.post", "com.example.feed.post"].map(names)).toEqual([0, 0, 0, 0])
  })

  it.each<[string, object]>([
    ["by wildcard", { ...repo, collection: ["*"] }],
    ["by a partial wildcard", { ...repo, collection: ["app.example.feed.*"] }],
    ["of one name twice", { ...repo, collection: [post, post] }],
    ["where one of several names lies outside", { ...repo, collection: [post, "app.example.actor.profile"] }],
    ["of an unknown action", { ...repo, action: ["create", "upsert"] }],
    ["with an unknown parameter, which might narrow it", { ...repo, until: 3 }],
    ["of an endpoint at a service that it fixes", { ...rpc, aud: "did:web:api.example.test#feed" }],
    ["of an endpoint without an audience", { ...rpc, aud: undefined }],
    ["of an endpoint with two audiences", { ...rpc, inheritAud: true }],
    ["of every endpoint", { ...rpc, lxm: ["*"] }],
    ["of blobs", { type: "permission", resource: "blob", accept: ["*/*"] }],
    ["of the account", { type: "permission", resource: "account", attr: "email" }],
    ["of the identity", { type: "permission", resource: "identity", attr: "*" }],
    ["of another set", { type: "permission", resource: "include", nsid: "app.example.feed.other" }]
  ])("nothing %s, and the rest all the same", (_name, permission) => {
    expect(grantsOf(id, set(permission, rpc))).toEqual(grantsOf(id, set(rpc)))
  })
})
