/** LEX: the schema language, and what actors do with schemas. */
import { held, network, property, table } from "./Invariant.ts"

export const lexicons = [
  held("LEX-1", "The interop vectors of lexicons and of record data get just the verdicts that they name.", "[interop] lexicon", table("protocol/lexicon/Vectors")),
  held("LEX-2", "What is valid stays valid under every legal change of its schema, and old readers take new data.", "[lexicon] Evolution", property("protocol/lexicon/EvolutionProperty"), table("protocol/lexicon/Evolution")),
  held("LEX-3", "Bytes and graphemes are counted apart, and both limits hold.", "[lexicon] string", table("protocol/lexicon/Evolution"), table("protocol/lexicon/Constraints")),
  held("LEX-4", "A record of an unknown collection is stored, relayed, indexed, exported and moved unchanged.", "[lexicon]; [sync]", network("properties/unknown-records")),
  held("LEX-5", "No relay judges a commit by what its records say.", "[sync]", network("properties/unknown-records")),
  held("LEX-6", "A server refuses what the schema refuses, and answers what its output schema accepts.", "[lexicon]; [xrpc]", network("actors/xrpc/Xrpc"))
]
