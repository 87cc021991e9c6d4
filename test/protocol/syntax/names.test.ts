import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as AtIdentifier from "../../../src/protocol/syntax/AtIdentifier.ts"
import * as AtUri from "../../../src/protocol/syntax/AtUri.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as Handle from "../../../src/protocol/syntax/Handle.ts"
import * as Nsid from "../../../src/protocol/syntax/Nsid.ts"
import * as RecordKey from "../../../src/protocol/syntax/RecordKey.ts"
import * as RepoPath from "../../../src/protocol/syntax/RepoPath.ts"

const handle = fc.stringMatching(/^([a-zA-Z0-9]([a-zA-Z0-9-]{0,5}[a-zA-Z0-9])?\.){1,3}[a-zA-Z]([a-zA-Z0-9-]{0,5}[a-zA-Z0-9])?$/).map(Handle.make)
const did = fc.stringMatching(/^did:[a-z]{1,5}:[a-zA-Z0-9._:%-]{0,20}[a-zA-Z0-9._-]$/).map(Did.make)
const nsid = fc.stringMatching(/^[a-z]{2,6}(\.[a-z0-9]{1,8}){1,3}\.[a-zA-Z][a-zA-Z0-9]{0,8}$/).map(Nsid.make)
const rkey = fc.stringMatching(/^[A-Za-z0-9._:~-]{1,24}$/).filter(RecordKey.is)
const uri = fc.tuple(fc.oneof(handle, did), fc.option(nsid), fc.option(rkey)).map(([authority, collection, rkey]) =>
  AtUri.make(`at://${authority}` + (collection === null ? "" : `/${collection}` + (rkey === null ? "" : `/${rkey}`))))

describe("ID-4: normalising twice is normalising once, and changes only case", () => {
  it("of handles", () => {
    fc.assert(fc.property(handle, (handle) => {
      const once = Handle.normalize(handle)
      expect(Handle.normalize(once)).toBe(once)
      expect(once.toLowerCase()).toBe(handle.toLowerCase())
      expect(Handle.is(once)).toBe(true)
    }), { numRuns: 100, seed: 1 })
  })

  it("of AT-URIs; DIDs, collections and record keys stay as they are", () => {
    fc.assert(fc.property(uri, (uri) => {
      const once = AtUri.normalize(uri)
      expect(AtUri.normalize(once)).toBe(once)
      expect(once.toLowerCase()).toBe(uri.toLowerCase())
      expect(AtUri.is(once)).toBe(true)
      const [before, after] = [AtUri.split(uri), AtUri.split(once)]
      expect([after.collection, after.rkey]).toEqual([before.collection, before.rkey])
      if (AtIdentifier.isDid(before.authority)) expect(after.authority).toBe(before.authority)
    }), { numRuns: 100, seed: 2 })
  })

  it("of NSIDs, where the name keeps its case", () => {
    expect(Nsid.normalize(Nsid.make("COM.Example.fooBar"))).toBe("com.example.fooBar")
  })
})

describe("ID-5: a repository path is its collection and record key", () => {
  it("gives back both parts, with : and ~ in the key", () => {
    fc.assert(fc.property(nsid, rkey, (collection, rkey) => {
      const path = RepoPath.of(collection, rkey)
      expect(Result.getOrThrow(RepoPath.parse(path))).toBe(path)
      expect(RepoPath.split(path)).toEqual({ collection, rkey })
      expect([RepoPath.collection(path), RepoPath.rkey(path)]).toEqual([collection, rkey])
    }), { numRuns: 200, seed: 3 })
    expect(RepoPath.is("app.bsky.feed.post/a:b~c")).toBe(true)
  })

  it.each(["", "/", "app.bsky.feed.post", "app.bsky.feed.post/", "/self", "app.bsky.feed.post/a/b", "/app.bsky.feed.post/a", "app.bsky.feed.post//a", "app.bsky.feed.post/..", "notansid/a", "app.bsky.feed.post/a b"])(
    "refuses %j",
    (path) => expect(RepoPath.is(path)).toBe(false)
  )
})

