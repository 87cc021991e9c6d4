/** HANDLE, DIDDOC, WEB: names, documents, did:web. */
import { Handles } from "../oracles/Handles.ts"
import { HandlesRecovered } from "../oracles/HandlesRecovered.ts"
import { HandlesUnique } from "../oracles/HandlesUnique.ts"
import { held, network, property, watched } from "./Invariant.ts"

const resolver = network("actors/identity/Resolver")
const appView = network("actors/appview/Handles")

export const handles = [
  watched(Handles, resolver, appView),
  watched(HandlesUnique, appView),
  held("HANDLE-3", "Who takes over the name of a handle gets no account with it: DID, records and write access stay.", "[handle]", appView, network("actors/pds/NameTaken")),
  watched(HandlesRecovered, appView, network("actors/pds/identity/HandleChanges")),
  held("HANDLE-5", "Two different DIDs in a name's TXT records are no result, and white space around a DID on the web is harmless.", "[handle] Resolution", resolver, property("actors/identity/FetchHandle"), network("live/Dns"))
]

export const documents = [
  held("DIDDOC-1", "Of each kind the first fitting entry of a document counts, whatever else it has and however ids are written.", "[did]", property("protocol/identity/DidDocument")),
  held("DIDDOC-2", "The document rendered of a PLC state says the same handle, key and PDS when it is read.", "[plc]; [did]", property("protocol/identity/DidDocument"))
]

export const didWeb = [
  held("WEB-1", "An account of did:web is made, writes, is relayed, shown and moved without a call to the directory.", "[did] did:web", network("actors/identity/DidWeb"), property("properties/migration")),
  held("WEB-2", "A document whose id is not the DID asked for is refused.", "[did]", resolver)
]
