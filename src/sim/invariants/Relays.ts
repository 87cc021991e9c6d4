/** RELAY: relays and their hosts. */
import { RelayComplete } from "../oracles/RelayComplete.ts"
import { RelayState } from "../oracles/RelayState.ts"
import { held, network, open, property, table, watched } from "./Invariant.ts"

const relay = network("actors/relay/Relay")
const waiting = network("actors/relay/Waiting")

export const relays = [
  held("RELAY-1", "Of an account a relay says what its home said, in that order, and nothing else.", "[sync]", RelayComplete, relay, waiting),
  held("RELAY-2", "The bytes of a commit's blocks leave a relay as they came.", "[ref relay]", RelayComplete, relay),
  watched(RelayComplete, relay, waiting, property("properties/migration")),
  held("RELAY-4", "A relay's cursor never runs ahead of what it has durably said or decided to drop.", "[event-stream]", relay, waiting),
  held("RELAY-5", "An account that its operator took down is neither told of, listed nor redirected to, until that is reversed.", "[account]", relay),
  held("RELAY-6", "An account's status at a relay follows from its operator's word and its host's.", "[ref relay]", table("actors/relay/Status")),
  held("RELAY-7", "An outage of a PDS changes the status of no account, and ends without an operator's help.", "[account]", relay),
  open("RELAY-8", "A host that is banned or over its limit delays and drops nothing of another's.", "[sync]", "no test measures one host beside another that floods"),
  open("RELAY-9", "Two relays of the same hosts agree on every account's rev and root.", "[sync]", "no run has two relays over the same hosts"),
  watched(RelayState),
  open("RELAY-11", "In a ring of relays neither events nor crawl requests go round for ever.", "[ref relay]", "relays subscribe to PDSes only"),
  held("RELAY-12", "A malicious PDS neither forges, rolls back nor silences an account that it does not host.", "[sync]", property("properties/migration"))
]
