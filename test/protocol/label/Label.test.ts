import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import * as Label from "../../../src/protocol/label/Label.ts"
import { KeyRing } from "../../../src/sim/keys/KeyRing.ts"

const ring = new KeyRing("labels")
const mod = ring.fromSecret("k256", new Uint8Array(32).fill(1))
const other = ring.fromSecret("k256", new Uint8Array(32).fill(2))
const sign = (label: Label.UnsignedLabel): Label.Label => Label.sign(label, (bytes) => ring.sign(mod, bytes))

const cid = "bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm"
const at = (seconds: number): string => `2026-01-05T18:00:${String(seconds).padStart(2, "0")}.000Z`

const unsigned: fc.Arbitrary<Label.UnsignedLabel> = fc.record({
  src: fc.constantFrom("did:web:mod.test", "did:web:mod2.test"),
  uri: fc.constantFrom("did:plc:alice", "at://did:plc:alice/app.bsky.feed.post/3kqp7zffyvn2k"),
  val: fc.constantFrom("spam", "porn"),
  cts: fc.constantFrom(at(1), at(2), at(3)),
  cid: fc.option(fc.constant(cid), { nil: undefined }),
  neg: fc.constantFrom(undefined, undefined, true, false),
  exp: fc.option(fc.constantFrom(at(10), at(20)), { nil: undefined })
}).map(({ cid, exp, neg, ...rest }) => ({
  ver: 1,
  ...rest,
  ...(cid === undefined ? {} : { cid }),
  ...(neg === undefined ? {} : { neg }),
  ...(exp === undefined ? {} : { exp })
}))

describe("LABEL-1 a label's signature", () => {
  it("holds whatever the order of fields, and for nothing else in the label", () => {
    fc.assert(fc.property(unsigned, fc.constantFrom("src", "uri", "val", "cts", "cid", "exp"), (label, field) => {
      const signed = sign(label)
      const shuffled = Object.fromEntries(Object.entries(signed).reverse()) as never
      expect(Label.verify(shuffled, mod.didKey, ring.verify)).toBe(true)
      const received = { $type: "com.atproto.label.defs#label", extra: 1, ...signed }
      expect(Label.verify(received, mod.didKey, ring.verify)).toBe(true)
      expect(Label.verify({ ...signed, [field]: "x" }, mod.didKey, ring.verify)).toBe(false)
      expect(Label.verify({ ...signed, neg: signed.neg !== true }, mod.didKey, ring.verify)).toBe(false)
      expect(Label.verify(signed, other.didKey, ring.verify)).toBe(false)
    }), { numRuns: 80, seed: 1 })
  })

  it.each([["$type", "com.atproto.label.defs#label"], ["neg", false], ["note", "x"]])("breaks if %s was signed, too", (field, value) => {
    const label = { ver: 1, src: "did:web:mod.test", uri: "did:plc:alice", val: "spam", cts: at(1) } as const
    const sig = ring.sign(mod, Cbor.encode({ ...label, [field]: value }))
    expect(Label.verify({ ...label, sig }, mod.didKey, ring.verify)).toBe(false)
    expect(Label.verify({ ...label, sig: ring.sign(mod, Cbor.encode(label)) }, mod.didKey, ring.verify)).toBe(true)
  })

  it("is over no more than the fields that are there: neg false is left out", () => {
    expect(sign({ ver: 1, src: "did:web:mod.test", uri: "did:plc:alice", val: "spam", cts: at(1), neg: false })).not.toHaveProperty("neg")
  })

  it("is refused, not thrown over, for text that has no bytes", () => {
    const label = sign({ ver: 1, src: "did:web:mod.test", uri: "did:plc:alice", val: "spam", cts: at(1) })
    expect(Label.verify({ ...label, val: "\ud800" }, mod.didKey, ring.verify)).toBe(false)
  })
})

describe("LABEL-2 the labels in force", () => {
  it("are the same in every order of arrival, with repetitions", () => {
    fc.assert(fc.property(fc.array(unsigned, { maxLength: 12 }).map((labels) => labels.map(sign)), fc.infiniteStream(fc.nat()), (labels, order) => {
      const shuffled = labels.map((label) => [order.next().value, label] as const).sort(([a], [b]) => a - b).map(([, label]) => label)
      const names = (labels: Iterable<Label.Label>) => Label.active(labels, Date.parse(at(15))).map((label) => JSON.stringify(label)).sort()
      expect(names([...shuffled, ...labels.slice(0, 3)])).toEqual(names(labels))
    }), { numRuns: 100, seed: 2 })
  })

  it("are those that a naive reading finds", () => {
    fc.assert(fc.property(fc.array(unsigned, { maxLength: 12 }).map((labels) => labels.map(sign)), fc.constantFrom(5, 10, 15, 20), (labels, second) => {
      const now = Date.parse(at(second))
      const subjects = new Set(labels.map((label) => `${label.src} ${label.uri} ${label.val} ${label.cid}`))
      let expected = 0
      for (const subject of subjects) {
        const same = labels.filter((label) => `${label.src} ${label.uri} ${label.val} ${label.cid}` === subject)
        const latest = same.map((label) => label.cts).sort().at(-1)
        const finals = same.filter((label) => label.cts === latest)
        if (finals.some((label) => label.neg)) continue
        const deciding = finals.map((label) => [Buffer.from(label.sig).toString("hex"), label] as const).sort(([a], [b]) => (a < b ? 1 : -1))[0]![1]
        if (deciding.exp === undefined || Date.parse(deciding.exp) > now) expected++
      }
      expect(Label.active(labels, now)).toHaveLength(expected)
    }), { numRuns: 100, seed: 3 })
  })

  const spam = { ver: 1, src: "did:web:mod.test", uri: "did:plc:alice", val: "spam" } as const

  it("LABEL-7 are retracted only by the same source for the same subject and value", () => {
    const label = sign({ ...spam, cts: at(1) })
    const count = (negation: Partial<Label.UnsignedLabel>) => Label.active([label, sign({ ...spam, cts: at(2), neg: true, ...negation })], 0).length
    expect([count({}), count({ src: "did:web:mod2.test" }), count({ uri: "did:plc:bob" }), count({ val: "porn" }), count({ cts: at(0) })]).toEqual([0, 1, 1, 1, 1])
  })

  it("LABEL-4 end at exp, and the label that they replaced does not come back", () => {
    const labels = [sign({ ...spam, cts: at(1) }), sign({ ...spam, cts: at(2), exp: at(10) })]
    expect(Label.active(labels, Date.parse(at(10)) - 1)).toEqual([labels[1]])
    expect(Label.active(labels, Date.parse(at(10)))).toEqual([])
  })

  it("go by the time, not its spelling", () => {
    const earlier = sign({ ...spam, cts: "2026-01-05T20:00:00.000+02:00" })
    const later = sign({ ...spam, cts: "2026-01-05T18:00:01.000Z", neg: true })
    expect(Label.active([later, earlier], 0)).toEqual([])
    expect(Label.active([earlier, later], 0)).toEqual([])
  })
})
