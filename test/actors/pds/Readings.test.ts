/** What anybody can ask of a PDS, page by page and proof by proof, and refusals by the names that the Lexicons give them. docs/pds.md */
import { verifyProofs } from "@atproto/repo"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as Xrpc from "../../../src/actors/xrpc/Server.ts"
import * as Town from "./Town.ts"

const origin = "https://pds1.test"
const notes = "test.orrery.note"

const outcome = <A, R>(call: Effect.Effect<A, Client.CallError, R>) =>
  Effect.match(call, { onSuccess: () => "ok", onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag })

describe("records", () => {
  it("are proven by sync.getRecord to be there, and others not to be: the reference's client believes it", async () => {
    const town = Town.make()
    const seen = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      for (let n = 0; n < 40; n++) yield* alice.procedureOnce("com.atproto.repo.putRecord", { input: { repo: alice.did, collection: notes, rkey: `n${n}`, record: { n } as never } })
      const { cid } = yield* Client.query("com.atproto.repo.getRecord", { origin, params: { repo: alice.did, collection: notes, rkey: "n7" } })
      const proof = (rkey: string) => Client.query("com.atproto.sync.getRecord", { origin, params: { did: alice.did, collection: notes, rkey } })
      const { verificationMethods } = yield* alice.query("com.atproto.identity.getRecommendedDidCredentials", {})
      const { atproto } = verificationMethods as { readonly atproto: string }
      return { did: alice.did, key: atproto, cid: cid!, there: yield* proof("n7"), absent: yield* proof("n7a") }
    }))
    const { CID } = await import("multiformats/cid")
    const claim = (rkey: string, cid: string | null) => [{ collection: notes, rkey, cid: cid === null ? null : CID.parse(cid) }] as never
    const verdict = async (proof: Uint8Array, rkey: string, cid: string | null) => {
      const { unverified, verified } = await verifyProofs(proof, claim(rkey, cid), seen.did, seen.key)
      return [verified.length, unverified.length]
    }
    expect(await verdict(seen.there as Uint8Array, "n7", seen.cid)).toEqual([1, 0])
    expect(await verdict(seen.absent as Uint8Array, "n7a", null)).toEqual([1, 0])
    // Neither proves the other.
    expect(await verdict(seen.there as Uint8Array, "n7", null)).toEqual([0, 1])
    expect(await verdict(seen.absent as Uint8Array, "n7a", seen.cid)).toEqual([0, 1])
  })

  it("are listed oldest first when asked the other way, each once, and deletions between pages shift nothing", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const keys = ["a", "b", "c", "d", "e", "f", "g"]
      for (const rkey of keys) yield* alice.procedureOnce("com.atproto.repo.putRecord", { input: { repo: alice.did, collection: notes, rkey, record: {} as never } })
      const listed: Array<string> = []
      let cursor: string | undefined
      do {
        const page = yield* Client.query("com.atproto.repo.listRecords", {
          origin,
          params: { repo: alice.did, collection: notes, limit: 2, reverse: true, ...(cursor === undefined ? {} : { cursor }) }
        })
        listed.push(...page.records.map(({ uri }) => uri.split("/").pop()!))
        if (listed.at(-1) === "d") yield* alice.procedureOnce("com.atproto.repo.deleteRecord", { input: { repo: alice.did, collection: notes, rkey: "d" } })
        cursor = page.cursor
      } while (cursor !== undefined)
      return { listed, keys }
    }))
    expect(seen.listed).toEqual(seen.keys)
  })

  it("are not written upon a commit that is no longer the last, whichever way", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const at = { repo: alice.did, collection: notes, rkey: "one" }
      const { commit } = yield* alice.procedureOnce("com.atproto.repo.putRecord", { input: { ...at, record: { n: 1 } as never } })
      const swap = { swapCommit: commit!.cid }
      const fresh = yield* outcome(alice.procedureOnce("com.atproto.repo.putRecord", { input: { ...at, ...swap, record: { n: 2 } as never } }))
      const stale = [
        yield* outcome(alice.procedureOnce("com.atproto.repo.createRecord", { input: { ...at, ...swap, rkey: "two", record: {} as never } })),
        yield* outcome(alice.procedureOnce("com.atproto.repo.putRecord", { input: { ...at, ...swap, record: { n: 3 } as never } })),
        yield* outcome(alice.procedureOnce("com.atproto.repo.deleteRecord", { input: { ...at, ...swap } })),
        yield* outcome(alice.procedureOnce("com.atproto.repo.applyWrites", {
          input: { repo: alice.did, ...swap, writes: [{ $type: "com.atproto.repo.applyWrites#create", collection: notes, value: {} as never }] }
        }))
      ]
      const { records } = yield* Client.query("com.atproto.repo.listRecords", { origin, params: { repo: alice.did, collection: notes } })
      return { fresh, stale, values: records.map(({ value }) => (value as { readonly n?: number }).n) }
    }))
    expect(seen).toEqual({ fresh: "ok", stale: Array(4).fill("InvalidSwap"), values: [2] })
  })
})

