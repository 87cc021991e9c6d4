import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as Car from "../../../src/protocol/car/Car.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import type { Interpose } from "../../../src/sim/network/Interpose.ts"
import * as Town from "./Town.ts"

const origin = "https://relay.test"

const revs = (events: ReadonlyArray<{ readonly _tag: string }>) =>
  events.flatMap((event) => event._tag === "Commit" ? [(event as RepoEvent.CommitEvent).rev] : [])

describe("A relay admits a host", () => {
  const crawl = (hostname: string) =>
    Effect.flatMap(Client.make, (client) => client.procedure("com.atproto.sync.requestCrawl", { origin, input: { hostname } }))

  it("that asks, once it answers as a PDS, and lists it", () => {
    const town = Town.make({ relay: { crawl: [] } })
    town.run(Effect.andThen(crawl("pds1.test"), Town.signUp("alice")))
    town.settle()
    const status = town.run(Effect.flatMap(Client.make, (client) =>
      client.query("com.atproto.sync.getHostStatus", { origin, params: { hostname: "pds1.test" } })))
    expect(status).toMatchObject({ hostname: "pds1.test", status: "active", accountCount: 1 })
    expect(status.seq).toBeGreaterThan(0)
  })

  it.each([
    ["that has no host name", "not a host!"],
    ["that has an address for a name", "127.0.0.1"],
    ["that has a port", "pds1.test:2583"],
    ["that is not there", "nowhere.test"],
    ["that is no PDS", "plc.test"]
  ])("but none %s", (_, hostname) => {
    const town = Town.make({ relay: { crawl: [] } })
    expect(town.run(Effect.flip(crawl(hostname)))).toMatchObject({ _tag: "XrpcError", status: 400, error: "InvalidRequest" })
    expect(town.defects()).toEqual([])
  })

  it("but none that its operator has banned, until that is taken back", () => {
    const town = Town.make()
    const alice = town.run(Town.signUp("alice"))
    town.settle()
    const told = () => town.observations.filter((o) => o._tag === "FrameSent" && o.from === "relay.test" && o.to === "feeds.test").length
    expect(town.run(Town.admin(`${origin}/admin/pds/block`, {}))).toBe(400)
    expect(town.run(Town.admin(`${origin}/admin/pds/block?host=pds1.test`, {}))).toBe(200)
    const before = told()
    town.run(Town.createPost(alice, "behind the wall"))
    town.world.crash("relay.test")
    town.world.start("relay.test")
    town.settle()
    expect(town.run(Effect.flip(crawl("pds1.test")))).toMatchObject({ status: 400, error: "HostBanned" })
    expect(told()).toBe(before)
    expect(town.run(Town.admin(`${origin}/admin/pds/unblock?host=pds1.test`, {}))).toBe(200)
    town.settle(60_000)
    expect(told()).toBe(before + 1)
  })

  it("and a banned PDS that starts anew asks once, not for ever", () => {
    const town = Town.make()
    town.settle()
    expect(town.run(Town.admin(`${origin}/admin/pds/block?host=pds1.test`, {}))).toBe(200)
    town.world.crash("pds1.test")
    const before = town.observations.length
    town.world.start("pds1.test")
    town.settle(600_000)
    const asked = town.observations.slice(before).filter((o) =>
      o._tag === "HttpResponseReceived" && o.request.from === "pds1.test" && o.request.path.endsWith("requestCrawl"))
    expect(asked).toHaveLength(1)
  })

  it("and knows no other", () => {
    const error = Town.make().run(Effect.flip(Effect.flatMap(Client.make, (client) =>
      client.query("com.atproto.sync.getHostStatus", { origin, params: { hostname: "nowhere.test" } }))))
    expect(error).toMatchObject({ error: "HostNotFound" })
  })
})

