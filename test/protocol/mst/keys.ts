/** Keys for hard cases: of chosen layers, adjacent ones, as long as allowed. */
import * as fc from "fast-check"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import { depthOf } from "./naive.ts"

/** The first `count` keys of `prefix` whose depth is exactly `layer`. */
export const mined = (prefix: string, layer: number, count: number): Array<string> => {
  const found: Array<string> = []
  for (let i = 0; found.length < count; i++) {
    const key = `${prefix}${i.toString(36).padStart(5, "0")}`
    if (depthOf(key) === layer) found.push(key)
  }
  return found
}

/** Some 60 keys: all layers 0–5, direct neighbours, one a prefix of the next, `:`, `~`, maximal length. */
export const pool: ReadonlyArray<string> = [
  ...new Set([
    ...[0, 1, 2, 3, 4, 5].flatMap((layer) => mined("app.bsky.feed.post/3k", layer, layer < 3 ? 8 : 4)),
    ...mined("app.bsky.feed.like/", 0, 4),
    ...mined("app.bsky.feed.like/", 4, 2),
    ...["a", "aa", "aaa", "aab", "a:", "a~", "a.b", "a_b", "b"].map((rkey) => `com.example.kit/${rkey}`),
    ...mined(`com.example.long/${"x".repeat(512 - 6)}`, 2, 2),
    `${"a".repeat(511)}/${"z".repeat(512)}`,
    `${"a".repeat(511)}/${"z".repeat(511)}y`,
    "app.bsky.actor.profile/self",
    "z.z.z/z"
  ])
].sort()

export const values: ReadonlyArray<Cid> = Array.from({ length: 6 }, (_, i) => Cid.ofCbor(Uint8Array.of(i)))

export const key = fc.constantFrom(...pool)
export const value = fc.constantFrom(...values)

/** A tree's content. */
export const content = (maxKeys = 40): fc.Arbitrary<Map<string, Cid>> =>
  fc.uniqueArray(fc.tuple(key, value), { selector: ([key]) => key, maxLength: maxKeys }).map((all) => new Map(all))

export const sorted = (model: ReadonlyMap<string, Cid>): Array<readonly [string, Cid]> =>
  [...model].sort(([left], [right]) => (left < right ? -1 : 1))

export const asText = (model: ReadonlyMap<string, Cid>): Map<string, string> =>
  new Map([...model].map(([key, cid]) => [key, cid.toString()]))
