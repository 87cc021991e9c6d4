/**
 * The messages of `com.atproto.label.subscribeLabels`. [label]
 *
 * `fromFrame` checks shape and formats; signatures and what a label means are
 * Label.ts's. Between services `ver` and `sig` are mandatory.
 */
import * as Result from "effect/Result"
import type { DataObject } from "../data/Data.ts"
import type { Label } from "../label/Label.ts"
import * as CidString from "../syntax/CidString.ts"
import * as Datetime from "../syntax/Datetime.ts"
import * as Did from "../syntax/Did.ts"
import * as Uri from "../syntax/Uri.ts"
import * as Fields from "./Fields.ts"
import * as Frame from "./Frame.ts"
import type { InfoEvent, UnknownEvent } from "./RepoEvent.ts"

export { seqOf, withSeq } from "./Frame.ts"

export interface LabelsEvent {
  readonly _tag: "Labels"
  readonly seq: number
  readonly labels: ReadonlyArray<Label>
}

export type LabelEvent = LabelsEvent | InfoEvent | UnknownEvent

/** Throws `CborEncodeError` on values outside of the data model, RangeError above 5 MB. */
export const encode = (event: Exclude<LabelEvent, UnknownEvent>): Uint8Array => {
  switch (event._tag) {
    case "Labels":
      return Frame.encode("#labels", { seq: event.seq, labels: event.labels.map(labelData) })
    case "Info":
      return Frame.encode("#info", {
        name: event.name,
        ...(event.message === undefined ? {} : { message: event.message })
      })
  }
}

const labelData = (label: Label): DataObject => ({ ...label })

/** An error frame is no event and fails; a consumer looks for it first. */
export const fromFrame = (frame: Frame.Frame): Result.Result<LabelEvent, Frame.FrameError> => {
  if (frame._tag === "Error") return Result.fail(new Frame.FrameError({ reason: `error frame: ${frame.error}` }))
  if (frame._tag === "Unknown") return Result.succeed({ _tag: "Unknown", t: `op ${frame.op}` })
  const { payload, t } = frame
  switch (t) {
    case "#labels":
      return Fields.read(t, () => ({
        _tag: "Labels",
        seq: Fields.seq(payload),
        labels: Fields.objects(payload, "labels").map(label)
      }))
    case "#info":
      return Fields.read(t, () => ({
        _tag: "Info",
        name: Fields.text(payload, "name"),
        ...Fields.optional(payload, "message", Fields.text)
      }))
    default:
      return Result.succeed({ _tag: "Unknown", t })
  }
}

const label = (fields: DataObject): Label => ({
  ver: Fields.one(fields, "ver"),
  src: Fields.format(fields, "src", Did),
  uri: Fields.format(fields, "uri", Uri),
  ...Fields.optional(fields, "cid", (fields, key) => Fields.format(fields, key, CidString)),
  val: Fields.text(fields, "val"),
  ...Fields.optional(fields, "neg", Fields.boolean),
  cts: Fields.format(fields, "cts", Datetime),
  ...Fields.optional(fields, "exp", (fields, key) => Fields.format(fields, key, Datetime)),
  sig: Fields.bytes(fields, "sig")
})
