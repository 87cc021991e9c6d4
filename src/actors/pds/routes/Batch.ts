/**
 * A batch of writes, as applyWrites and the methods of owners who sign have it
 * in their input and output. [lex:com.atproto.repo.applyWrites]
 */
import type { Cid } from "../../../protocol/data/Cid.ts"
import type { Methods } from "../../../protocol/lexicon/generated/Methods.ts"
import { type Prepared, uriOf, type Wanted } from "../repo/Writing.ts"

type Write = Methods["com.atproto.repo.applyWrites"]["input"]["writes"][number]

/** What a write costs of its account's rate limit. [ref pds] */
export const points = { create: 3, update: 2, delete: 1 } as const

const actionOf = ($type: string) => $type.slice("com.atproto.repo.applyWrites#".length) as keyof typeof points

export const costOf = (writes: ReadonlyArray<Write>): number => writes.reduce((sum, { $type }) => sum + points[actionOf($type)], 0)

export const wantedOf = (write: Write): Wanted => {
  switch (write.$type) {
    case "com.atproto.repo.applyWrites#create":
      return { action: "create", collection: write.collection, record: write.value, ...(write.rkey === undefined ? {} : { rkey: write.rkey }) }
    case "com.atproto.repo.applyWrites#update":
      return { action: "update", collection: write.collection, rkey: write.rkey, record: write.value }
    case "com.atproto.repo.applyWrites#delete":
      return { action: "delete", collection: write.collection, rkey: write.rkey }
  }
}

/** One for each write, with the CID that its own record got: a later write of the batch may have changed or deleted what is there. */
export const resultsOf = (did: string, prepared: ReadonlyArray<Prepared>, cids: ReadonlyArray<Cid | undefined>) =>
  prepared.map(({ status, write }, i) => {
    if (write.action === "delete") return { $type: "com.atproto.repo.applyWrites#deleteResult" as const }
    const $type = write.action === "create" ? "com.atproto.repo.applyWrites#createResult" as const : "com.atproto.repo.applyWrites#updateResult" as const
    return { $type, uri: uriOf(did, write.path), cid: cids[i]!.toString(), ...(status === undefined ? {} : { validationStatus: status }) }
  })
