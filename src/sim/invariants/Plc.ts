/** PLC: did:plc operations, directories and mirrors. */
import { PlcAcknowledged } from "../oracles/PlcAcknowledged.ts"
import { PlcAnswers } from "../oracles/PlcAnswers.ts"
import { PlcChain } from "../oracles/PlcChain.ts"
import { PlcMarks } from "../oracles/PlcMarks.ts"
import { PlcNames } from "../oracles/PlcNames.ts"
import { PlcRate } from "../oracles/PlcRate.ts"
import { PlcRecovery } from "../oracles/PlcRecovery.ts"
import { held, network, property, table, watched } from "./Invariant.ts"

const forks = property("properties/plc-forks")
const log = property("protocol/plc/Log")
const vectors = table("protocol/plc/Log.vectors")
const mirror = network("actors/plc/Export")
const malicious = [network("actors/identity/MaliciousDirectory"), network("actors/plc/Conduct")] as const

export const plc = [
  watched(PlcNames, table("protocol/plc/Operation"), vectors),
  held("PLC-2", "What is live of a DID is a path: from a genesis without `prev`, each naming the one before.", "[plc]", PlcChain, log, forks),
  watched(PlcChain, log),
  held("PLC-4", "What was nullified never comes back, and nothing live descends from it.", "[plc] Nullification", log, forks),
  held("PLC-5", "An operation that is older than 72 hours is never nullified any more.", "[plc] Key rotation and account recovery", PlcChain, log, forks),
  held("PLC-6", "Who nullifies has a stronger key than the first that is nullified, by the list at the fork.", "[plc] Key rotation and account recovery", PlcChain, log, forks),
  watched(PlcRecovery, forks, network("actors/operator/AgreedTime")),
  watched(PlcAnswers, log, mirror),
  watched(PlcMarks, log, vectors, mirror, forks),
  held("PLC-10", "After a tombstone that stands for 72 hours, or that the strongest key signed, the DID never resolves again.", "[plc]", log, forks, network("actors/plc/Tombstone")),
  held("PLC-11", "A signature has one accepted spelling: no padding, no stray bits, no high s.", "[plc]", table("protocol/plc/Operation")),
  watched(PlcRate, log, mirror),
  watched(PlcAcknowledged, network("actors/plc/Plc")),
  held("PLC-14", "A DID's operations have one order by time, by number, and in every mirror.", "[plc] Export", PlcChain, mirror),
  held("PLC-15", "A mirror that follows stream and export comes to the directory's state, and serves none that it never had.", "[plc] Export", mirror),
  held("PLC-16", "Whatever a directory does, no client that replays its logs accepts what no valid rotation key signed.", "[plc]", ...malicious),
  held("PLC-17", "With a full log at hand a DID is resolved by its keys alone, without the directory's word.", "[plc] Validation", ...malicious)
]
