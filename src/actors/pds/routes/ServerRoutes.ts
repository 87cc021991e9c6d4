/** com.atproto.server.*: accounts and sessions. endpoints §1.1 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { Mst } from "../../../protocol/mst/Mst.ts"
import * as BasicAuth from "../../../protocol/xrpc/BasicAuth.ts"
import { authenticationRequired, declared, invalidRequest, invalidToken, XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import * as Xrpc from "../../xrpc/Server.ts"
import type { Hosted } from "../account/Hosted.ts"
import * as Password from "../account/Password.ts"
import type { Parts } from "../Parts.ts"
import { bearerOf, inactive, refused } from "../session/Auth.ts"
import type { Scope } from "../session/Sessions.ts"
import * as ServiceTokens from "../session/ServiceTokens.ts"

const shown = (account: Hosted) => ({
  did: account.did as string,
  handle: account.handle ?? "handle.invalid",
  ...(account.email === undefined ? {} : { email: account.email, emailConfirmed: true }),
  active: account.status === undefined,
  ...(account.status === undefined ? {} : { status: account.status })
})

export const layer = (parts: Parts) => {
  const { accounts, auth, blobs, commits, lifecycle, mailbox, options, sessions, signUp, sql } = parts

  const find = (identifier: string) => {
    const name = identifier.toLowerCase()
    return name.startsWith("did:") ? accounts.byDid(identifier) : name.includes("@") ? accounts.byEmail(name) : accounts.byHandle(name)
  }

  const passwordOf = (account: Hosted) =>
    Effect.map(sql<{ password: string | null }>`SELECT password FROM account WHERE id = ${account.id}`, (rows) => rows[0]?.password ?? undefined)

  const start = Effect.fnUntraced(function*(account: Hosted, scope: Scope = "com.atproto.access") {
    return { ...(yield* sessions.start(account.id, account.did, scope)), ...shown(account) }
  })

  const refreshToken = Effect.fnUntraced(function*(headers: Readonly<Record<string, string | undefined>>, allowExpired: boolean) {
    const token = bearerOf(headers)
    if (token === undefined) return yield* authenticationRequired("A refresh token is missing")
    const nowMillis = yield* Clock.currentTimeMillis
    return yield* Effect.fromResult(Result.mapError(sessions.refreshClaims(token, nowMillis, allowExpired), refused))
  })

  return Layer.mergeAll(
    Xrpc.query("com.atproto.server.describeServer", () =>
      Effect.succeed({
        did: parts.did,
        availableUserDomains: parts.domains,
        inviteCodeRequired: options.inviteRequired,
        phoneVerificationRequired: false,
        blobUploadLimit: options.blobUploadLimitBytes
      })),

    Xrpc.procedure("com.atproto.server.createAccount", Effect.fnUntraced(function*({ input, request }) {
      if (input.plcOp !== undefined) return yield* invalidRequest("Unsupported input: plcOp")
      if (input.did === undefined) return yield* start(yield* signUp.fresh(input))
      const did = yield* parts.serviceAuth.required(request, {
        audience: [parts.did, `${parts.did}#atproto_pds`],
        method: "com.atproto.server.createAccount"
      })
      if (did !== input.did) return yield* new XrpcError({ status: 403, error: "Forbidden", message: `The token is of ${did}` })
      return yield* start(yield* signUp.movingIn(did, input))
    })),

    Xrpc.procedure("com.atproto.server.createSession", Effect.fnUntraced(function*({ input }) {
      const account = yield* find(input.identifier)
      const stored = account === undefined ? undefined : yield* passwordOf(account)
      if (account === undefined || stored === undefined || !Password.matches(input.password, stored)) {
        return yield* authenticationRequired("Invalid identifier or password")
      }
      if (account.status !== "takendown") return yield* start(account)
      return yield* input.allowTakendown === true ? start(account, "com.atproto.takendown") : inactive(account)
    })),

    Xrpc.procedure("com.atproto.server.refreshSession", Effect.fnUntraced(function*({ headers }) {
      const claims = yield* refreshToken(headers, false)
      const account = yield* accounts.byDid(claims.sub)
      if (account === undefined) return yield* invalidToken("The account is no longer here")
      if (account.status === "takendown") return yield* inactive(account)
      const tokens = yield* sql.withTransaction(sessions.refresh(claims, "com.atproto.access"))
      if (tokens === undefined) return yield* declared("ExpiredToken", "The session is over")
      return { ...tokens, ...shown(account) }
    })),

    Xrpc.procedure("com.atproto.server.deleteSession", Effect.fnUntraced(function*({ headers }) {
      yield* sessions.end(yield* refreshToken(headers, true))
    })),

    Xrpc.query("com.atproto.server.getSession", ({ headers }) => Effect.map(auth.account(headers), shown)),

    Xrpc.query("com.atproto.server.getServiceAuth", Effect.fnUntraced(function*({ headers, params }) {
      const account = yield* auth.account(headers)
      const { aud, exp, lxm } = params
      if (account.status === "takendown" && lxm !== "com.atproto.server.createAccount") return yield* inactive(account)
      if (lxm !== undefined && ServiceTokens.isWithheld(lxm)) return yield* invalidRequest(`No service token is given for ${lxm}`)
      const aheadSeconds = exp === undefined ? ServiceTokens.lifetimeSeconds : exp - (yield* Clock.currentTimeMillis) / 1000
      if (aheadSeconds < 0) return yield* declared("BadExpiration", "expiration is in past")
      if (aheadSeconds > 3600) return yield* declared("BadExpiration", "cannot request a token with an expiration more than an hour in the future")
      if (lxm === undefined && aheadSeconds > ServiceTokens.lifetimeSeconds) {
        return yield* declared("BadExpiration", "cannot request a method-less token with an expiration more than a minute in the future")
      }
      return { token: yield* ServiceTokens.make(parts, account, { aud, lxm, expSeconds: exp }) }
    })),

    Xrpc.procedure("com.atproto.server.activateAccount", ({ headers }) =>
      Effect.flatMap(auth.account(headers), (account) => lifecycle.activate(account.did))),

    Xrpc.procedure("com.atproto.server.deactivateAccount", ({ headers, input }) =>
      Effect.flatMap(auth.account(headers), (account) => lifecycle.deactivate(account.did, input.deleteAfter))),

    Xrpc.query("com.atproto.server.checkAccountStatus", Effect.fnUntraced(function*({ headers }) {
      const account = yield* auth.account(headers)
      const repo = yield* commits.load(account)
      const reason = yield* Effect.orElseSucceed(lifecycle.whyNotHome(account), () => "The DID could not be resolved")
      const records = repo === undefined ? 0 : Array.from(repo.entries()).length
      const nodes = repo === undefined ? 0 : Array.from(new Mst(repo.root).nodeBlocks()).length
      const values = yield* sql<{ count: number }>`SELECT COUNT(*) AS count FROM preference WHERE account = ${account.id}`
      return {
        activated: account.status === undefined,
        validDid: reason === undefined,
        repoCommit: account.head?.commit.toString() ?? "",
        repoRev: account.head?.rev ?? "",
        // The commit, the nodes and the records of the present tree.
        repoBlocks: repo === undefined ? 0 : 1 + nodes + records,
        indexedRecords: records,
        privateStateValues: values[0]?.count ?? 0,
        expectedBlobs: yield* blobs.expected(account.id),
        importedBlobs: yield* blobs.stored(account.id)
      }
    })),

    Xrpc.procedure("com.atproto.server.requestAccountDelete", Effect.fnUntraced(function*({ headers }) {
      const account = yield* auth.account(headers)
      if (account.email === undefined) return yield* invalidRequest("The account has no email address")
      yield* mailbox.send(account.email, account.did, "delete_account")
    })),

    Xrpc.procedure("com.atproto.server.deleteAccount", Effect.fnUntraced(function*({ input }) {
      const account = yield* accounts.byDid(input.did)
      const stored = account === undefined ? undefined : yield* passwordOf(account)
      if (account === undefined || stored === undefined || !Password.matches(input.password, stored)) {
        return yield* authenticationRequired("Invalid did or password")
      }
      const verdict = yield* mailbox.redeem(account.did, "delete_account", input.token)
      if (verdict !== "Good") return yield* declared(verdict, "The token is not good for this")
      yield* lifecycle.remove(account.did)
    })),

    Xrpc.procedure("com.atproto.server.createInviteCode", Effect.fnUntraced(function*({ headers, input }) {
      if (!BasicAuth.matches(headers["authorization"], "admin", options.adminPassword)) {
        return yield* authenticationRequired("Needs the admin password")
      }
      const code = Buffer.from(yield* parts.secureRandom.randomBytes(10)).toString("hex")
      yield* sql`INSERT INTO invite_code (code, uses_left) VALUES (${code}, ${input.useCount})`
      return { code }
    }))
  )
}
