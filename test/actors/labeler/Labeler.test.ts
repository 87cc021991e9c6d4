import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Socket from "effect/socket/Socket"
import { describe, expect, it } from "vitest"
import * as Records from "../../../src/actors/client/Records.ts"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as LabelEvent from "../../../src/protocol/frames/LabelEvent.ts"
import * as Signature from "../../../src/protocol/keys/Signature.ts"
import * as Label from "../../../src/protocol/label/Label.ts"
import * as Town from "../relay/Town.ts"

const origin = "https://labeler.test"
const did = "did:web:labeler.test"

/** The labels that the stream tells from its beginning. */
const subscribed = (enough: number) =>
  Effect.gen(function*() {
    const socket = yield* Socket.makeWebSocket("wss://labeler.test/xrpc/com.atproto.label.subscribeLabels?cursor=0")
    const pull = yield* Socket.readerBytes(socket)
    const labels: Array<Label.Label> = []
    while (labels.length < enough) {
      for (const bytes of yield* pull) {
        const event = Result.getOrThrow(LabelEvent.fromFrame(Result.getOrThrow(Frame.decode(bytes))))
        if (event._tag === "Labels") labels.push(...event.labels)
      }
    }
    return labels
  }).pipe(Effect.scoped)

const labelKey = Effect.map(
  Town.get(`${origin}/.well-known/did.json`),
  ({ json }) => `did:key:${(json!.verificationMethod as ReadonlyArray<{ readonly publicKeyMultibase: string }>)[0]!.publicKeyMultibase}`
)

const verdict = (...labels: ReadonlyArray<object>) => Town.admin(`${origin}/admin/labels`, labels)

const query = (uriPatterns: ReadonlyArray<string>, options: { readonly limit?: number; readonly cursor?: string; readonly sources?: ReadonlyArray<never> } = {}) =>
  Effect.flatMap(Client.make, (client) => client.query("com.atproto.label.queryLabels", { origin, params: { uriPatterns, ...options } }))

describe("A labeler's labels", () => {
  it("are made by its rules, told on its stream, and verify under its own key [LABEL-1]", () => {
    const town = Town.make({ labeler: { rules: [{ word: "spoiler", label: "spoiler" }] } })
    const alice = town.run(Town.signUp("alice"))
    const post = town.run(Records.post(alice, "A Spoiler: the moon sets."))
    town.run(Records.post(alice, "nothing of the kind, not spoilers either"))
    town.settle()
    const [labels, key] = town.run(Effect.all([subscribed(1), labelKey]))
    expect(labels).toHaveLength(1)
    expect(labels[0]).toMatchObject({ ver: 1, src: did, uri: post.uri, cid: post.cid, val: "spoiler" })
    expect(Label.verify(labels[0]!, key, Signature.verify)).toBe(true)
    expect(Label.verify({ ...labels[0]!, val: "nudity" }, key, Signature.verify)).toBe(false)
  })

  it("and its key stay across a crash, and no label is told twice", () => {
    const town = Town.make()
    town.run(verdict({ uri: "did:plc:one", val: "spam" }))
    const key = town.run(labelKey)
    town.world.crash("labeler.test")
    town.world.start("labeler.test")
    town.settle()
    town.run(verdict({ uri: "did:plc:one", val: "spam", neg: true }))
    expect(town.run(labelKey)).toBe(key)
    const labels = town.run(subscribed(2))
    expect(labels.map(({ neg }) => neg === true)).toEqual([false, true])
    expect(labels.every((label) => Label.verify(label, key, Signature.verify))).toBe(true)
  })

  it("are found by exact URI and by beginning, page by page", () => {
    const town = Town.make()
    const uris = ["at://did:plc:one/app.bsky.feed.post/a", "at://did:plc:one/app.bsky.feed.post/b", "at://did:plc:two/app.bsky.feed.post/a", "did:plc:one"]
    expect(town.run(verdict(...uris.map((uri) => ({ uri, val: "spam" }))))).toBe(200)
    const found = (patterns: ReadonlyArray<string>) => town.run(query(patterns)).labels.map(({ uri }) => uri)
    expect(found([uris[0]!])).toEqual([uris[0]])
    expect(found(["at://did:plc:one/*"])).toEqual([uris[0], uris[1]])
    expect(found(["*"])).toEqual(uris)
    expect(found([uris[2]!, "at://did:plc:two/*"])).toEqual([uris[2]])
    // A star elsewhere is a star.
    expect(found(["at://*/app.bsky.feed.post/a"])).toEqual([])
    const first = town.run(query(["*"], { limit: 3 }))
    const second = town.run(query(["*"], { limit: 3, cursor: first.cursor! }))
    expect([...first.labels, ...second.labels].map(({ uri }) => uri)).toEqual(uris)
    expect(second.cursor).toBeUndefined()
    expect(town.run(query(["*"], { sources: ["did:plc:somebodyelse" as never] })).labels).toEqual([])
    expect(town.run(Effect.flip(query(["*"], { cursor: "first" })))).toMatchObject({ error: "InvalidRequest" })
  })

  it("come from the operator only with the password, and only in the right form", () => {
    const town = Town.make()
    expect(town.run(Town.admin(`${origin}/admin/labels`, [{ uri: "did:plc:one", val: "spam" }], "wrong"))).toBe(401)
    expect(town.run(verdict({ uri: "did:plc:one" }))).toBe(400)
    expect(town.run(verdict({ uri: "did:plc:one", val: "spam", neg: false }))).toBe(400)
    expect(town.run(query(["*"])).labels).toEqual([])
  })
})

