/** Whom an actor believes when it looks up a DID: a part of the options of each that does. */
import * as Schema from "effect/Schema"
import { ConsortiumOptions } from "./Consortium.ts"
import { DirectoryHosts } from "./Directory.ts"

export const fields = {
  plc: DirectoryHosts,
  consortium: Schema.optionalKey(ConsortiumOptions.annotate({ description: "PLC operators whose answers are believed with proofs only, in place of that directory." })),
  verifyPlcLog: Schema.optionalKey(Schema.Boolean.annotate({
    description: "Whether the directory's audit logs are replayed, and its documents not believed; a PDS signs nothing upon a log that does not stand."
  }))
}
