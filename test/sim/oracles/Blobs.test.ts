/** Planted bugs of a PDS's blobs, and the oracles that notice. The bugs are triggers in its database. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import { describe, expect, it } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import * as Tables from "../../../src/actors/pds/Tables.ts"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import type { ActorLayer } from "../../../src/sim/World.ts"
import * as Town from "./SmallTown.ts"

/** People who post the same few pictures, and delete them again. */
const town = { duration: "1m", population: { ...Town.people, habits: { ...Town.people.habits, image: 300, delete: 150 } } }

const withTrigger = (trigger: string) => (spec: ActorSpec): ActorLayer =>
  spec.kind !== "pds" ? layerOf(spec) : Layer.unwrap(Effect.gen(function*() {
    yield* Tables.create
    yield* Effect.orDie(Effect.flatMap(SqlClient, (sql) => sql.unsafe(`CREATE TRIGGER IF NOT EXISTS bug ${trigger}`)))
    return layerOf(spec)
  }).pipe(Effect.orDie)) as ActorLayer

describe("a town with pictures", () => {
  it("alarms no oracle where blobs are sound, and each has looked", () => {
    const { invariants } = Town.run({ town })
    expect(invariants.flatMap(({ violations }) => violations)).toEqual([])
    expect(invariants.filter(({ checked, code }) => code.startsWith("BLOB-") && checked > 10).map(({ code }) => code)).toEqual(["BLOB-1", "BLOB-2", "BLOB-3", "BLOB-4"])
  })
})

describe("BLOB-1 notices", () => {
  it("a PDS that serves a blob after its last record is gone", () => {
    Town.expectCaught({ town, layerOf: withTrigger("BEFORE DELETE ON record_blob BEGIN SELECT RAISE(IGNORE); END") }, "BLOB-1")
  })
})

describe("BLOB-2 notices", () => {
  it("a PDS that deletes a blob with one record while another names it", () => {
    const trigger = "AFTER DELETE ON record_blob BEGIN DELETE FROM blob WHERE account = OLD.account AND cid = OLD.cid; END"
    Town.expectCaught({ town: { ...town, duration: "2m" }, layerOf: withTrigger(trigger) }, "BLOB-2")
  })
})

describe("BLOB-3 notices", () => {
  it("a PDS that forgets uploads before a record could name them", () => {
    const trigger = "AFTER INSERT ON blob WHEN NEW.rowid % 7 = 0 BEGIN DELETE FROM blob WHERE rowid = NEW.rowid; END"
    Town.expectCaught({ town, layerOf: withTrigger(trigger) }, "BLOB-3")
  })
})

describe("BLOB-4 notices", () => {
  it("a PDS that serves other bytes", () => {
    Town.expectCaught({
      town,
      interpose: (from, message) =>
        from === "pds1.test" && message.kind === "response" && message.path.includes("sync.getBlob") && message.status === 200
          ? message.bytes.with(20, 0xff)
          : message.bytes
    }, "BLOB-4")
  })
})

describe("STREAM-5 notices", () => {
  it("a host that goes on after an error", () => {
    let count = 0
    const interpose = Town.frames("pds1.test", (_event, { bytes }) => ++count === 40 ? [Frame.encodeError("ConsumerTooSlow"), bytes] : bytes)
    expect(Town.violated({ interpose })).toContain("STREAM-5")
  })
})