describe("A report to a labeler", () => {
  const report = { reasonType: "com.atproto.moderation.defs#reasonSpam", reason: "again and again", subject: { $type: "com.atproto.admin.defs#repoRef", did: "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb" } } as never
  const method = "com.atproto.moderation.createReport"

  const send = (token: string | undefined) =>
    Effect.flatMap(Client.make, (client) =>
      client.procedure(method, { origin, input: report, ...(token === undefined ? {} : { headers: Client.bearer(token) }) }))

  it("needs the person's service token, made for this labeler and this method, and takes it once [AUTH-1]", () => {
    const town = Town.make()
    const alice = town.run(Town.signUp("alice"))
    const token = (aud: string, lxm: string) =>
      town.run(alice.query("com.atproto.server.getServiceAuth", { aud: aud as never, lxm: lxm as never })).token
    const good = token(did, method)
    expect(town.run(send(good))).toMatchObject({ reportedBy: alice.did, reasonType: "com.atproto.moderation.defs#reasonSpam" })
    expect(town.run(Effect.flip(send(good)))).toMatchObject({ status: 401 })
    expect(town.run(Effect.flip(send(undefined)))).toMatchObject({ status: 401 })
    expect(town.run(Effect.flip(send(token("did:web:elsewhere.test", method))))).toMatchObject({ status: 401 })
    expect(town.run(Effect.flip(send(token(did, "com.atproto.label.queryLabels"))))).toMatchObject({ status: 401 })
    expect(town.defects()).toEqual([])
  })

  it("goes through the person's own PDS to the labeler of its choice", () => {
    const town = Town.make()
    const alice = town.run(Town.signUp("alice"))
    const taken = town.run(alice.procedureOnce(method, { input: report, headers: { "atproto-proxy": `${did}#atproto_labeler` } }))
    expect(taken).toMatchObject({ id: 1, reportedBy: alice.did })
  })
})

it("A labeler's document names its service, and a resolver reads it", () => {
  const document = Town.make().run(Effect.flatMap(Resolver.make({ plc: "plc.test" }), (resolver) => resolver.did(did as never)))
  expect(document.services.size).toBe(1)
})
