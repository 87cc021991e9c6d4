/** KEY: keys that are delegated to devices, who may sign, and guardians. */
import { DelegatedWrites } from "../oracles/DelegatedWrites.ts"
import { DelegationRefused } from "../oracles/DelegationRefused.ts"
import { EnoughGuardians } from "../oracles/EnoughGuardians.ts"
import { GuardiansGive } from "../oracles/GuardiansGive.ts"
import { OwnersSign } from "../oracles/OwnersSign.ts"
import { RevocationsListed } from "../oracles/RevocationsListed.ts"
import { watched } from "./Invariant.ts"

export const delegation = [watched(DelegatedWrites), watched(RevocationsListed), watched(DelegationRefused), watched(OwnersSign), watched(GuardiansGive), watched(EnoughGuardians)]
