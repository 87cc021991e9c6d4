/** KEY: keys that are delegated to devices, and who may sign. */
import { DelegatedWrites } from "../oracles/DelegatedWrites.ts"
import { DelegationRefused } from "../oracles/DelegationRefused.ts"
import { OwnersSign } from "../oracles/OwnersSign.ts"
import { RevocationsListed } from "../oracles/RevocationsListed.ts"
import { watched } from "./Invariant.ts"

export const delegation = [watched(DelegatedWrites), watched(RevocationsListed), watched(DelegationRefused), watched(OwnersSign)]
