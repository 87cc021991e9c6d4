import * as Schema from "effect/Schema"
import { Conduct } from "./conduct/Options.ts"

/** A did:plc directory of one operator. */
export const PlcOptions = Schema.Struct({
  conduct: Schema.optionalKey(Conduct.annotate({ description: "How this directory misbehaves; absent, it is honest." }))
})
export type PlcOptions = typeof PlcOptions.Type
