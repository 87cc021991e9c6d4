/**
 * AUTH-3. A session that has ended does nothing: no token of it, old or new,
 * gets anything but a refusal, from the moment in which its end was told.
 */
import type { Oracle } from "./Oracle.ts"

/** What anybody is told, whatever token comes along; and signing out twice, which is signing out. */
const open = new RegExp(
  "^/xrpc/com\\.atproto\\.(?:sync\\.|identity\\.resolve|repo\\.(?:getRecord|listRecords|describeRepo)"
    + "|server\\.(?:describeServer|createAccount|createSession|deleteSession|deleteAccount|re(?:set|questPassword|serve)))"
)

export const EndedSessions: Oracle = {
  code: "AUTH-3",
  title: "After sign-out, a new password, a takedown or deletion, no token of the session does anything.",
  source: "[xrpc] Authentication; reference PDS sessions",
  // An old backup brings old sessions back.
  when: ({ faults, kinds }) => kinds.has("pds") && !faults.has("restore"),
  make: (check, ledger) => ({
    observe: (o) => {
      if (o._tag !== "HttpResponseReceived" || o.status >= 300 || !ledger.sessions.isPds(o.request.to)) return
      const session = ledger.sessions.of(o.request)
      if (session === undefined || session.host !== o.request.to || open.test(o.request.path)) return
      const { did, endedAt, host, why } = session
      check(
        endedAt === undefined || o.request.at < endedAt,
        () => `${host} did ${o.request.path.split("?")[0]} for ${did} at ${o.at} ms, by a token of a session that ${why} had ended at ${endedAt} ms`,
        () => [host, did]
      )
    }
  })
}
