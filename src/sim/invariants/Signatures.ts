/** SIG: keys and signatures. */
import { PlcChain } from "../oracles/PlcChain.ts"
import { Signature } from "../oracles/Signature.ts"
import { held, network, property, table } from "./Invariant.ts"

export const signatures = [
  held("SIG-1", "What was signed verifies, on both curves; with any bit of message, signature or key flipped it does not.", "[cryptography]", property("protocol/keys/Signature"), property("sim/Keys")),
  held("SIG-2", "A signature has one form: high s, DER, other lengths and zeros are refused.", "[cryptography]; [interop] signature fixtures", table("protocol/keys/Signature"), property("sim/Keys")),
  held("SIG-3", "A did:key parses and prints as it was; unknown codecs, wrong lengths and points off the curve are typed errors.", "[cryptography]; [interop] did:key", table("protocol/keys/DidKey")),
  held("SIG-4", "A private key shows in no text that is made of it, and in no message.", "[cryptography]", table("protocol/keys/DidKey"), network("actors/keymanager/Secrets")),
  held("SIG-5", "A signature counts only under a key that the DID lists for that purpose.", "[cryptography]; [label]; [plc]", Signature, PlcChain, network("actors/appview/Sync"), network("actors/pds/identity/SigningKeyChanges"))
]
