/** DATA: the data model, its CBOR and its JSON. */
import { BlockHashes } from "../oracles/BlockHashes.ts"
import { held, property, table, watched } from "./Invariant.ts"

export const data = [
  held("DATA-1", "Decoding undoes encoding for every value, and encoding undoes decoding for all bytes that are accepted.", "[data-model]", property("protocol/data/Cbor")),
  held("DATA-2", "Equal values have equal bytes, in whatever order their keys were set.", "[data-model]", property("protocol/data/Cbor")),
  held("DATA-3", "Bytes that say a value in another than the one canonical form are refused.", "[data-model] DRISL", table("protocol/data/Cbor")),
  held("DATA-4", "JSON to CBOR and back loses nothing, and objects that misuse `$link` or `$bytes` are refused.", "[data-model] JSON; [interop] data-model", property("protocol/data/Json")),
  held("DATA-5", "The interop fixtures have the same CID from their JSON as from their CBOR.", "[interop] data-model", table("protocol/data/Json")),
  watched(BlockHashes),
  held("DATA-7", "Hostile input costs a decoder time and memory in proportion to its size, and a typed error.", "[repository] Security; [data-model]", property("protocol/fuzz/decoders"), table("protocol/data/Cbor"))
]
