/** STREAM: event streams, their numbers and cursors. */
import { CursorSuffix } from "../oracles/CursorSuffix.ts"
import { ErrorIsLast } from "../oracles/ErrorIsLast.ts"
import { SeqRises } from "../oracles/SeqRises.ts"
import { held, network, property, watched } from "./Invariant.ts"

const outbox = network("actors/firehose/Outbox")
const subscription = network("actors/firehose/Subscription")
const crashPoints = property("properties/pds-crash-points")
const restarts = property("properties/stream-restarts")

export const streams = [
  watched(SeqRises, outbox, crashPoints),
  watched(CursorSuffix, outbox, crashPoints, restarts),
  held("STREAM-3", "Between replay and live nothing is lost or repeated, though events come meanwhile.", "[event-stream]", outbox, crashPoints, restarts),
  held("STREAM-4", "A frame reads back as it was; what is not exactly two objects is refused, and ends the connection.", "[event-stream] Framing", property("protocol/frames/Frame"), property("protocol/frames/events"), subscription),
  watched(ErrorIsLast, outbox),
  held("STREAM-6", "Frames of an unknown type or op change nothing.", "[event-stream] Framing", subscription),
  held("STREAM-7", "A consumer that stalls costs bounded memory, ends with ConsumerTooSlow, and slows no other.", "[event-stream]", outbox),
  held("STREAM-8", "What was sent was durable: after a loss of power no number that was sent goes to another event.", "[event-stream] Sequence numbers", outbox, crashPoints, network("live/Crash.slow"))
]
