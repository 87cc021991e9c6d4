/** BLOB: the life of blobs at a PDS. */
import { BlobHeld } from "../oracles/BlobHeld.ts"
import { BlobBytes, BlobGone, BlobThere } from "../oracles/BlobServed.ts"
import { network, property, watched } from "./Invariant.ts"

const life = property("properties/blob-life")

export const blobs = [
  watched(BlobGone, life, network("actors/pds/repo/Blobs"), network("actors/pds/Writes")),
  watched(BlobThere, life, network("actors/pds/repo/Blobs"), property("properties/pds-crash-points")),
  watched(BlobHeld, life, network("actors/pds/repo/Blobs")),
  watched(BlobBytes, life)
]
