/**
 * KEY-4. Where the owner holds the signing key, the server signs nothing in
 * their name: a commit on its stream was sent to it by a device, signature and
 * all; it takes no write without one; and no service token of the account
 * comes from it.
 */
import * as NaiveJwt from "./model/NaiveJwt.ts"
import type { Oracle } from "./Oracle.ts"

const byServer = /^\/xrpc\/com\.atproto\.repo\.(?:createRecord|putRecord|deleteRecord|applyWrites)$/

export const OwnersSign: Oracle = {
  code: "KEY-4",
  title: "No server signs a commit or a service token of an account whose owner holds the signing key.",
  source: "§3.5.3 of the paper; [repository] Commit objects",
  when: ({ happenings }) => happenings.has("sign-commits"),
  make: (check, ledger) => {
    const { signers, stream } = ledger

    const servers = new Set(ledger.of("pds"))
    /** Since a device has signed on this stream: DID → seq of its first such commit. */
    const byDevice = new Map<string, number>()
    stream.listeners.push({
      onEvent: (event) => {
        if (event._tag !== "Commit" || !servers.has(event.host)) return
        const subject = `${event.host} ${event.did}`
        const sent = signers.commits.has(event.commit)
        if (sent) byDevice.set(subject, Math.min(event.seq, byDevice.get(subject) ?? event.seq))
        const first = byDevice.get(subject)
        // What is heard late may be from before; what follows a device's commit on the stream is not.
        if (first === undefined || event.seq < first || !signers.isHeld(event.host, event.did, event.at, event.at)) return
        check(sent, () => `${event.host} says commit ${event.rev} of ${event.did}, which no device has sent`, () => [event.host, event.did])
      }
    })
    return {
      observe: (o) => {
        if (o._tag === "HttpRequestSent" && servers.has(o.from)) {
          const token = NaiveJwt.bearer(o.headers)
          const iss = token === undefined ? undefined : NaiveJwt.read(token)?.claims.iss
          if (typeof iss !== "string" || !iss.startsWith("did:")) return
          check(!signers.isHeld(o.from, iss, o.at, o.at), () => `${o.from} asked ${o.to} in the name of ${iss}, whose owner holds the key`, () => [o.from, iss])
        } else if (o._tag === "HttpResponseReceived" && byServer.test(o.request.path) && servers.has(o.request.to)) {
          const { at, body, headers, path, to } = o.request
          const token = NaiveJwt.bearer(headers)
          const did = String(token === undefined ? undefined : NaiveJwt.read(token)?.claims.sub)
          if (!signers.isHeld(to, did, at, o.at)) return
          const changed = o.status === 200 && (JSON.parse(Buffer.from(o.body).toString()) as { readonly commit?: unknown }).commit !== undefined
          check(!changed, () => `${to} did ${path} for ${did}, whose owner holds the key: ${Buffer.from(body).toString().slice(0, 120)}`, () => [to, did])
        }
      }
    }
  }
}
