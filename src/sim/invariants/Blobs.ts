/** BLOB: the life of blobs at a PDS. */
import { BlobHeld } from "../oracles/BlobHeld.ts"
import { BlobBytes, BlobGone, BlobThere } from "../oracles/BlobServed.ts"
import { network, property, watched } from "./Invariant.ts"

export const blobs = [
  watched(BlobGone, network("actors/pds/repo/Blobs"), network("actors/pds/Writes")),
  watched(BlobThere, network("actors/pds/repo/Blobs"), property("properties/pds-crash-points")),
  watched(BlobHeld, network("actors/pds/repo/Blobs")),
  watched(BlobBytes)
]
