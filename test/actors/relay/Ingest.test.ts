/** What a relay settles when the world has moved on while it was judging. [MIG-7] */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import { expect, it } from "vitest"
import * as Outbox from "../../../src/actors/firehose/Outbox.ts"
import * as Collections from "../../../src/actors/relay/Collections.ts"
import * as Identities from "../../../src/actors/relay/Identities.ts"
import * as Ingest from "../../../src/actors/relay/Ingest.ts"
import { RefreshBudget } from "../../../src/actors/relay/RefreshBudget.ts"
import * as Store from "../../../src/actors/relay/Store.ts"
import * as Waiting from "../../../src/actors/relay/Waiting.ts"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as Town from "./Town.ts"

const alice = Did.make("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa")
const bytes = RepoEvent.encode({ _tag: "Account", seq: 1, did: alice, active: true, time: Datetime.fromMillis(0) })

it("what the old host said before the move, but was judged across it, is not told after it", () => {
  const { run } = Town.make()
  const { counters, heads } = run(Effect.scoped(Effect.gen(function*() {
    let home = "https://pds1.test"
    const outbox = yield* Outbox.make({ table: "told", windowMillis: 3_600_000 })
    const ingest = Ingest.make({
      sql: yield* SqlClient,
      store: yield* Store.make,
      collections: yield* Collections.make,
      outbox,
      identities: yield* Identities.make,
      recheckMillis: 3_600_000,
      judge: (event) => Effect.succeed(event._tag === "Account" ? { _tag: "Account", event } : { _tag: "Ignore" }),
      movedFrom: (_, origin) => origin !== home,
      prefetch: () => Effect.void,
      askActive: () => Effect.succeed(true)
    })
    const queued = yield* (yield* Waiting.make).of("pds1.test")
    const host = { origin: "https://pds1.test", budget: new RefreshBudget({ burst: 0, perSecond: 0 }) }
    const frame = Result.getOrThrow(Frame.decode(bytes))
    const received = [{ seq: 1, bytes, frame: frame as Frame.Message }]
    yield* ingest.settle(yield* ingest.judge(received, host, queued), "pds1.test", queued)
    const told = yield* outbox.head
    const late = yield* ingest.judge(received, host, queued)
    home = "https://pds2.test"
    yield* ingest.settle(late, "pds1.test", queued)
    return { counters: ingest.counters, heads: [told, yield* outbox.head] }
  })))
  expect(heads).toEqual([1, 1])
  expect(counters).toMatchObject({ passed: 1, dropped: 1 })
  expect([...counters.reasons.keys()]).toEqual(["its account has moved to another host"])
})
