import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Car from "../../../src/protocol/car/Car.ts"
import { BlockMap } from "../../../src/protocol/car/BlockMap.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import { Node } from "../../../src/protocol/mst/Node.ts"
import { seal } from "../../../src/protocol/mst/NodeEncoder.ts"
import * as Commit from "../../../src/protocol/repo/Commit.ts"
import { commitOf, treeOf, verifyBlocks, verifyImport } from "../../../src/protocol/repo/Import.ts"
import { Repo } from "../../../src/protocol/repo/Repo.ts"
import { mined } from "../mst/keys.ts"
import { against, alice, bob, create, Home, remove, rev } from "./people.ts"

const keys = [0, 1, 2, 3].flatMap((layer) => mined("app.bsky.feed.post/3k", layer, 6))
const home = new Home(alice, keys.map((key, i) => create(key, i)))
const exported = [...home.repo.exportBlocks()]
const carOf = (blocks: Iterable<readonly [Cid, Uint8Array]>) => Car.write([home.repo.head.commit], blocks)
const options = { did: alice.did, signer: against(alice) }
const what = (car: Uint8Array, at: Parameters<typeof verifyImport>[1] = options) => {
  const result = verifyImport(car, at)
  return Result.isFailure(result) ? result.failure.what : "imported"
}

describe("CAR-2: a full export, imported again", () => {
  it("gives the same head, the same records, and blocks from which the repo goes on", () => {
    const imported = Result.getOrThrow(verifyImport(carOf(exported), options))
    expect(imported.head).toEqual(home.repo.head)
    expect(imported.records.map(({ cid, path }) => [path, cid.toString()])).toEqual(
      [...home.repo.entries()].map(([path, cid]) => [path, cid.toString()])
    )
    const store = BlockMap.of(imported.blocks)
    expect(store.size).toBe(home.store.size)
    const repo = Repo.load(imported.head, store)
    const next = Result.getOrThrow(repo.applyWrites([remove(keys[3]!)], { rev: rev(99), sign: alice.sign }))
    const ours = Result.getOrThrow(home.repo.applyWrites([remove(keys[3]!)], { rev: rev(99), sign: alice.sign }))
    expect(next.head.data.equals(ours.head.data)).toBe(true)
  })

  it("in any block order, with duplicates and unrelated blocks, which are dropped", () => {
    const foreign = new Home(bob, [create(keys[0]!, 50)])
    const car = carOf([...foreign.repo.exportBlocks(), ...exported.toReversed(), ...exported])
    const { blocks } = Result.getOrThrow(verifyImport(car, options))
    expect([...blocks].map(([cid]) => cid.toString()).sort()).toEqual([...home.store.cids()].map(String).sort())
  })

  it("comes in streamable order: the commit, then each node before what hangs on it", () => {
    const [[first]] = exported as [[Cid, Uint8Array]]
    expect(first.equals(home.repo.head.commit)).toBe(true)
    expect(exported[1]![0].equals(home.repo.head.data)).toBe(true)
    const seen = new Set<string>()
    for (const [cid, bytes] of exported) {
      const text = Buffer.from(bytes).toString("latin1")
      for (const earlier of seen) expect(text.includes(earlier)).toBe(false)
      seen.add(cid.key)
    }
  })
})

