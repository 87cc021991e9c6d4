/** MST-7: a proof shows presence or absence, never both, and nothing in it can be changed or left out. */
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Car from "../../src/protocol/car/Car.ts"
import { Cid } from "../../src/protocol/data/Cid.ts"
import { verifyProof } from "../../src/protocol/repo/Proof.ts"
import { key, pool } from "../protocol/mst/keys.ts"
import { alice, bob, create, expected, Home, path } from "../protocol/repo/people.ts"
import * as RepoPath from "../../src/protocol/syntax/RepoPath.ts"

const paths = pool.filter(RepoPath.is)
const homes = [0, 1, 2, 3].map((n) => new Home(alice, paths.filter((_, i) => i % 4 === n || i % (n + 3) === 0).map((key, i) => create(key, i))))
const home = fc.constantFrom(...homes)
const ok = Result.getOrThrow

describe("MST-7: record proofs", () => {
  it("every path of every repo is proven present with its record, or absent", () => {
    for (const { repo } of homes) {
      for (const key of paths) {
        const proven = ok(verifyProof(repo.proof(path(key)), path(key), expected(alice)))
        expect(proven.record?.cid.toString()).toBe(repo.get(path(key))?.toString())
        expect(proven.commit.data.equals(repo.head.data)).toBe(true)
      }
    }
  })

  it("the proof for one path proves another only if it holds all of that one's nodes, and then rightly", () => {
    fc.assert(
      fc.property(home, key, key, ({ repo }, proven, other) => {
        const result = verifyProof(repo.proof(path(proven)), path(other), expected(alice))
        if (Result.isSuccess(result)) {
          expect(result.success.record?.cid.toString()).toBe(repo.get(path(other))?.toString())
        }
      }),
      { numRuns: 300, seed: 7 }
    )
  })

  it("without any one of its blocks it proves nothing", () => {
    fc.assert(
      fc.property(home, key, ({ repo }, key) => {
        const { blocks, roots } = ok(Car.read(repo.proof(path(key))))
        for (const [dropped] of blocks) {
          const rest = [...blocks].filter(([cid]) => !cid.equals(dropped))
          expect(Result.isFailure(verifyProof(Car.write(roots, rest), path(key), expected(alice)))).toBe(true)
        }
      }),
      { numRuns: 100, seed: 8 }
    )
  })

  it("with any one byte changed it is refused", () => {
    fc.assert(
      fc.property(home, key, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ repo }, key, at, mask) => {
        const car = repo.proof(path(key)).slice()
        car[at % car.length]! ^= mask
        expect(Result.isFailure(verifyProof(car, path(key), expected(alice)))).toBe(true)
      }),
      { numRuns: 1000, seed: 9 }
    )
    // One small proof, every byte of it.
    const { repo } = new Home(alice, [create("app.bsky.actor.profile/self")])
    const proof = repo.proof(path("app.bsky.actor.profile/self"))
    for (let at = 0; at < proof.length; at++) {
      const car = proof.slice()
      car[at]! ^= 1
      expect([at, Result.isFailure(verifyProof(car, path("app.bsky.actor.profile/self"), expected(alice)))]).toEqual([at, true])
    }
  })

  it("with any one byte changed of a block that is then named by its new hash, it is refused", () => {
    fc.assert(
      fc.property(home, key, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), ({ repo }, key, which, at, mask) => {
        const { blocks, roots } = ok(Car.read(repo.proof(path(key))))
        const all = [...blocks]
        const [was, bytes] = all[which % all.length]!
        const changed = bytes.slice()
        changed[at % changed.length]! ^= mask
        const is = Cid.ofCbor(changed)
        const forged = all.map((block) => block[0].equals(was) ? [is, changed] as const : block)
        const root = roots[0]!.equals(was) ? is : roots[0]!
        expect(Result.isFailure(verifyProof(Car.write([root], forged), path(key), expected(alice)))).toBe(true)
      }),
      { numRuns: 1000, seed: 10 }
    )
  })

  it("it holds for one account and its key only", () => {
    const [{ repo }] = homes as [Home]
    const key = path(paths[0]!)
    expect(Result.isFailure(verifyProof(repo.proof(key), key, { ...expected(alice), did: bob.did }))).toBe(true)
    expect(Result.isFailure(verifyProof(repo.proof(key), key, { ...expected(alice), signingKey: bob.signingKey }))).toBe(true)
  })
})