it("repositories are listed page by page, each once, with how they stand", () => {
  const seen = Town.make().run(Effect.gen(function*() {
    const people = yield* Effect.forEach(["alice", "bob", "carol", "dan"], (name) => Town.signUp(name))
    yield* people[1]!.procedure("com.atproto.server.deactivateAccount", { input: {} })
    const listed: Array<readonly [string, boolean, string | undefined]> = []
    let cursor: string | undefined
    do {
      const page = yield* Client.query("com.atproto.sync.listRepos", { origin, params: { limit: 2, ...(cursor === undefined ? {} : { cursor }) } })
      listed.push(...page.repos.map(({ active, did, status }) => [did, active === true, status] as const))
      cursor = page.cursor
    } while (cursor !== undefined)
    return { listed, dids: people.map(({ did }) => did) }
  }))
  expect(seen.listed.map(([did]) => did)).toEqual([...seen.dids].sort())
  expect(seen.listed.filter(([, active]) => !active)).toEqual([[seen.dids[1], false, "deactivated"]])
})

it("a server says who it is and whom it takes", () => {
  const pds = { contactEmail: "help@pds1.test", privacyPolicy: "https://pds1.test/privacy", termsOfService: "https://pds1.test/terms", inviteRequired: true }
  const described = Town.make({ pds }).run(Client.query("com.atproto.server.describeServer", { origin, params: {} }))
  expect(described).toMatchObject({
    did: "did:web:pds1.test",
    availableUserDomains: [".pds1.test"],
    inviteCodeRequired: true,
    contact: { email: pds.contactEmail },
    links: { privacyPolicy: pds.privacyPolicy, termsOfService: pds.termsOfService }
  })
})

it("relays are asked to crawl at the start, and again when somebody writes, once in twenty minutes", () => {
  const asked: Array<unknown> = []
  const relay = Xrpc.procedure("com.atproto.sync.requestCrawl", ({ input }) => Effect.sync(() => void asked.push(input.hostname)))
  const town = Town.make({ pds: { relays: ["appview.test"] }, appView: relay as never })
  const count = () => asked.filter((host) => host === "pds1.test").length
  const [start, early, late, again] = town.run(Effect.gen(function*() {
    yield* Effect.sleep("2 seconds")
    const alice = yield* Town.signUp("alice")
    const round = Effect.gen(function*() {
      const before = count()
      yield* Town.createPost(alice, "one")
      yield* Town.createPost(alice, "two")
      yield* Effect.sleep("1 second")
      return count() - before
    })
    return [count(), yield* round, yield* Effect.delay(round, "21 minutes"), yield* Effect.delay(round, "5 minutes")]
  }), 60 * 60_000)
  expect([start, early, late, again]).toEqual([1, 0, 1, 0])
})

describe("a refusal has the Lexicon's name", () => {
  const create = (input: object) => outcome(Client.procedure("com.atproto.server.createAccount", { origin, input: { handle: "dan.pds1.test", email: "dan@mail.test", ...input } as never }))

  it("where an account is not made", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      yield* Town.signUp("alice")
      return {
        short: yield* create({ password: "short" }),
        long: yield* create({ password: "x".repeat(300) }),
        handle: yield* create({ password: "dan's password", handle: "da.pds1.test" }),
        taken: yield* create({ password: "dan's password", handle: "alice.pds1.test" }),
        domain: yield* create({ password: "dan's password", handle: "dan.elsewhere.test" }),
        operation: yield* create({ password: "dan's password", plcOp: {} }),
        unproven: yield* create({ password: "dan's password", did: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa" }),
        good: yield* create({ password: "dan's password" })
      }
    }))
    expect(seen).toEqual({
      short: "InvalidPassword",
      long: "InvalidPassword",
      handle: "InvalidHandle",
      taken: "HandleNotAvailable",
      domain: "UnsupportedDomain",
      operation: "InvalidRequest",
      unproven: "AuthenticationRequired",
      good: "ok"
    })
  })

  it("where an account has no repository yet", () => {
    const seen = Town.make().run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const { token } = yield* alice.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds2.test", lxm: "com.atproto.server.createAccount" })
      const there = "https://pds2.test"
      const { accessJwt } = yield* Client.procedure("com.atproto.server.createAccount", {
        origin: there,
        headers: Client.bearer(token),
        input: { did: alice.did, handle: "alice.pds2.test", password: "a password" }
      })
      const head = (headers: object) => outcome(Client.query("com.atproto.sync.getHead", { origin: there, params: { did: alice.did }, headers: headers as never }))
      return [yield* head({}), yield* head(Client.bearer(accessJwt))]
    }))
    expect(seen).toEqual(["RepoDeactivated", "HeadNotFound"])
  })
})
