import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import * as Backup from "../../../../src/actors/client/migration/Backup.ts"
import * as Carry from "../../../../src/actors/client/migration/Carry.ts"
import type { Session } from "../../../../src/actors/client/Session.ts"
import { Cid } from "../../../../src/protocol/data/Cid.ts"
import * as Town from "../../pds/Town.ts"

const blob = (n: number): Backup.KeptBlob => ({ bytes: new Uint8Array([n]), mime: n === 1 ? "" : "image/png" })
const cidOf = (n: number) => Cid.ofRaw(blob(n).bytes).toString()

/** A new host that lacks these blobs, and tells of them two at a time; what was brought to it. */
const lacking = (cids: ReadonlyArray<string>) => {
  const brought: Array<readonly [cid: string, contentType: string]> = []
  const host = {
    did: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa",
    query: (_nsid: string, { cursor = "0" }: { readonly cursor?: string }) => {
      const from = Number(cursor)
      return Effect.succeed({ blobs: cids.slice(from, from + 2).map((cid) => ({ cid, recordUri: "" })), ...(from + 2 < cids.length ? { cursor: String(from + 2) } : {}) })
    },
    procedure: (nsid: string, { contentType, input }: { readonly input: Uint8Array; readonly contentType: string }) =>
      Effect.sync(() => void (nsid === "com.atproto.repo.uploadBlob" && brought.push([Cid.ofRaw(input).toString(), contentType])))
  }
  return { brought, host: host as unknown as Session }
}

describe("what is carried", () => {
  it("is every blob that the new host lacks, page by page; what is another than its CID says is named as withheld [MIG-1]", () => {
    const { brought, host } = lacking([1, 2, 3, 4, 5].map(cidOf))
    const given: Readonly<Record<string, Backup.KeptBlob>> = { [cidOf(1)]: blob(1), [cidOf(2)]: blob(9), [cidOf(3)]: blob(3), [cidOf(5)]: blob(5) }
    const { withheld } = Town.make().run(Carry.carry({ repo: Effect.undefined, blob: (cid) => Effect.succeed(given[cid]), preferences: Effect.succeed([]) }, host))
    expect(brought).toEqual([[cidOf(1), "application/octet-stream"], [cidOf(3), "image/png"], [cidOf(5), "image/png"]])
    expect(withheld).toEqual([cidOf(2), cidOf(4)])
  })
})

describe("a backup", () => {
  const imageOf = (session: Session, n: number) =>
    Effect.map(session.procedure("com.atproto.repo.uploadBlob", { input: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, n]), contentType: "image/png" }), ({ blob }) => blob)

  it("replaces nothing by what is older, from a host that came back from a backup of its own", () => {
    const town = Town.make()
    const alice = town.run(Town.signUp("alice"))
    const disk = town.world.backup("pds1.test")!
    const kept = town.run(Effect.gen(function*() {
      yield* Town.createPost(alice, "kept")
      const backup = yield* Backup.make
      yield* backup.keep(alice)
      return (yield* backup.repo(alice.did))!.rev
    }))
    town.world.crash("pds1.test")
    town.world.restoreBackup("pds1.test", disk)
    town.world.start("pds1.test")
    town.world.runUntil(town.world.now + 1_000)
    const after = town.run(Effect.gen(function*() {
      const backup = yield* Backup.make
      yield* backup.keep(alice)
      return (yield* backup.repo(alice.did))!.rev
    }))
    expect(after).toBe(kept)
  })

  it("keeps no blob that is another than its CID says, and takes the right one later", () => {
    let isFalse = true
    const town = Town.make({
      interpose: (_host, message) => isFalse && message.kind === "response" && message.path.includes("getBlob") ? message.bytes.map((byte, index) => index === 7 ? byte ^ 1 : byte) : message.bytes
    })
    const kept = (alice: Session, cid: string) => town.run(Effect.gen(function*() {
      const backup = yield* Backup.make
      yield* backup.keep(alice)
      return (yield* backup.blob(alice.did, cid)) !== undefined
    }))
    const { alice, cid } = town.run(Effect.gen(function*() {
      const alice = yield* Town.signUp("alice")
      const image = yield* imageOf(alice, 1)
      yield* alice.procedure("com.atproto.repo.putRecord", { input: { repo: alice.did, collection: "test.orrery.picture", rkey: "one", record: { image } as never } })
      return { alice, cid: image.ref.toString() }
    }))
    const first = kept(alice, cid)
    isFalse = false
    expect([first, kept(alice, cid)]).toEqual([false, true])
  })
})
