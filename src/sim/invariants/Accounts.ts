/** ACCT: the status of accounts, and what follows from it. QUOTA: how much of a server they may fill. */
import { QuotaKept, QuotaRefusal } from "../oracles/Quota.ts"
import { Return, Silence } from "../oracles/Silence.ts"
import { Visibility } from "../oracles/Visibility.ts"
import { held, network, watched } from "./Invariant.ts"

const admin = network("actors/pds/Admin")

export const accounts = [
  watched(Visibility, admin),
  watched(Return, admin),
  held("ACCT-3", "At rest nobody shows an account as active of which its home says that it is not.", "[account] Hosting status", Visibility),
  watched(Silence),
  held("ACCT-5", "Of a deleted account nothing is to be had of its server, of relays and of App Views, nor under its handle when another has that.", "[account]; [g:account-lifecycle]", Visibility, network("actors/pds/HandleReuse")),
  held("ACCT-6", "Services that hear of one home agree on the status of its accounts.", "[account] Hosting status", Visibility),
  held("ACCT-7", "A crash while an account is made leaves a whole account or none.", "[ref pds]", network("actors/pds/Accounts"), network("actors/pds/account/Creation"), network("actors/pds/account/LateGenesis"))
]

const limits = network("actors/pds/limits/Quota")

export const quotas = [watched(QuotaKept, limits), watched(QuotaRefusal, limits)]
