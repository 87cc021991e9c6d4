/** AUTH-4. A session that began with an app password never reaches the account itself. */
import type { Oracle } from "./Oracle.ts"

const ofTheAccount = new RegExp(
  "^/xrpc/com\\.atproto\\.(?:server\\.(?:createAppPassword|listAppPasswords|revokeAppPassword|activateAccount|deactivateAccount|requestAccountDelete"
    + "|requestEmailUpdate|updateEmail|getAccountInviteCodes)|identity\\.(?:requestPlcOperationSignature|signPlcOperation)|repo\\.importRepo)(?:\\?|$)"
)

export const AppSessions: Oracle = {
  code: "AUTH-4",
  title: "An app password never reaches account management.",
  source: "[xrpc] App passwords; reference PDS auth scopes",
  when: ({ happenings }) => happenings.has("accounts"),
  make: (check, ledger) => ({
    observe: (o) => {
      if (o._tag !== "HttpResponseReceived" || !ledger.sessions.isPds(o.request.to)) return
      const session = ledger.sessions.of(o.request)
      if (session?.app === undefined) return
      check(
        o.status >= 300 || !ofTheAccount.test(o.request.path),
        () => `${o.request.to} did ${o.request.path} for ${session.did}, by the app password "${session.app}"`,
        () => [o.request.to, session.did]
      )
    }
  })
}