describe("parts", () => {
  it("of a DID", () => {
    expect(Did.method(Did.make("did:web:localhost%3A1234"))).toBe("web")
    expect(Did.identifier(Did.make("did:web:localhost%3A1234"))).toBe("localhost%3A1234")
  })

  it("of an NSID", () => {
    expect(Nsid.authority(Nsid.make("app.bsky.feed.getTimeline"))).toBe("feed.bsky.app")
    expect(Nsid.name(Nsid.make("app.bsky.feed.getTimeline"))).toBe("getTimeline")
  })

  it("of an AT-URI", () => {
    const uri = AtUri.of(Did.make("did:plc:alice"), Nsid.make("app.bsky.feed.post"), RecordKey.make("self"))
    expect(uri).toBe("at://did:plc:alice/app.bsky.feed.post/self")
    expect(AtUri.split(uri)).toEqual({ authority: "did:plc:alice", collection: "app.bsky.feed.post", rkey: "self" })
    expect(AtUri.split(AtUri.make("at://bob.test"))).toEqual({ authority: "bob.test" })
    expect(AtUri.ofPath(Handle.make("bob.test"), RepoPath.make("app.bsky.feed.post/self"))).toBe("at://bob.test/app.bsky.feed.post/self")
  })

  it("tell reserved handles", () => {
    expect(Handle.isReserved(Handle.make("alice.ONION"))).toBe(true)
    expect(Handle.isReserved(Handle.INVALID)).toBe(true)
    expect(Handle.isReserved(Handle.make("alice.test"))).toBe(false)
  })

  it("a refusal says what was expected, and cuts what it shows", () => {
    const result = Did.parse("did:" + "x".repeat(5000))
    expect(Result.isFailure(result) && result.failure.message.length).toBeLessThan(400)
    expect(Result.isFailure(result) && result.failure.format).toBe("did")
  })
})

describe("datetimes", () => {
  it("print and parse the same instant as JavaScript's own dates", () => {
    const first = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 - 120_000 })
    const laterMillis = fc.array(fc.integer({ min: 0, max: 120_000 }), { maxLength: 5 })
    fc.assert(fc.property(first, laterMillis, (first, laterMillis) => {
      for (const later of [0, ...laterMillis, 120_000]) {
        const millis = first + later
        const text = Datetime.fromMillis(millis)
        expect(text).toBe(new Date(millis).toISOString())
        expect(Datetime.is(text)).toBe(true)
        expect(Datetime.toMillis(text)).toBe(millis)
      }
    }), { numRuns: 300, seed: 4 })
    expect(Datetime.fromMillis(1.9)).toBe("1970-01-01T00:00:00.001Z")
    expect(Datetime.fromMillis(-1.9)).toBe("1969-12-31T23:59:59.999Z")
  })

  it("count zones and cut fine fractions", () => {
    const millis = (text: string) => Datetime.toMillis(Datetime.make(text))
    expect(millis("1985-04-12T23:20:50.1Z")).toBe(Date.UTC(1985, 3, 12, 23, 20, 50, 100))
    expect(millis("1985-04-12T23:20:50.123456789Z")).toBe(Date.UTC(1985, 3, 12, 23, 20, 50, 123))
    expect(millis("1985-04-12T23:20:50+01:45")).toBe(Date.UTC(1985, 3, 12, 21, 35, 50))
    expect(millis("1985-04-12T23:20:50-07:00")).toBe(Date.UTC(1985, 3, 13, 6, 20, 50))
  })

  it.each(["2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "2024-04-31T00:00:00Z", "2016-12-31T23:59:60Z", "2024-01-01T24:00:00Z", "9999-12-31T23:59:59-01:00", "0000-01-01T00:00:00+00:01"])(
    "%s is no day, no second or no year",
    (text) => expect(Datetime.is(text)).toBe(false)
  )

  it("leap days exist every fourth year but not in most centuries", () => {
    for (const text of ["2024-02-29T00:00:00Z", "2000-02-29T00:00:00Z", "0000-02-29T00:00:00Z"]) expect(Datetime.is(text)).toBe(true)
  })

  it("refuses to print what has no four-digit year", () => {
    for (const bad of [Number.NaN, Infinity, 253_402_300_800_000, -62_167_219_200_001]) {
      expect(() => Datetime.fromMillis(bad)).toThrow(RangeError)
    }
  })
})
