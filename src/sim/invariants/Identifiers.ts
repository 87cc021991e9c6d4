/** ID: DIDs, handles, TIDs, record keys, paths, AT-URIs. */
import { LastingReferences } from "../oracles/LastingReferences.ts"
import { OneOwner } from "../oracles/OneOwner.ts"
import { TidsRise } from "../oracles/TidsRise.ts"
import { held, network, property, table, watched } from "./Invariant.ts"

export const identifiers = [
  held("ID-1", "Each valid line of the interop syntax files parses and prints as it was; each invalid one is refused.", "[interop] syntax", table("protocol/syntax/interop")),
  held("ID-2", "A TID is its 63 bits: it reads back, and TIDs sort as text just as they do as numbers.", "[tid]", property("protocol/syntax/Tid")),
  watched(TidsRise, property("protocol/syntax/Tid")),
  held("ID-4", "To normalise a handle or an AT-URI twice is to do it once, and changes nothing but case.", "[handle]; [at-uri]", property("protocol/syntax/names")),
  held("ID-5", "A repository path is read as its collection and record key again; one with no slash or with two is none.", "[repository]; [record-key]", property("protocol/syntax/names")),
  watched(LastingReferences, network("actors/appview/Handles")),
  held("ID-7", "A DID of an unknown method is well-formed, and a resolver says that it does not support it.", "[did]", network("actors/identity/Resolver")),
  watched(OneOwner)
]
