import * as Result from "effect/Result"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import { attempt } from "../../../src/protocol/mst/MstError.ts"
import { decodeNode } from "../../../src/protocol/mst/NodeDecoder.ts"
import { encodeNode } from "../../../src/protocol/mst/NodeEncoder.ts"
import { assert, sameBytes, type Target } from "../Target.ts"
import { commits } from "../world.ts"

export const target: Target = {
  name: "mst-node",
  form: "cbor",
  seeds: () => {
    const { newBlocks, ops } = commits()[0]!
    const records = new Set(ops.map(({ cid }) => cid?.key))
    // The roots only: a node below the root need not be one by itself. The commit comes first or last.
    return newBlocks.filter(([cid]) => !records.has(cid.key)).map(([, bytes]) => bytes).filter((bytes) => accepts(bytes))
  },
  run: (bytes) => accepts(bytes)
}

const accepts = (bytes: Uint8Array): boolean => {
  const node = attempt(() => decodeNode(bytes, Cid.ofCbor(bytes), undefined, false))
  if (Result.isFailure(node)) return false
  assert(sameBytes(encodeNode(node.success), bytes), "an accepted node does not re-encode to itself")
  return true
}
