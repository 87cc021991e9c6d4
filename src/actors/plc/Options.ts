import * as Schema from "effect/Schema"

/** A did:plc directory of one operator. */
export const PlcOptions = Schema.Struct({})
export type PlcOptions = typeof PlcOptions.Type
