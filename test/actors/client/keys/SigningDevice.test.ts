/**
 * alice's phone signs her commits: at an honest PDS, at a hostile one, with
 * another device beside it, and when it is lost.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { describe, expect, it } from "vitest"
import * as SigningCustody from "../../../../src/actors/client/keys/SigningCustody.ts"
import * as SigningDevice from "../../../../src/actors/client/keys/SigningDevice.ts"
import * as Records from "../../../../src/actors/client/Records.ts"
import { signIn } from "../../../../src/actors/client/Session.ts"
import { verify } from "../../../../src/protocol/keys/Signature.ts"
import { Keys } from "../../../../src/protocol/keys/Keys.ts"
import * as Commit from "../../../../src/protocol/repo/Commit.ts"
import type { RepoWrite } from "../../../../src/protocol/repo/Repo.ts"
import * as RepoPath from "../../../../src/protocol/syntax/RepoPath.ts"
import * as Town from "../../pds/Town.ts"
import { alice, commits, error, lying, phoneOf, postAt, posts, prepareCommit, putCommit, tabletOf } from "./Phone.ts"

describe("a device that holds the signing key", () => {
  it("signs every commit from then on, whatever its user writes, and the PDS none", () => {
    const town = Town.make()
    const { all, device, did, old, texts } = town.run(Effect.gen(function*() {
      const { device, session } = yield* alice
      const { uri } = yield* Records.post(session, "signed by my phone")
      yield* Records.setProfile(session, { displayName: "alice" })
      yield* Records.setProfile(session, { displayName: "Alice" })
      yield* Records.setProfile(session, { displayName: "Alice" })
      yield* Records.remove(session, uri)
      yield* Records.remove(session, uri)
      yield* Records.post(session, "and again")
      const all = yield* commits("pds1.test", session.did, 8)
      return { all, device, did: session.did, old: all[0]!, texts: yield* posts(session) }
    }))
    expect(texts).toEqual(["and again", "signed by my PDS"])
    const bySelf = all.filter(({ commit }) => Commit.verify(commit, device.key.didKey, verify))
    // Two before, the empty one of the change, and five writes: what changes nothing makes no commit.
    expect(all.length - bySelf.length).toBe(2)
    expect(bySelf.map(({ event }) => event.ops.length)).toEqual([0, 1, 1, 1, 1, 1])
    expect(Commit.verify(old.commit, device.key.didKey, verify)).toBe(false)
    for (const [n, { event }] of all.entries()) if (n > 0) expect(event.since).toBe(all[n - 1]!.event.rev)
    expect(did).toBe(device.did)
    expect(town.defects()).toEqual([])
  })

  it("tells the network that the key is another before the first commit under it", () => {
    const town = Town.make()
    const events = town.run(Effect.gen(function*() {
      const { session } = yield* alice
      return yield* Town.listen("pds1.test", "?cursor=0", (all) => all.filter(({ _tag }) => _tag === "Commit").length >= 3).pipe(
        Effect.map((all) => all.filter((event) => event._tag !== "Error" && JSON.stringify(event).includes(session.did)).map(({ _tag }) => _tag))
      )
    }))
    expect(events).toEqual(["Identity", "Account", "Commit", "Commit", "Identity", "Commit"])
  })

  it("is alone in that: its PDS writes nothing by itself, and signs no service token", () => {
    const town = Town.make()
    const answers = town.run(Effect.gen(function*() {
      const { session } = yield* alice
      const plain = yield* signIn(session.origin, session.credentials)
      const record = { input: { repo: session.did, collection: "app.bsky.feed.post", record: Town.post("without the phone") } }
      return [
        error(yield* Effect.result(plain.procedureOnce("com.atproto.repo.createRecord", record))),
        error(yield* Effect.result(plain.procedureOnce("com.atproto.repo.applyWrites", { input: { repo: session.did, writes: [] } }))),
        error(yield* Effect.result(plain.query("com.atproto.server.getServiceAuth", { aud: "did:web:pds2.test", lxm: "com.atproto.server.createAccount" }))),
        error(yield* Effect.result(plain.query("app.bsky.feed.getTimeline", {})))
      ]
    }))
    expect(answers).toEqual(["OwnSigningKey", "OwnSigningKey", "OwnSigningKey", "OwnSigningKey"])
  })

  it("may write while the PDS loses power, and what it was told is there", () => {
    const town = Town.make()
    const texts = town.run(Effect.gen(function*() {
      const { session } = yield* alice
      yield* Records.post(session, "before")
      yield* Effect.sync(() => {
        town.world.crash("pds1.test")
        town.world.at(town.world.now + 5_000, () => town.world.start("pds1.test"))
      })
      yield* Records.post(session, "after")
      return yield* posts(session)
    }))
    expect(texts).toEqual(["after", "before", "signed by my PDS"])
  })

  it("signs one write after the other, however many its user makes at once", () => {
    const town = Town.make()
    const { all, answers } = town.run(Effect.gen(function*() {
      const { device, session } = yield* alice
      // More than it would go on trying for, if each went before the head that the other makes.
      const writes = Array.from({ length: 12 }, (_, n) => device.write(session, [postAt(`3l2222222222${String.fromCharCode(97 + n)}`, `post ${n}`)]))
      const answers = yield* Effect.all(writes.map((each) => Effect.map(Effect.result(each), error)), { concurrency: "unbounded" })
      return { answers, all: yield* commits("pds1.test", session.did, 3 + answers.filter((answer) => answer === "done").length) }
    }))
    expect(answers).toEqual(answers.map(() => "done"))
    expect(all.slice(3).map(({ event }) => event.ops.length)).toEqual(answers.map(() => 1))
    // Each was asked for once, upon the head of the one before it.
    const asked = town.requests("dev.orrery.repo.")
    expect(asked.slice(-24)).toEqual(answers.flatMap(() => [prepareCommit, putCommit]))
  })

  it("has written what was put, though the answer is lost and another device has gone on by the time it asks again", () => {
    const town = Town.make()
    const { answers, texts } = town.run(Effect.gen(function*() {
      const { device, session } = yield* alice
      const { uri } = yield* Records.post(session, "to be removed")
      const tablet = yield* tabletOf(device, session)
      const removal: RepoWrite = { action: "delete", path: RepoPath.make(uri.split("/").slice(-2).join("/")) }
      const answers: Array<string> = []
      for (const [n, writes] of [[postAt("3l22222222222", "put once")], [removal]].entries()) {
        const lost = Deferred.makeUnsafe<void>()
        town.world.interpose((_, message) => {
          const isAnswer = message.kind === "response" && message.path.startsWith(`/xrpc/${putCommit}`)
          return isAnswer && Deferred.doneUnsafe(lost, Effect.void) ? "drop" : message.bytes
        })
        const write = yield* Effect.forkChild(Effect.result(device.write(session, writes)))
        // A quarter of a second goes by at least before it asks again.
        yield* Deferred.await(lost)
        yield* tablet.write(session, [postAt(`3l3333333333${n + 2}`, `from the tablet ${n}`)])
        answers.push(error(yield* Fiber.join(write)))
      }
      return { answers, texts: yield* posts(session) }
    }))
    expect(answers).toEqual(["done", "done"])
    expect([...texts].sort()).toEqual(["from the tablet 0", "from the tablet 1", "put once", "signed by my PDS"])
  })

  it("pauses and comes back with a commit that it signs", () => {
    const town = Town.make()
    const { asleep, device, last } = town.run(Effect.gen(function*() {
      const { device, session } = yield* alice
      yield* session.procedure("com.atproto.server.deactivateAccount", { input: {} })
      const asleep = error(yield* Effect.result(Records.post(session, "in my sleep")))
      yield* session.procedure("com.atproto.server.activateAccount", {})
      yield* Records.post(session, "awake")
      const all = yield* commits("pds1.test", session.did, 5)
      return { asleep, device, last: all.slice(-2) }
    }))
    expect(asleep).toBe("AccountDeactivated")
    expect(last.map(({ commit, event }) => [event.ops.length, Commit.verify(commit, device.key.didKey, verify)])).toEqual([[0, true], [1, true]])
  })

  it("writes by an app password, which wakes no account", () => {
    const town = Town.make()
    const answers = town.run(Effect.gen(function*() {
      const { device, session } = yield* alice
      const { password } = yield* session.procedureOnce("com.atproto.server.createAppPassword", { input: { name: "an app" } })
      const app = yield* signIn(session.origin, { ...session.credentials, password })
      const wrote = error(yield* Effect.result(device.write(app, [postAt("3l22222222222", "by an app")])))
      yield* session.procedure("com.atproto.server.deactivateAccount", { input: {} })
      return [wrote, error(yield* Effect.result(device.write(app, [], { activate: true })))]
    }))
    expect(answers).toEqual(["done", "InvalidToken"])
  })

  it("gives the key back, and the PDS signs with one that it had reserved", () => {
    const town = Town.make()
    const { device, last, texts } = town.run(Effect.gen(function*() {
      const { device, identity, ring, session } = yield* alice
      yield* SigningCustody.entrust(session, identity, ring)
      yield* Records.post(session, "signed by my PDS again")
      const all = yield* commits("pds1.test", session.did, 5)
      return { device, last: all.at(-1)!, texts: yield* posts(session) }
    }))
    expect(texts[0]).toBe("signed by my PDS again")
    expect(Commit.verify(last.commit, device.key.didKey, verify)).toBe(false)
  })
})

describe("two devices with one key", () => {
  it("write at once, and both writes are in, one commit after the other", () => {
    const town = Town.make()
    const { chain, texts } = town.run(Effect.gen(function*() {
      const { device, session } = yield* alice
      const tablet = yield* tabletOf(device, session)
      yield* Effect.all([
        device.write(session, [postAt("3l22222222222", "from the phone")]),
        tablet.write(session, [postAt("3l33333333333", "from the tablet")])
      ], { concurrency: 2 })
      yield* device.write(session, [postAt("3l44444444444", "from the phone again")])
      const all = yield* commits("pds1.test", session.did, 6)
      return { chain: all.map(({ event }) => [event.since, event.rev]), texts: yield* posts(session) }
    }))
    expect([...texts].sort()).toEqual(["from the phone", "from the phone again", "from the tablet", "signed by my PDS"])
    for (const [n, [since]] of chain.entries()) if (n > 0) expect(since).toBe(chain[n - 1]![1])
  })

  it("of two commits upon one head the PDS takes one, and tells the other so", () => {
    const town = Town.make()
    const answers = town.run(Effect.gen(function*() {
      const { device, session } = yield* alice
      const { cid } = yield* session.query("com.atproto.sync.getLatestCommit", { did: session.did })
      const keys = yield* Keys
      const put = Effect.fnUntraced(function*(rkey: string) {
        const writes = [{ $type: "com.atproto.repo.applyWrites#create" as const, collection: "app.bsky.feed.post", rkey, value: Town.post(rkey) }]
        const { data, rev } = yield* session.procedureOnce(prepareCommit, { input: { repo: session.did, writes } })
        const { bytes } = Commit.sign({ did: session.did, rev: rev as never, data }, (message) => keys.sign(device.key, message))
        return { bytes, writes }
      })
      const [first, second] = yield* Effect.all([put("3l22222222222"), put("3l33333333333")])
      const answers: Array<string> = []
      for (const { bytes, writes } of [first!, second!, first!]) {
        answers.push(error(yield* Effect.result(session.procedureOnce("dev.orrery.repo.putCommit", { input: { repo: session.did, writes, commit: bytes, swapCommit: cid } }))))
      }
      return answers
    }))
    // The first again is the same commit: it is there, and that is all.
    expect(answers).toEqual(["done", "InvalidSwap", "done"])
  })
})

describe("a hostile PDS", () => {
  it("gets no signature for a record that the owner did not write", () => {
    const lies: ReadonlyArray<(answer: Record<string, unknown>) => unknown> = [
      ({ ops, ...rest }) => ({ ...rest, ops: [...(ops as Array<object>), { action: "delete", path: "app.bsky.feed.post/3l22222222222", cid: null }] }),
      ({ ...rest }) => ({ ...rest, data: rest["prevData"] }),
      ({ ...rest }) => ({ ...rest, since: "3l22222222222" }),
      ({ ...rest }) => ({ ...rest, rev: "7zzzzzzzzzzzz" })
    ]
    const found = lies.map((lie) => {
      let lies = false
      const hostile = Town.make({ interpose: lying(prepareCommit, (answer) => lies ? lie(answer) : answer) })
      return hostile.run(Effect.gen(function*() {
        const { session } = yield* alice
        const before = yield* session.query("com.atproto.sync.getLatestCommit", { did: session.did })
        lies = true
        const said = error(yield* Effect.result(Records.post(session, "hello")))
        const after = yield* session.query("com.atproto.sync.getLatestCommit", { did: session.did })
        return [said, after.cid === before.cid]
      }))
    })
    expect(found).toEqual(lies.map(() => ["NotAsAsked", true]))
  })

  it("gets no second commit for a rev whose first it withholds, be the device without power in between", () => {
    let offered: unknown
    const town = Town.make()
    const { answers, head } = town.run(Effect.gen(function*() {
      const { device, session } = yield* alice
      const before = yield* session.query("com.atproto.sync.getLatestCommit", { did: session.did })
      town.world.interpose(lying(prepareCommit, (proposal) => {
        // What it signs upon the first offer reaches nobody else.
        if (offered === undefined) town.world.partitionOneWay("device.test", "pds1.test", true)
        offered ??= proposal["rev"]
        return { ...proposal, rev: offered }
      }))
      const first = yield* Effect.timeoutOption(device.write(session, [postAt("3l22222222222", "withheld")]), "3 seconds")
      town.world.partitionOneWay("device.test", "pds1.test", false)
      const again = yield* SigningDevice.make({ did: session.did, key: device.key, name: "phone" })
      const second = error(yield* Effect.result(again.write(session, [postAt("3l33333333333", "in its place")])))
      const { rev } = yield* session.query("com.atproto.sync.getLatestCommit", { did: session.did })
      return { answers: [first._tag, second], head: [rev === before.rev, rev === offered] }
    }))
    expect(answers).toEqual(["None", "NotAsAsked"])
    expect(head).toEqual([true, false])
  })

  it("cannot take a repository back to what it was, unseen", () => {
    let kept: Uint8Array | undefined
    let keeps = false
    let rolledBack = false
    const town = Town.make({
      interpose: (host, message) => {
        if (host !== "pds1.test" || message.kind !== "response" || !message.path.startsWith("/xrpc/com.atproto.sync.getRepo?")) return message.bytes
        if (keeps) kept ??= message.bytes
        return rolledBack ? kept! : message.bytes
      }
    })
    const said = town.run(Effect.gen(function*() {
      const { device, session } = yield* alice
      yield* Records.post(session, "kept")
      // Signed by the device, and so sound in itself.
      keeps = true
      yield* device.catchUp(session)
      yield* Records.post(session, "gone?")
      rolledBack = true
      return yield* Effect.flip(device.catchUp(session))
    }))
    expect(said._tag).toBe("NotOurs")
    expect(said.message).toContain("known is")
  })
})

describe("a lost phone", () => {
  it("signs nothing more once another has the key, and the new one goes on from what there is", () => {
    const town = Town.make()
    const { stolen, texts } = town.run(Effect.gen(function*() {
      const { device, ring, session } = yield* alice
      yield* Records.post(session, "from the old phone")
      yield* phoneOf(session, ring, "new phone")
      yield* Records.post(session, "from the new phone")
      const thief = yield* signIn(session.origin, session.credentials)
      const write = device.write(thief, [postAt("3l22222222222", "buy my coins")])
      const stolen = error(yield* Effect.result(write))
      // A thief will build upon anything.
      const forced = error(yield* Effect.result(Effect.andThen(device.adopt(thief, [session.signer!.didKey]), write)))
      return { stolen: [stolen, forced], texts: yield* posts(session) }
    }))
    expect(stolen).toEqual(["NotOurs", "InvalidCommit"])
    expect(texts).toEqual(["from the new phone", "from the old phone", "signed by my PDS"])
  })
})
