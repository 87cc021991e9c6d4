/** What applyWrites says of each write: the CID of its own record, which the commit has found already. */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Batch from "../../../../src/actors/pds/routes/Batch.ts"
import * as Cbor from "../../../../src/protocol/data/Cbor.ts"
import { Cid } from "../../../../src/protocol/data/Cid.ts"
import type { DataObject } from "../../../../src/protocol/data/Data.ts"
import { Repo, type RepoWrite } from "../../../../src/protocol/repo/Repo.ts"
import type { Did } from "../../../../src/protocol/syntax/Did.ts"
import * as RepoPath from "../../../../src/protocol/syntax/RepoPath.ts"
import type { Tid } from "../../../../src/protocol/syntax/Tid.ts"

const did = "did:plc:alice" as Did
const path = (rkey: string) => RepoPath.of("app.bsky.feed.post" as never, rkey as never)
const cidOf = (record: DataObject) => Cid.ofCbor(Cbor.encode(record)).toString()

describe("the results of a batch", () => {
  it("name each write's own record, though a later one took its place, and encode none again", () => {
    let encoded = 0
    const record = (text: string): DataObject => ({
      $type: "app.bsky.feed.post",
      get text() {
        encoded++
        return text
      }
    })
    const writes: ReadonlyArray<RepoWrite> = [
      { action: "create", path: path("a"), record: record("one") },
      { action: "update", path: path("a"), record: record("two") },
      { action: "create", path: path("b"), record: record("three") },
      { action: "delete", path: path("b") },
      { action: "create", path: path("c"), record: record("two") }
    ]
    const { cids } = Result.getOrThrow(Repo.create(did, { rev: "3kznmn7xqxl22" as Tid, sign: () => new Uint8Array(64), writes }))
    const before = encoded
    const results = Batch.resultsOf(did, writes.map((write) => ({ write, status: undefined })), cids)
    expect(encoded).toBe(before)
    const own = (text: string) => cidOf({ $type: "app.bsky.feed.post", text })
    expect(results.map((result) => "cid" in result ? result.cid : undefined)).toEqual([own("one"), own("two"), own("three"), undefined, own("two")])
    expect(results.map(({ $type }) => $type.split("#")[1])).toEqual(["createResult", "updateResult", "createResult", "deleteResult", "createResult"])
  })
})
