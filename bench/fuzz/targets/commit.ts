import * as Result from "effect/Result"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import * as Commit from "../../../src/protocol/repo/Commit.ts"
import { assert, sameBytes, type Target } from "../Target.ts"
import { alice } from "../world.ts"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"

export const target: Target = {
  name: "commit",
  form: "cbor",
  seeds: () => {
    const data = Cid.ofCbor(Uint8Array.of(1))
    const unsigned = { did: alice, rev: Tid.make("3jzfcijpj2z2a"), data }
    return [Commit.sign(unsigned, () => new Uint8Array(64)).bytes]
  },
  run: (bytes) => {
    const commit = Commit.decode(bytes)
    if (Result.isFailure(commit)) return false
    assert(sameBytes(Commit.encode(commit.success, commit.success.sig), bytes), "an accepted commit does not re-encode to itself")
    return true
  }
}
