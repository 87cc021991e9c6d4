import * as Result from "effect/Result"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as LabelEvent from "../../../src/protocol/frames/LabelEvent.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import * as Handle from "../../../src/protocol/syntax/Handle.ts"
import { assert, sameBytes, type Target } from "../Target.ts"
import { commitEvents } from "../world.ts"

const did = Did.make("did:plc:alice")
const time = Datetime.make("2026-01-05T18:00:00.000Z")

export const target: Target = {
  name: "frame",
  form: "frame",
  seeds: () => [
    ...commitEvents().map(RepoEvent.encode),
    RepoEvent.encode({ _tag: "Identity", seq: 9, did, handle: Handle.make("alice.test"), time }),
    RepoEvent.encode({ _tag: "Account", seq: 9, did, active: false, status: "deactivated", time }),
    RepoEvent.encode({ _tag: "Info", name: "OutdatedCursor", message: "sorry" }),
    LabelEvent.encode({ _tag: "Labels", seq: 1, labels: [{ ver: 1, src: did, uri: did, val: "spam", cts: time, sig: new Uint8Array(64) }] }),
    Frame.encodeError("FutureCursor", "not yet")
  ],
  run: (bytes) => {
    const decoded = Frame.decode(bytes)
    // Re-sequencing is for sound frames, but must not run wild on others.
    const seq = Frame.seqOf(bytes)
    if (Result.isFailure(decoded)) return false
    const frame = decoded.success
    if (frame._tag !== "Message") return true
    assert(seq === undefined || seq === frame.payload["seq"], "seqOf finds another seq than the payload has")
    if (seq !== undefined) {
      const again = Frame.decode(Frame.withSeq(bytes, 77))
      assert(Result.isSuccess(again), "a frame under a new seq is no frame")
      assert(
        sameBytes(Frame.encode(frame.t, { ...frame.payload, seq: 77 }).subarray(-50), Frame.withSeq(bytes, 77).subarray(-50)),
        "withSeq changed more than the seq"
      )
    }
    const event = RepoEvent.fromFrame(frame)
    const labels = LabelEvent.fromFrame(frame)
    if (Result.isSuccess(event) && event.success._tag !== "Unknown") {
      const again = Result.flatMap(Frame.decode(RepoEvent.encode(event.success)), RepoEvent.fromFrame)
      assert(
        Result.isSuccess(again) && again.success._tag !== "Unknown" &&
          sameBytes(RepoEvent.encode(again.success), RepoEvent.encode(event.success)),
        "an event does not come back as it was sent"
      )
    }
    if (Result.isSuccess(labels) && labels.success._tag === "Labels") LabelEvent.encode(labels.success)
    return true
  }
}
