/**
 * A network as plain data: which actor lives at which host, with what options.
 * A scenario decodes to it; the simulated world and the live one both take
 * this same value, and nothing else knows which of the two it is in.
 */
import * as Schema from "effect/Schema"
import { AppViewOptions } from "./appview/Options.ts"
import { AuditorOptions } from "./auditor/Options.ts"
import { FeedGenOptions } from "./feedgen/Options.ts"
import { KeyManagerOptions } from "./keymanager/Options.ts"
import { LabelerOptions } from "./labeler/Options.ts"
import { NamesOptions } from "./names/Options.ts"
import { OperatorOptions } from "./operator/Options.ts"
import { PdsOptions } from "./pds/Options.ts"
import { PlcOptions } from "./plc/Options.ts"
import { RelayOptions } from "./relay/Options.ts"

const actor = <const K extends string, S extends Schema.Constraint>(kind: K, options: S) =>
  Schema.Struct({ kind: Schema.Literal(kind), host: Schema.String, options })

export const ActorSpec = Schema.Union([
  actor("names", NamesOptions),
  actor("plc", PlcOptions),
  actor("operator", OperatorOptions),
  actor("pds", PdsOptions),
  actor("relay", RelayOptions),
  actor("appview", AppViewOptions),
  actor("labeler", LabelerOptions),
  actor("feedgen", FeedGenOptions),
  actor("keymanager", KeyManagerOptions),
  actor("auditor", AuditorOptions)
])
export type ActorSpec = typeof ActorSpec.Type

export interface Network {
  /** In start order: a later actor may call an earlier one while it starts. */
  readonly actors: ReadonlyArray<ActorSpec>
}