describe("A relay passes on", () => {
  it("each commit of its hosts once, byte for byte but for the seq [RELAY-1] [RELAY-2]", () => {
    const town = Town.make()
    const posts = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const bob = yield* Town.signUp("bob", "pds2.test")
      for (let n = 0; n < 5; n++) {
        yield* Town.createPost(alice, `alice ${n}`)
        yield* Town.createPost(bob, `bob ${n}`)
      }
    }).pipe(Effect.as(10)))
    town.settle()
    const sent = (from: string, to: string) => town.observations.flatMap((o) => o._tag === "FrameSent" && o.from === from && o.to === to ? [o.bytes] : [])
    const plain = (frames: ReadonlyArray<Uint8Array>) =>
      frames.map((frame) => Buffer.from(RepoEvent.withSeq(frame, 1)).toString("base64")).filter((frame) => Buffer.from(frame, "base64").includes("#commit"))
    const heard = plain([...sent("pds1.test", "relay.test"), ...sent("pds2.test", "relay.test")])
    const told = plain(sent("relay.test", "feeds.test"))
    expect(told.length).toBeGreaterThanOrEqual(posts)
    expect([...told].sort()).toEqual([...heard].sort())
  })

  it("nothing of a commit from a host that the DID does not name [MIG-8] [SYNC-10]", () => {
    // pds2.test says whatever pds1.test says, as if the account were its own.
    const heard: Array<Uint8Array> = []
    const echo: Interpose = (host, message) => {
      if (message.kind !== "frame" || message.to !== "relay.test") return message.bytes
      if (host === "pds1.test") heard.push(message.bytes)
      if (host !== "pds2.test") return message.bytes
      const seq = RepoEvent.seqOf(message.bytes)! * 1_000
      return [...heard.map((frame, i) => RepoEvent.withSeq(frame, seq + i)), RepoEvent.withSeq(message.bytes, seq + heard.length)]
    }
    const town = Town.make({ interpose: echo })
    const alice = town.run(Town.signUp("alice"))
    town.run(Town.createPost(alice, "at home"))
    town.settle()
    const before = town.run(Town.listen("relay.test", "?cursor=0", (events) => revs(events).length >= 2))
    town.run(Town.signUp("bob", "pds2.test"))
    town.settle()
    const after = town.run(Effect.flatMap(Town.signUp("carol", "pds2.test"), () =>
      Town.listen("relay.test", "?cursor=0", (events) => new Set(events.map((event) => RepoEvent.didOf(event as RepoEvent.RepoEvent))).size >= 3)))
    expect(heard.length).toBeGreaterThan(2)
    const of = (events: ReadonlyArray<{ readonly _tag: string }>) =>
      revs(events.filter((event) => RepoEvent.didOf(event as RepoEvent.RepoEvent) === alice.did))
    expect(of(after)).toEqual(of(before))
    const status = town.run(Effect.flatMap(Client.make, (client) =>
      client.query("com.atproto.sync.getRepo", { origin: "https://relay.test", params: { did: alice.did } })))
    expect(Result.isSuccess(Car.read(status))).toBe(true)
  })
})

