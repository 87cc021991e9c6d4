/** MIG: accounts that move between hosts. */
import { CameBack } from "../oracles/CameBack.ts"
import { LeftHostIgnored } from "../oracles/LeftHostIgnored.ts"
import { MovedWhole } from "../oracles/MovedWhole.ts"
import { MoveHeard, RevAcrossMove } from "../oracles/MoveHeard.ts"
import { MoveUndone } from "../oracles/MoveUndone.ts"
import { OneHome } from "../oracles/OneHome.ts"
import { OpenedAtHome } from "../oracles/OpenedAtHome.ts"
import { network, property, watched } from "./Invariant.ts"

const move = network("actors/pds/Move")
const plan = property("actors/client/migration/Plan")
const migration = property("properties/migration")

export const migrations = [
  watched(MovedWhole, move, plan, migration),
  watched(OneHome, migration),
  watched(RevAcrossMove, move, migration),
  watched(MoveUndone, move, plan, migration),
  watched(OpenedAtHome, move),
  watched(CameBack, migration),
  watched(MoveHeard, network("actors/relay/Ingest")),
  watched(LeftHostIgnored, network("actors/relay/Relay"), migration)
]
