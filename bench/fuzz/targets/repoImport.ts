import * as Result from "effect/Result"
import * as Car from "../../../src/protocol/car/Car.ts"
import { verifyImport } from "../../../src/protocol/repo/Import.ts"
import { assert, type Target } from "../Target.ts"
import { alice, believe, commits, signingKey } from "../world.ts"

/** Whole repositories, their trees changed behind valid hashes. */
export const target: Target = {
  name: "repo-import",
  form: "car",
  seeds: () =>
    commits().slice(0, 3).map(({ head, repo }) => Car.write([head.commit], repo.exportBlocks())),
  run: (bytes) => {
    const imported = verifyImport(bytes, { did: alice, signer: { signingKey, verify: believe } })
    if (Result.isFailure(imported)) return false
    let last = ""
    for (const { bytes, cid, path } of imported.success.records) {
      assert(path > last, "records are not in path order")
      assert(cid.matches(bytes), "a record does not hash to its CID")
      last = path
    }
    for (const [cid, bytes] of imported.success.blocks) assert(cid.matches(bytes), "a block does not hash to its CID")
    return true
  }
}
