/** What runs at a host: the Layer of its kind, built over its options. */
import type * as Layer from "effect/Layer"
import * as AppView from "./appview/AppView.ts"
import * as Auditor from "./auditor/Auditor.ts"
import type { Environment } from "./Environment.ts"
import * as FeedGen from "./feedgen/FeedGen.ts"
import * as KeyManager from "./keymanager/KeyManager.ts"
import * as Labeler from "./labeler/Labeler.ts"
import * as Names from "./names/Names.ts"
import type { ActorSpec } from "./Network.ts"
import * as Operator from "./operator/Operator.ts"
import * as Pds from "./pds/Pds.ts"
import * as Plc from "./plc/Plc.ts"
import * as Relay from "./relay/Relay.ts"

export const layerOf = (spec: ActorSpec): Layer.Layer<never, unknown, Environment> => {
  switch (spec.kind) {
    case "auditor":
      return Auditor.layer(spec.options)
    case "names":
      return Names.layer(spec.options)
    case "plc":
      return Plc.layer(spec.options)
    case "operator":
      return Operator.layer(spec.options)
    case "pds":
      return Pds.layer(spec.options)
    case "relay":
      return Relay.layer(spec.options)
    case "appview":
      return AppView.layer(spec.options)
    case "labeler":
      return Labeler.layer(spec.options)
    case "feedgen":
      return FeedGen.layer(spec.options)
    case "keymanager":
      return KeyManager.layer(spec.options)
  }
}
