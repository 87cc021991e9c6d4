/**
 * BLOB-3, its first half: within an hour of its upload a blob can be named by a
 * record, whatever became of other records that named it before the upload.
 * The first record that names it takes over.
 */
import type { Oracle } from "./Oracle.ts"
import * as Uploads from "./model/Uploads.ts"

const hourMillis = 3_600_000

export const BlobHeld: Oracle = {
  code: "BLOB-3",
  title: "An upload can be named by a record for an hour at least.",
  source: "[blob]; guide on the life of blobs",
  when: ({ faults, habits }) => habits.has("image") && !faults.has("restore"),
  make: (check) => {
    /** Uploads that no acknowledged write has named since. */
    const fresh = new Map<string, number>()
    return {
      observe: (o) => {
        const upload = Uploads.uploadOf(o)
        if (upload !== undefined) fresh.set(`${upload.host} ${upload.did} ${upload.cid}`, upload.at)
        const write = Uploads.namingOf(o)
        if (write === undefined) return
        for (const cid of write.cids) {
          const key = `${write.host} ${write.did} ${cid}`
          const at = fresh.get(key)
          if (at === undefined || at > write.askedAt || write.at - at > hourMillis) continue
          check(
            write.error !== "BlobNotFound",
            () => `${write.host} did not find ${cid} for ${write.did}, uploaded ${Math.round((write.at - at) / 1000)} s before`,
            () => [write.host, write.did]
          )
          if (write.status === 200) fresh.delete(key)
        }
      }
    }
  }
}
