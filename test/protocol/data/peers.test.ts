/**
 * Our DRISL beside @ipld/dag-cbor and @atcute/cbor. Same bytes for the same
 * value. On mutated bytes: what we accept they accept and write back the same;
 * where one of the two accepts or refuses more, it is named here, with the
 * sentence of the specification that we follow.
 */
import * as atcute from "@atcute/cbor"
import * as ipld from "@ipld/dag-cbor"
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { CID } from "multiformats/cid"
import { describe, expect, it } from "vitest"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import type { Data } from "../../../src/protocol/data/Data.ts"
import { toJson } from "../../../src/protocol/data/Json.ts"
import * as arbitrary from "./arbitrary.ts"

/** The same value in a peer's types. */
const translate = (data: Data, link: (cid: Cid) => unknown, bytes: (bytes: Uint8Array) => unknown): unknown => {
  if (typeof data !== "object" || data === null) return data
  if (data instanceof Cid) return link(data)
  if (data instanceof Uint8Array) return bytes(data)
  if (Array.isArray(data)) return data.map((item: Data) => translate(item, link, bytes))
  const object: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(data)) {
    Object.defineProperty(object, key, { value: translate(value, link, bytes), enumerable: true, configurable: true, writable: true })
  }
  return object
}

interface Peer {
  readonly name: string
  readonly encode: (data: Data) => Uint8Array
  /** Decodes and encodes again; throws if it refuses. */
  readonly roundTrip: (bytes: Uint8Array) => Uint8Array
  /** Our reasons for refusing what this peer accepts. */
  readonly laxer: ReadonlyArray<RegExp>
  /** Whether it is known to refuse or to garble this, which we accept. */
  readonly stricter: (data: Data) => boolean
}

const links = (data: Data): ReadonlyArray<Cid> =>
  data instanceof Cid
    ? [data]
    : typeof data !== "object" || data === null || data instanceof Uint8Array
    ? []
    : Object.values(data).flatMap((value: Data) => links(value))

const names = (data: Data): ReadonlyArray<string> =>
  typeof data !== "object" || data === null || data instanceof Uint8Array || data instanceof Cid
    ? []
    : Object.entries(data).flatMap(([key, value]: [string, Data]) => [key, ...names(value)])

const peers: ReadonlyArray<Peer> = [
  {
    name: "@ipld/dag-cbor",
    encode: (data) => ipld.encode(translate(data, (cid) => CID.decode(cid.bytes), (bytes) => bytes)),
    roundTrip: (bytes) => ipld.encode(ipld.decode(bytes)),
    laxer: [
      /^float$/, // "Floats are not allowed" [data-model]; dag-cbor has 64-bit floats
      /^integer (above|below)/, // "limit integers to 53 bits" [data-model]; here they become bigints
      /^bad UTF-8$/, // "valid UTF-8" [drisl]; here the bytes become U+FFFD
      /^map keys not in canonical order$/, // "sorted" [drisl]; here only duplicates are refused
      /^simple value/ // "only true, false, null" [drisl]; here undefined is read as null
    ],
    // A text that begins with a byte order mark loses it here: TextDecoder's default.
    stricter: (data) => JSON.stringify(toJson(data)).includes(`"\ufeff`)
  },
  {
    name: "@atcute/cbor",
    encode: (data) => atcute.encode(translate(data, (cid) => new atcute.CidLinkWrapper(cid.bytes), atcute.toBytes)),
    roundTrip: (bytes) => atcute.encode(atcute.decode(bytes)),
    laxer: [
      /^float$/ // "Floats are not allowed" [data-model]; DASL's own DRISL has 64-bit floats
    ],
    stricter: (data) =>
      // Readers keep other well-formed CIDs inside records as they are. [data-model] This one refuses them.
      links(data).some((cid) => !cid.isBlessed) ||
      // Nothing forbids the name; this encoder mistakes such an object for a class instance.
      names(data).includes("constructor")
  }
]

describe.each(peers)("beside $name", ({ encode, laxer, roundTrip, stricter }) => {
  it("the same value gives the same bytes", () => {
    fc.assert(fc.property(arbitrary.data, (data) => {
      fc.pre(!stricter(data))
      expect(Buffer.from(Cbor.encode(data)).equals(encode(data))).toBe(true)
    }), { numRuns: 300, seed: 1 })
  })

  it("the same mutated bytes are accepted, with the same meaning, but for what is named", () => {
    fc.assert(fc.property(arbitrary.data, fc.nat(), fc.nat({ max: 255 }), fc.nat({ max: 2 }), (data, where, byte, kind) => {
      const bytes = Cbor.encode(data)
      const at = where % bytes.length
      const mutant = Uint8Array.from([
        ...bytes.subarray(0, at),
        ...(kind === 2 ? [] : [byte]),
        ...bytes.subarray(at + (kind === 0 ? 0 : 1))
      ])
      const ours = Cbor.decode(mutant)
      let theirs: Uint8Array | undefined
      try {
        theirs = roundTrip(mutant)
      } catch {
        theirs = undefined
      }
      if (Result.isSuccess(ours)) {
        if (!stricter(ours.success)) expect(theirs === undefined ? "refused" : Buffer.from(theirs).equals(mutant)).toBe(true)
      } else if (theirs !== undefined) {
        expect(laxer.some((reason) => reason.test(ours.failure.reason)), ours.failure.message).toBe(true)
      }
    }), { numRuns: 3000, seed: 2 })
  })
})