describe("CAR-3: what is not a whole repository is refused", () => {
  it("without any one block", () => {
    for (const [dropped] of exported) {
      const rest = exported.filter(([cid]) => !cid.equals(dropped))
      expect(what(carOf(rest))).toBe(
        dropped.equals(home.repo.head.commit) ? "commit" : [...home.repo.entries()].some(([, cid]) => cid.equals(dropped)) ? "record" : "tree"
      )
    }
  })

  it("with any byte changed, or cut off anywhere", () => {
    const whole = carOf(exported)
    for (let at = 0; at < whole.length; at += 7) {
      const car = whole.slice()
      car[at]! ^= 1
      expect([at, what(car)]).not.toEqual([at, "imported"])
      expect([at, what(whole.slice(0, at))]).not.toEqual([at, "imported"])
    }
  })

  it("with the commit not first among the roots", () => {
    expect(what(Car.write([home.repo.head.data, home.repo.head.commit], exported))).toBe("commit")
    expect(what(Car.write([], exported))).toBe("commit")
  })

  it("with a key beyond one of an ancestor that is not its parent, at hand or waited for", () => {
    const leaves = mined("app.bsky.feed.post/", 0, 400)
    const high = mined("app.bsky.feed.post/", 2, 1)[0]!
    const [low, beyond] = [leaves.find((key) => key < high)!, leaves.findLast((key) => key > high)!]
    const text = Cbor.encode({ text: "hello" })
    const record = Cid.ofCbor(text)
    const under = (...keys: ReadonlyArray<string>) =>
      new Node(1, [], [], [new Node(0, keys, keys.map(() => record), [...keys, ""].map(() => null))])
    for (const [left, right, whole] of [[[low], [beyond], true], [[low, beyond], undefined, false], [undefined, [low, beyond], false]] as const) {
      const blocks: Array<readonly [Cid, Uint8Array]> = [[record, text]]
      const root = new Node(2, [high], [record], [left, right].map((keys) => keys === undefined ? null : under(...keys)))
      const data = seal(root, (_, cid, bytes) => blocks.push([cid, bytes]))
      const commit = Commit.sign({ did: alice.did, rev: rev(0), data }, alice.sign)
      expect(what(Car.write([commit.cid], [[commit.cid, commit.bytes], ...blocks]))).toBe(whole ? "imported" : "tree")
      const asking = treeOf(data)
      const store = BlockMap.of(blocks)
      let turn = asking.next()
      while (turn.done !== true) turn = asking.next(store.get(turn.value))
      expect(Result.isSuccess(turn.value)).toBe(whole)
    }
  })

  it.each(["post/a", "app.bsky.feed.post/..", "app.bsky.feed.post/."])("with a key that the tree can hold and that is no path of a record: %s", (key) => {
    const { repo } = new Home(alice, [create(keys[0]!), create(key)])
    expect(what(Car.write([repo.head.commit], repo.exportBlocks()))).toBe("tree")
  })

  it("signed by another key, if the key is asked for", () => {
    expect(what(carOf(exported), { did: alice.did, signer: against(bob) })).toBe("signature")
    expect(what(carOf(exported), { did: alice.did })).toBe("imported")
  })
})

describe("CAR-4: nothing foreign comes in", () => {
  it("a repository of another account is refused", () => {
    expect(what(carOf(exported), { ...options, did: bob.did })).toBe("foreign")
  })

  it("records that were deleted before the export are not among the records, though their blocks come along", () => {
    const later = new Home(alice, [create(keys[0]!, 1), create(keys[1]!, 2)])
    const deleted = later.repo.get(keys[0]! as never)!
    const blocks = [...later.store].map(([cid, bytes]) => [cid, bytes] as const)
    later.write([remove(keys[0]!)])
    const car = Car.write([later.repo.head.commit], [...later.repo.exportBlocks(), ...blocks])
    const imported = Result.getOrThrow(verifyImport(car, options))
    expect(imported.records.map(({ path }) => path)).toEqual([keys[1]!])
    expect([...imported.blocks].some(([cid]) => cid.equals(deleted))).toBe(false)
  })
})

describe("CAR-3: a repository whose blocks have to be waited for", () => {
  /** As `verifyBlocks`, one node after another. */
  const waited = ({ blocks, roots }: Car.Car) => {
    const bytes = roots[0] === undefined ? undefined : blocks.get(roots[0])
    return Result.flatMap(commitOf(bytes, options), ({ data }) => {
      const asking = treeOf(data)
      let turn = asking.next()
      while (turn.done !== true) turn = asking.next(blocks.get(turn.value))
      return turn.value
    })
  }

  it("is judged as one that is at hand, whole or lacking any block", () => {
    const car = Result.getOrThrow(Car.read(carOf(exported)))
    const judged = (blocks: BlockMap) => {
      const atHand = verifyBlocks({ roots: car.roots, blocks }, options)
      const one = waited({ roots: car.roots, blocks })
      const verdict = <A>(result: Result.Result<A, { readonly message: string }>) => Result.isFailure(result) ? result.failure.message : "sound"
      return [verdict(atHand), verdict(one)]
    }
    expect(judged(car.blocks)).toEqual(["sound", "sound"])
    expect(Result.getOrThrow(waited(car)).places.map(([path]) => path)).toEqual(Result.getOrThrow(verifyBlocks(car, options)).records.map(({ path }) => path))
    let lackingNodes = 0
    for (const cid of car.blocks.cids()) {
      const [atHand, one] = judged(BlockMap.of([...car.blocks.entries()].filter(([other]) => !other.equals(cid))))
      // Whether records are there is seen as they are stored.
      if (atHand!.startsWith("record")) expect(one).toBe("sound")
      else {
        expect(one).toBe(atHand)
        lackingNodes++
      }
    }
    expect(lackingNodes).toBeGreaterThan(1)
  })
})
