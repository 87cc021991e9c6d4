/**
 * An account moves to another PDS, by the official steps. [g:account-migration],
 * protocol-facts §11.3; MIG-1 … MIG-5
 *
 *     1 token from the old PDS ─▶ 2 account on the new one, deactivated ─▶ 3 repository
 *     ─▶ 4 blobs ─▶ 5 preferences ─▶ 6, 7 PLC operation ─▶ 8 activate new, deactivate old
 *
 * Until step 7 everything can be abandoned without trace; after it, repeating
 * the rest completes. Each step may be repeated, so each is, until it is
 * answered. Out of scope here: an old PDS that is gone or hostile.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Client from "../xrpc/Client.ts"
import { patiently, type Session } from "./Session.ts"

export interface Destination {
  /** Of the new PDS. */
  readonly origin: string
  readonly handle: string
}

/** Fetches the token that a PDS mailed to this person. */
export type ReadMail = (origin: string, email: string) => Effect.Effect<string, Client.CallError>

const blobsPerPage = 500

/** Once the identity has moved there is no way back: what is left is tried for minutes, whatever the refusal. */
const insistently = <A, R>(attempt: () => Effect.Effect<A, Client.CallError, R>): Effect.Effect<A, Client.CallError, R> =>
  Effect.retry(patiently(attempt), { times: 12, schedule: Schedule.spaced("15 seconds") })

export const move = Effect.fnUntraced(function*(session: Session, to: Destination, readMail: ReadMail) {
  const client = yield* Client.make
  const { email, password } = session.credentials
  const oldOrigin = session.origin

  // 1, 2: a lost answer leaves an account that the repeated attempt finds by its password.
  const { did: newPds } = yield* patiently(() => client.query("com.atproto.server.describeServer", { origin: to.origin, params: {} }))
  const create = Effect.gen(function*() {
    const { token } = yield* session.query("com.atproto.server.getServiceAuth", { aud: newPds, lxm: "com.atproto.server.createAccount" })
    return yield* client.procedure("com.atproto.server.createAccount", {
      origin: to.origin,
      headers: Client.bearer(token),
      input: { did: session.did, handle: to.handle, email, password }
    })
  })
  const arrived = yield* patiently((repeated) =>
    repeated
      ? Effect.catchTag(
        client.procedure("com.atproto.server.createSession", { origin: to.origin, input: { identifier: session.did, password } }),
        "XrpcError",
        () => create
      )
      : create)
  const here = { origin: to.origin, headers: Client.bearer(arrived.accessJwt) }

  // 3
  const car = yield* session.query("com.atproto.sync.getRepo", { did: session.did })
  yield* patiently(() => client.procedure("com.atproto.repo.importRepo", { ...here, input: car, contentType: "application/vnd.ipld.car" }))

  // 4
  let cursor: string | undefined
  do {
    const page = yield* patiently(() =>
      client.query("com.atproto.repo.listMissingBlobs", {
        ...here,
        params: { limit: blobsPerPage, ...(cursor === undefined ? {} : { cursor }) }
      }))
    for (const { cid } of page.blobs) {
      const blob = yield* session.query("com.atproto.sync.getBlob", { did: session.did, cid })
      yield* patiently(() => client.procedure("com.atproto.repo.uploadBlob", { ...here, input: blob }))
    }
    cursor = page.cursor
  } while (cursor !== undefined)

  // 5
  const { preferences } = yield* session.query("app.bsky.actor.getPreferences", {})
  yield* patiently(() => client.procedure("app.bsky.actor.putPreferences", { ...here, input: { preferences } }))

  // 6: the old PDS signs for us, against a token that it mails.
  const wanted = yield* patiently(() => client.query("com.atproto.identity.getRecommendedDidCredentials", { ...here, params: {} }))
  yield* session.procedure("com.atproto.identity.requestPlcOperationSignature", {})
  const token = yield* readMail(oldOrigin, email)
  const { operation } = yield* session.procedureOnce("com.atproto.identity.signPlcOperation", { input: { token, ...wanted } })

  // 7: the operation is the same bytes each time, so a directory that has it already is content or refuses; 8 tells which.
  yield* patiently((repeated) =>
    Effect.catchTag(
      client.procedure("com.atproto.identity.submitPlcOperation", { ...here, input: { operation } }),
      "XrpcError",
      (error) => repeated ? Effect.void : Effect.fail(error)
    ))

  // 8
  yield* insistently(() => client.procedure("com.atproto.server.activateAccount", here))
  yield* insistently(() => session.procedureOnce("com.atproto.server.deactivateAccount", { input: {} }))
  session.adopt(to.origin, arrived)
  session.handle = to.handle
})