describe("A takedown by a relay's operator [RELAY-5]", () => {
  const scene = () => {
    const town = Town.make()
    const alice = town.run(Town.signUp("alice"))
    town.settle()
    const query = <A, E, R>(ask: (client: Client.Client) => Effect.Effect<A, E, R>) => Effect.flatMap(Client.make, ask)
    const listed = town.run(query((client) => client.query("com.atproto.sync.listRepos", { origin, params: {} })))
    return { town, alice, query, listed }
  }

  it("needs the password, and an account that is known", () => {
    const { alice, town } = scene()
    expect(town.run(Town.admin(`${origin}/admin/repo/takeDown`, { did: alice.did }, "wrong"))).toBe(401)
    expect(town.run(Town.admin(`${origin}/admin/repo/takeDown`, { did: "nobody" }))).toBe(400)
    expect(town.run(Town.admin(`${origin}/admin/repo/takeDown`, { did: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa" }))).toBe(404)
  })

  it("hides the account, stops its commits, and is undone by its reversal", () => {
    const { alice, listed, query, town } = scene()
    const head = query((client) => client.query("com.atproto.sync.getLatestCommit", { origin, params: { did: alice.did } }))
    const { rev } = town.run(head)
    expect(town.run(Town.admin(`${origin}/admin/repo/takeDown`, { did: alice.did }))).toBe(200)
    expect(town.run(Effect.flip(head))).toMatchObject({ error: "RepoTakendown" })
    expect(town.run(query((client) => client.query("com.atproto.sync.getRepoStatus", { origin, params: { did: alice.did } }))))
      .toEqual({ did: alice.did, active: false, status: "takendown" })
    expect(town.run(query((client) => client.query("com.atproto.sync.listRepos", { origin, params: {} }))).repos).toEqual([])

    town.run(Town.createPost(alice, "unheard"))
    town.settle()
    expect(town.run(Town.admin(`${origin}/admin/repo/reverseTakedown`, { did: alice.did }))).toBe(200)
    expect(town.run(head).rev).toBe(rev)
    expect(town.run(query((client) => client.query("com.atproto.sync.listRepos", { origin, params: {} })))).toEqual(listed)

    town.run(Town.createPost(alice, "heard again"))
    town.settle()
    const events = town.run(Town.listen("relay.test", "?cursor=0", (all) => revs(all).length >= 2))
    expect(events.flatMap((event) => event._tag === "Account" ? [[event.active, event.status]] : []))
      .toEqual([[true, undefined], [false, "takendown"], [true, undefined]])
    expect(town.run(head).rev > rev).toBe(true)
  })
})

describe("A relay keeps no repositories", () => {
  it("and sends who asks for one to its host", () => {
    const town = Town.make()
    const alice = town.run(Town.signUp("alice"))
    town.settle()
    expect(town.run(Town.get(`${origin}/xrpc/com.atproto.sync.getRepo?did=${alice.did}`))).toMatchObject({
      status: 302,
      headers: { location: `https://pds1.test/xrpc/com.atproto.sync.getRepo?did=${alice.did}` }
    })
    expect(town.run(Town.get(`${origin}/xrpc/com.atproto.sync.getRepo?did=did:plc:aaaaaaaaaaaaaaaaaaaaaaaa`)).json)
      .toMatchObject({ error: "RepoNotFound" })
  })
})

describe("A PDS that is away for an hour", () => {
  it("changes nobody's status, and is heard again without an operator [RELAY-7]", () => {
    const town = Town.make()
    const alice = town.run(Town.signUp("alice"))
    town.run(Town.createPost(alice, "before"))
    town.settle()
    const ask = Effect.flatMap(Client.make, (client) => Effect.all([
      client.query("com.atproto.sync.getRepoStatus", { origin, params: { did: alice.did } }),
      client.query("com.atproto.sync.listRepos", { origin, params: {} })
    ]))
    const [status, listed] = town.run(ask)
    expect(status).toMatchObject({ active: true })
    town.world.crash("pds1.test")
    town.settle(3_600_000)
    expect(town.run(ask)).toEqual([status, listed])
    town.world.start("pds1.test")
    town.settle(60_000)
    const { rev } = status
    town.run(Town.createPost(alice, "after"))
    town.settle()
    const [after] = town.run(ask)
    expect(after.active).toBe(true)
    expect(after.rev! > rev!).toBe(true)
    const events = town.run(Town.listen("relay.test", "?cursor=0", (all) => revs(all).length >= 3))
    expect(events.flatMap((event) => event._tag === "Account" ? [event.active] : [])).toEqual([true])
  })
})

describe("A relay that crashes", () => {
  it("resumes where it was: nothing is lost, nothing is told twice [RELAY-3] [RELAY-4]", () => {
    const town = Town.make()
    const { world } = town
    const alice = town.run(Town.signUp("alice"))
    const post = (n: number) => town.run(Effect.orDie(Town.createPost(alice, `post ${n}`)))
    for (let n = 0; n < 20; n++) {
      if (n === 5 || n === 12) world.crash("relay.test")
      if (n === 8 || n === 13) world.start("relay.test")
      post(n)
      // Not at rest: some frames are on the wire or half settled when the power goes.
      world.runUntil(world.now + 7)
    }
    town.settle(120_000)
    const home = revs(town.run(Town.listen("pds1.test", "?cursor=0", (events) => revs(events).length >= 20)))
    const events = town.run(Town.listen("relay.test", "?cursor=0", (all) => revs(all).length >= home.length))
    expect(revs(events)).toEqual(home)
    const seqs = events.map((event) => "seq" in event ? event.seq : 0)
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
    expect(town.defects()).toEqual([])
  })
})
