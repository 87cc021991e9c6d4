/** dev.orrery.keys.putRevocation: an owner tells this server at once, without a session. */
import * as Layer from "effect/Layer"
import * as Xrpc from "../../xrpc/Server.ts"
import type { Parts } from "../Parts.ts"

export const layer = ({ delegations }: Parts) =>
  Layer.mergeAll(
    Xrpc.procedure("dev.orrery.keys.putRevocation", ({ input }) => delegations.putRevocation(input.did, input.revocation))
  )
