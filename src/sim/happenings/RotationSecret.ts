/** What whoever has a PDS's disk can steal: the rotation key that it holds for its accounts. */
import { openMemory } from "../../actors/sqlite/Sqlite.ts"

/** From a copy of the disk. */
export const rotationSecretOf = (copy: Uint8Array): Uint8Array | undefined => {
  const database = openMemory()
  try {
    database.deserialize(copy)
    return database.prepare("SELECT secret FROM server_key WHERE name = 'rotation'").get()?.["secret"] as Uint8Array | undefined
  } finally {
    database.close()
  }
}
