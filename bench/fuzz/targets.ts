/** The registry of targets. One file each under targets/. */
import type { Target } from "./Target.ts"
import * as car from "./targets/car.ts"
import * as cbor from "./targets/cbor.ts"
import * as commit from "./targets/commit.ts"
import * as commitEvent from "./targets/commitEvent.ts"
import * as consortium from "./targets/consortium.ts"
import * as didDocument from "./targets/didDocument.ts"
import * as frame from "./targets/frame.ts"
import * as inheritance from "./targets/inheritance.ts"
import * as json from "./targets/json.ts"
import * as jwt from "./targets/jwt.ts"
import * as lexiconDocument from "./targets/lexiconDocument.ts"
import * as lexiconRecord from "./targets/lexiconRecord.ts"
import * as mstNode from "./targets/mstNode.ts"
import * as plcOperation from "./targets/plcOperation.ts"
import * as repoImport from "./targets/repoImport.ts"
import * as syntax from "./targets/syntax.ts"
import * as tlog from "./targets/tlog.ts"
import * as ucan from "./targets/ucan.ts"

export const targets: ReadonlyArray<Target> = [
  syntax.target,
  cbor.target,
  json.target,
  car.target,
  frame.target,
  mstNode.target,
  commit.target,
  commitEvent.target,
  repoImport.target,
  jwt.target,
  jwt.claimsTarget,
  ucan.target,
  ucan.claimsTarget,
  plcOperation.target,
  tlog.noteTarget,
  tlog.proofTarget,
  consortium.packetTarget,
  consortium.evidenceTarget,
  inheritance.entryTarget,
  inheritance.logTarget,
  didDocument.target,
  lexiconDocument.target,
  lexiconRecord.target
]
