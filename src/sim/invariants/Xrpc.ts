/** XRPC, AUTH, PROXY: methods, who may call them, and who passes calls on. */
import { AppSessions } from "../oracles/AppSessions.ts"
import { EndedSessions } from "../oracles/EndedSessions.ts"
import { OwnCredential } from "../oracles/OwnCredential.ts"
import { ServiceTokens } from "../oracles/ServiceTokens.ts"
import { held, network, open, property, table, watched } from "./Invariant.ts"

const hostile = network("actors/pds/Hostile")
const access = network("actors/appview/Access")
const jwt = table("protocol/xrpc/ServiceJwt")

export const xrpc = [
  held("XRPC-1", "Every error is `{error, message?}`, by a name that is generic or declared by the method.", "[xrpc] Error responses", property("actors/xrpc/Errors"), table("actors/xrpc/Xrpc"), table("protocol/xrpc/Headers"), network("actors/pds/Endpoints")),
  held("XRPC-2", "The pages of a list give each item once, and miss none that was there throughout.", "[xrpc] Cursors", network("actors/pds/Writes"), network("actors/feedgen/FeedGen")),
  held("XRPC-3", "A query changes no durable state.", "[xrpc]", network("actors/pds/Endpoints"), access),
  held("XRPC-4", "No input that a client can make up is answered with 500.", "[xrpc]", property("actors/xrpc/Errors"), hostile),
  held("XRPC-5", "Limits hold for each window, are answered 429 with the time to wait, and one caller does not use up another's.", "[xrpc] Rate limits", table("actors/pds/limits/RateLimits"))
]

export const auth = [
  watched(ServiceTokens, jwt, hostile, access, network("actors/labeler/Labeler")),
  held("AUTH-2", "Once a signing key is rotated, tokens of the old one fail within one refresh of the identity.", "[xrpc] Inter-service authentication", access),
  watched(EndedSessions, network("actors/pds/Accounts"), network("actors/pds/session/Sessions")),
  watched(AppSessions, network("actors/pds/session/AppPasswords")),
  watched(OwnCredential, jwt, hostile, access)
]

export const proxying = [
  open("PROXY-1", "An answer through a PDS is the App View's own, but for the reader's newest writes.", "[xrpc] Service proxying", "no test asks both ways and compares"),
  held("PROXY-2", "Who wrote sees it in profile, feed and thread at once, however late the App View is.", "[ref pds] read after write", network("actors/pds/ReadAfterWrite")),
  held("PROXY-3", "A call goes to no private address, no other scheme, and no service that the document does not name.", "[xrpc] Service proxying", network("actors/pds/Proxy"))
]
