/** OAUTH: OAuth and permissions. */
import { open } from "./Invariant.ts"

const missing = "there is no OAuth server and no OAuth client"

export const oauth = [
  open("OAUTH-1", "A token is of use with its own DPoP key, client and account only.", "[oauth]", missing),
  open("OAUTH-2", "Codes, refresh tokens, pushed requests and proofs work once; a code used again takes back what it gave.", "[oauth]", missing),
  open("OAUTH-3", "Rights are the union of the granted scopes: a permission set gives none outside its namespace, an unknown parameter adds none.", "[permission]", missing),
  open("OAUTH-4", "No authorization server makes a client believe in a sign-in as a DID whose PDS names another.", "[oauth]", missing),
  open("OAUTH-5", "A scope parses and prints as it was, in both its forms; the specification's bad examples are refused.", "[permission]", missing),
  open("OAUTH-6", "A session that is revoked, or whose client's key is gone, is refreshed no more.", "[oauth]", missing)
]
