/** SYNC: Sync 1.1, its producers and consumers. */
import { BlockHashes } from "../oracles/BlockHashes.ts"
import { Chain } from "../oracles/Chain.ts"
import { Inversion } from "../oracles/Inversion.ts"
import { LeftHostIgnored } from "../oracles/LeftHostIgnored.ts"
import { PdsState } from "../oracles/PdsState.ts"
import { RelayComplete } from "../oracles/RelayComplete.ts"
import { RelayState } from "../oracles/RelayState.ts"
import { RevRises } from "../oracles/RevRises.ts"
import { Signature } from "../oracles/Signature.ts"
import { Silence } from "../oracles/Silence.ts"
import { held, network, property, table, watched } from "./Invariant.ts"

const appView = network("actors/appview/Sync")

export const sync = [
  held("SYNC-1", "The revs of an account's commits rise on every stream.", "[sync]", RevRises, network("actors/pds/repo/Importing")),
  watched(Chain, property("actors/pds/Concurrency")),
  held("SYNC-3", "What a relay passes on is sound when it is checked again, by who does not trust the relay.", "[sync] Validation; proposal 0006", RelayComplete, BlockHashes, Signature, Inversion),
  held("SYNC-4", "An index that calls itself synchronized at a rev holds just the records of the repository at that rev.", "[sync]", appView, property("actors/appview/Recount")),
  held("SYNC-5", "A frame that is lost, doubled or out of order leads to a right table or to one known to be incomplete.", "[sync]", appView),
  held("SYNC-6", "When faults are over, every repository comes to be synchronized at the rev of its PDS.", "[sync]", RelayState, appView, property("properties/migration")),
  held("SYNC-7", "Events that come again change nothing.", "[sync]", appView),
  held("SYNC-8", "A #sync that says what is known fetches nothing; one that differs fetches once.", "[sync]", appView),
  held("SYNC-9", "A commit from further in the future than is tolerated advances nothing, and locks nobody out.", "[sync]", appView, table("protocol/sync/VerifyCommit"), network("actors/pds/repo/Importing")),
  held("SYNC-10", "Commits of inactive accounts, and of hosts that are not the account's, change nothing and leave no relay.", "[sync]; [g:account-lifecycle]", Silence, LeftHostIgnored, network("actors/relay/Relay")),
  held("SYNC-11", "After a rotation the new key is believed within one refresh of the identity, and the old one no longer.", "[sync]; [repository]", appView),
  held("SYNC-12", "What one bad host or issuer can make others fetch is bounded.", "[sync]", table("actors/relay/RefreshBudget"), network("actors/identity/ServiceAuth")),
  held("SYNC-13", "No commit is made, and none accepted, that breaks a limit of size or number.", "[sync]", table("protocol/repo/Repo"), table("protocol/sync/VerifyCommit")),
  watched(PdsState),
  held("SYNC-15", "What was said while a repository was fetched is applied to it, neither skipped nor repeated.", "[sync]", appView),
  held("SYNC-16", "A commit is verified from its message, the known rev and root, and the identity alone.", "[sync]", table("protocol/sync/VerifyCommit"), property("properties/mst-inversion"))
]
