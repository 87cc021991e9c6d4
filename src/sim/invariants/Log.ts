/** LOG: one PLC log, several operators, auditors. */
import { LogAvailable } from "../oracles/LogAvailable.ts"
import { LogEvidence } from "../oracles/LogEvidence.ts"
import { LogInnocence } from "../oracles/LogInnocence.ts"
import { LogOrder } from "../oracles/LogOrder.ts"
import { LogPrefix } from "../oracles/LogPrefix.ts"
import { LogReceipts } from "../oracles/LogReceipts.ts"
import { LogReplay } from "../oracles/LogReplay.ts"
import { network, property, watched } from "./Invariant.ts"

export const log = [
  watched(LogPrefix),
  watched(LogReceipts),
  watched(LogEvidence),
  watched(LogInnocence, property("properties/evidence-soundness")),
  watched(LogOrder),
  watched(LogAvailable),
  watched(LogReplay, property("properties/plc-succession"), network("actors/operator/Succession"))
]
