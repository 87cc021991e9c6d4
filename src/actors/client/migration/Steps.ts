/** How each step of a move is made: what is asked of whom, and what the answer means. The order is `Plan`'s. */
import type { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Base64Url from "../../../protocol/keys/Base64Url.ts"
import { Keys } from "../../../protocol/keys/Keys.ts"
import type { PlcState } from "../../../protocol/plc/Operation.ts"
import * as Did from "../../../protocol/syntax/Did.ts"
import { TidClock } from "../../../protocol/syntax/Tid.ts"
import { upstreamFailure } from "../../../protocol/xrpc/XrpcError.ts"
import * as Client from "../../xrpc/Client.ts"
import { serviceToken } from "../keys/OwnAccount.ts"
import * as OwnIdentity from "../keys/OwnIdentity.ts"
import * as SigningCustody from "../keys/SigningCustody.ts"
import { patiently, Session } from "../Session.ts"
import * as Authority from "./Authority.ts"
import * as Backup from "./Backup.ts"
import * as Carry from "./Carry.ts"
import type { Means } from "./Means.ts"
import { refused, refusedThere } from "./Refusal.ts"
import * as SignIn from "./SignIn.ts"
import type { Event, Plan, State, Step } from "./Plan.ts"

/** Steps that are made, not reached. */
export type Going = Exclude<Step, "arrived" | "stayed" | "overtaken">

export type StepError = Client.CallError | SignIn.WrongPassword | OwnIdentity.OwnerError | SqlError | Carry.UnsoundExport

const createAccount = "com.atproto.server.createAccount" as const

/** When an account is to be deleted that is to be deleted at once: the device's clock may be ahead of its host's. */
const longAgo = "1970-01-01T00:00:00.000Z"

export const make = Effect.fnUntraced(function*(plan: Plan, means: Means) {
  const { did, email, from, handle, inviteCode, password, to, way } = plan
  const client = yield* Client.make
  const keys = yield* Keys
  const backup = yield* Backup.make
  const identity = yield* OwnIdentity.make(means.directory, means.consortium)
  const authority = Authority.make({ plan, identity, keys, ring: means.ring, web: means.web })
  const sessions = new Map<string, Session>()

  const opened = (origin: string, tokens: { readonly accessJwt: string; readonly refreshJwt: string }) => {
    const session = new Session({ ...tokens, did: Did.make(did), credentials: { handle, email, password: SignIn.passwordFor(plan, origin) }, origin, tids: new TidClock(0) })
    session.signer = means.signer
    sessions.set(origin, session)
    return session
  }

  /** Signed in at a host; once for all steps of this run. */
  const at = (origin: string) => {
    const known = sessions.get(origin)
    return known !== undefined ? Effect.succeed(known) : Effect.map(SignIn.signIn(client, plan, origin), (tokens) => opened(origin, tokens))
  }

  const recommended = (origin: string) =>
    Effect.map(Effect.flatMap(at(origin), (session) => session.query("com.atproto.identity.getRecommendedDidCredentials", {})), (wanted) => wanted as Authority.Wanted)

  /** That the DID's owner asks for the account: by the host that holds the signing key, or by that key. */
  const voucher = Effect.fnUntraced(function*(state: State) {
    const { did: aud } = yield* patiently(() => client.query("com.atproto.server.describeServer", { origin: to, params: {} }))
    if (means.signer !== undefined) return yield* means.signer.token({ aud, lxm: createAccount })
    const secret = state.proof === undefined ? undefined : Base64Url.decode(state.proof)
    if (secret !== undefined) return yield* serviceToken(keys.fromSecret("k256", secret), { iss: did, aud, lxm: createAccount })
    const old = yield* at(from)
    return (yield* old.query("com.atproto.server.getServiceAuth", { aud, lxm: createAccount })).token
  })

  const ask = Effect.fnUntraced(function*(state: State) {
    const token = yield* voucher(state)
    const tokens = yield* client.procedure(createAccount, {
      origin: to,
      headers: Client.bearer(token),
      input: { did, handle, email, password, ...(inviteCode === undefined ? {} : { inviteCode }) }
    })
    opened(to, tokens)
  })

  const sleep = (origin: string, deleteAfter?: string) =>
    Effect.flatMap(at(origin), (session) =>
      session.procedure("com.atproto.server.deactivateAccount", { input: deleteAfter === undefined ? {} : { deleteAfter } }))

  /** The new host knows who signs from now on; from an earlier stay it may know otherwise. */
  const settleSigner = Effect.fnUntraced(function*({ created }: State) {
    const there = yield* at(to)
    if (means.signer !== undefined) return yield* there.procedure("dev.orrery.keys.holdSigningKey", { input: { signingKey: means.signer.didKey } })
    if (created) return
    const { signingKey } = yield* there.procedure("com.atproto.server.reserveSigningKey", { input: { did } })
    yield* there.procedure("dev.orrery.keys.entrustSigningKey", { input: { signingKey } })
  })

  /** Of the account at the new host; undefined: there is none. */
  const statusThere = patiently(() => client.query("com.atproto.sync.getRepoStatus", { origin: to, params: { did } })).pipe(
    Effect.catchIf((error) => error._tag === "XrpcError" && error.error === "RepoNotFound", () => Effect.undefined)
  )

  /** What an account holds, as far as a move compares it. */
  const holdings = Effect.fnUntraced(function*(origin: string) {
    const session = yield* at(origin)
    const { activated, repoRev: rev } = yield* session.query("com.atproto.server.checkAccountStatus", {})
    const { preferences } = yield* session.query("app.bsky.actor.getPreferences", {})
    return { activated, rev, preferences: JSON.stringify(preferences) }
  })
  type Holdings = Pick<Effect.Success<ReturnType<typeof holdings>>, "rev" | "preferences">

  const isSame = (a: Holdings, b: Holdings | undefined): boolean => a.rev === b?.rev && a.preferences === b.preferences

  /** Of the old account, which is asleep from now on. */
  const holdingsAtRest = Effect.andThen(sleep(from), Effect.suspend(() => holdings(from)))

  /** Since the DID names the new host another device may have woken the account there: then nothing is carried over it. */
  const isAwakeThere = Effect.map(Effect.suspend(() => holdings(to)), ({ activated }) => activated)

  /**
   * Whether another device has finished the move, or something was written at
   * the new host since: to wake an account may make a commit, but one of the
   * same tree. What this device may have woken sleeps from now on, so that
   * nothing is written between the question and what follows from it.
   */
  const isInUseThere = Effect.fnUntraced(function*({ carried, woken }: State) {
    const status = yield* statusThere
    if (status === undefined) return false
    if (!woken && status.active) return true
    if (carried === undefined) return false
    yield* sleep(to)
    const { preferences, rev } = yield* holdings(to)
    if (rev === carried.rev) return preferences !== carried.preferences
    return !woken || preferences !== carried.preferences || (yield* Effect.flatMap(at(to), Carry.dataOf)) !== carried.data
  })

  /**
   * Where the device signs, the commit with which it woke the account at the new
   * host is the last that it knows. It goes back to what the old host has: the
   * tree that was carried, or, after a salvage, what its owner wants back.
   */
  const signedBack = Effect.fnUntraced(function*({ carried, woken }: State, there: Session) {
    if (!woken || means.signer === undefined) return
    if (way !== "salvage" && (yield* Carry.dataOf(there)) !== carried?.data) return
    yield* means.signer.adopt(there, means.web === undefined ? yield* SigningCustody.everNamed(identity, did) : [])
  })

  /**
   * The old host signs, against a token that it mails, whole lists upon whatever
   * stands then: upon another state than the change was made on, they would drop
   * what another device has added meanwhile.
   */
  const byOldHost = Effect.fnUntraced(function*(change: OwnIdentity.Change) {
    const old = yield* at(from)
    const { head, state } = yield* identity.standing(did)
    yield* old.procedure("com.atproto.identity.requestPlcOperationSignature", {})
    const token = yield* means.readMail(from, email)
    const input = { token, ...Authority.asData(change(state)) } as never
    const { operation } = yield* Effect.mapError(old.procedureOnce("com.atproto.identity.signPlcOperation", { input }), (error) =>
      // Another letter has another token.
      error._tag === "XrpcError" && (error.error === "InvalidToken" || error.error === "ExpiredToken") ? upstreamFailure(error.message) : error)
    if (operation.prev !== head.cid.toString()) return yield* upstreamFailure(`The DID ${did} was changed while ${from} signed`)
    return operation
  })

  /** What names the new host; whatever key in the document is not the old host's own stays. */
  const switchedByOldHost = Effect.fnUntraced(function*(wanted: Authority.Wanted) {
    const its = new Set((yield* recommended(from)).rotationKeys)
    return yield* byOldHost((now) =>
      Authority.merged(now, wanted, Authority.ranked(now.rotationKeys.filter((key) => !its.has(key)), wanted.rotationKeys ?? [])))
  })

  const ofVerdict = (verdict: Authority.Verdict): Event | undefined => {
    switch (verdict) {
      case "stands":
        return { _tag: "Switched" }
      case "stale":
        return { _tag: "Stale" }
      case "overtaken":
        return { _tag: "Overtaken" }
      case "absent":
        return undefined
    }
  }

  /** The new host may have other keys by now than those for which the operation was signed. */
  const isWanted = (operation: NonNullable<State["operation"]>) =>
    Effect.map(recommended(to), (wanted) => Authority.says(operation, wanted))

  const submit = Effect.fnUntraced(function*(state: State) {
    const operation = state.operation!
    const publish: Effect.Effect<unknown, StepError, HttpClient> = means.web === undefined
      ? Effect.flatMap(at(to), (session) => session.procedure("com.atproto.identity.submitPlcOperation", { input: { operation } }))
      // At a host that has no account any more nobody is at home.
      : Effect.andThen(at(to), authority.publish(means.web, operation))
    const answer = yield* Effect.result(publish)
    // Whatever was answered, or not: the directory knows.
    const event = ofVerdict(yield* authority.look(operation))
    if (event !== undefined) return event
    if (answer._tag === "Failure") {
      // What stands in its way is taken back, or is there to stay.
      yield* authority.reclaim(state)
      const event = ofVerdict(yield* authority.look(operation))
      if (event !== undefined) return event
      if (refused(answer.failure) && !(yield* isWanted(operation))) return { _tag: "Stale" } as const
    }
    return yield* answer._tag === "Failure" ? Effect.fail(answer.failure) : Effect.fail(upstreamFailure("the directory does not tell the operation yet"))
  })

  /**
   * Upon what the old host was to sign over it signs the DID as it is, unless the
   * directory has the first already. Where it is gone for good, as its owner has
   * said, nobody signs any more, and what it signed last is the one way out.
   */
  const restoreByOldHost = Effect.fnUntraced(function*(state: State) {
    const { abandoned, operation } = state
    if (operation === undefined) return { _tag: "Restored" } as const
    if ((yield* authority.look(operation)) === "absent") {
      const back = yield* Effect.result(byOldHost((now) => now))
      if (back._tag === "Failure") {
        if (back.failure._tag !== "XrpcUnreachable" || abandoned?.includes("restore") !== true) return yield* back.failure
        const event = yield* submit(state)
        return event._tag === "Stale" ? { _tag: "Restored" } as const : event
      }
      // Not by the old host, which takes nothing from who is taken down.
      yield* authority.submit(back.success)
    }
    const verdict = yield* authority.look(operation)
    return verdict === "stands" ? { _tag: "Switched" } as const : { _tag: verdict === "overtaken" ? "Overtaken" : "Restored" } as const
  })

  /** The DID named the new host when this run began to take it back. */
  let takesBack = false
  /** To a host where something was written that nobody else has. */
  const switchAgain = Effect.fnUntraced(function*(state: State) {
    const operation = yield* authority.sign(state, yield* recommended(to))
    const event = yield* submit({ ...state, operation })
    if (event._tag === "Stale") return yield* upstreamFailure("the DID was changed at the same time")
    return event._tag === "Switched" ? { _tag: "Found", operation } as const : event
  })

  /** What the DID said at the old host; a device that came upon it at the new one has to ask what it must say. */
  const formerThere = Effect.fnUntraced(function*({ former = undefined }: State, now: PlcState) {
    if (former !== undefined && Authority.hostOf(former) !== to) return former
    if (Authority.hostOf(now) !== to || way === "salvage") return now
    const wanted = yield* recommended(from)
    return Authority.merged(now, wanted, wanted.rotationKeys ?? [])
  })

  /** Whether the new host has an account of this DID, active or not. */
  const present = Effect.map(statusThere, (status) => status !== undefined)

  const steps: Readonly<Record<Going, (state: State) => Effect.Effect<Event, StepError, HttpClient | Keys | SecureRandom>>> = {
    prove: (state: State) => {
      const secret = Base64Url.decode(state.proof ?? "")
      const didKey = means.signer?.didKey ?? (secret === undefined ? undefined : keys.fromSecret("k256", secret).didKey)
      return didKey === undefined
        ? Effect.succeed<Event>({ _tag: "Proved" })
        : Effect.as(authority.setSigningKey(state, didKey), { _tag: "Proved" } as const)
    },
    look: () => Effect.map(present, (present) => ({ _tag: "Looked", present }) as const),
    arrive: Effect.fnUntraced(function*(state: State) {
      if (state.created) {
        const answer = yield* Effect.result(ask(state).pipe(
          // No error has a name for it: asked twice, the second time is refused like any bad
          // request. [lex:com.atproto.server.createAccount]
          Effect.catchIf(
            (error) => error._tag === "XrpcError" && error.error === "InvalidRequest",
            (refusal) => Effect.flatMap(present, (present) => present ? Effect.void : Effect.fail(refusal))
          )
        ))
        if (answer._tag === "Failure") {
          const { failure } = answer
          if (failure._tag !== "XrpcError" || failure.status !== 401) return yield* failure
          // The signing key was changed: then the old host vouches for nobody until that is taken back, if it still can be.
          if (yield* authority.hasGone(state)) return { _tag: "Overtaken" } as const
          return yield* failure
        }
      }
      // It may be awake, or about to be deleted, from an earlier stay.
      yield* sleep(to)
      yield* settleSigner(state)
      return { _tag: "Arrived" } as const
    }),
    carry: Effect.fnUntraced(function*(state: State) {
      if (state.switched && (yield* isAwakeThere)) return { _tag: "Confirmed" } as const
      const there = yield* at(to)
      if (way === "salvage") yield* authority.vouchForPast(state)
      if (way === "web" && state.switched) {
        // What stirred was signed by the former key, for which the document speaks only while it names it.
        yield* authority.vouchForPast({ ...state, former: yield* formerThere(state, (yield* authority.standing).former) })
        if (yield* isInUseThere({ ...state, woken: false })) return yield* switchAgain(state)
      }
      const carried = way === "salvage"
        ? yield* Carry.carry(Carry.ofBackup(backup, did, from), there)
        : yield* Carry.carry(Carry.ofHost(yield* at(from)), there)
      return { _tag: "Carried", ...carried } as const
    }),
    sign: Effect.fnUntraced(function*(state: State) {
      if (yield* authority.hasGone(state)) return { _tag: "Overtaken" } as const
      const wanted = yield* recommended(to)
      const operation = way === "mailed" ? yield* switchedByOldHost(wanted) : yield* authority.sign(state, wanted)
      return { _tag: "Signed", operation } as const
    }),
    hush: (state: State) =>
      way === "salvage"
        ? Effect.succeed<Event>({ _tag: "Hushed" })
        : Effect.map(holdingsAtRest, (old): Event => ({ _tag: isSame(old, state.carried) ? "Hushed" : "Stirred" })),
    switch: Effect.fnUntraced(function*(state: State) {
      const now = means.web === undefined ? undefined : yield* means.web.read
      // No history says later what the owner has written into a document until now.
      const names = now === undefined || Authority.hostOf(now) !== from ? {} : { alsoKnownAs: now.alsoKnownAs }
      const isNew = names.alsoKnownAs !== undefined && JSON.stringify(names.alsoKnownAs) !== JSON.stringify(state.former?.alsoKnownAs)
      return state.submitted && !isNew ? yield* submit(state) : { _tag: "Submitting", ...names } as const
    }),
    confirm: Effect.fnUntraced(function*(state: State) {
      if (way === "salvage") return { _tag: "Confirmed" } as const
      yield* at(to)
      // An old host that does not answer any more cannot hold up who has left it.
      const old = yield* Effect.orElseSucceed(holdingsAtRest, () => undefined)
      if (old === undefined || isSame(old, state.carried)) return { _tag: "Confirmed" } as const
      // Not what this device carried; another may have brought it, or have woken the account.
      const there = yield* holdings(to)
      return { _tag: there.activated || there.rev > old.rev || isSame(old, there) ? "Confirmed" : "Stirred" } as const
    }),
    open: Effect.fnUntraced(function*(state: State) {
      const there = yield* at(to)
      // A backup is older than what the device signed last, and may be older than its key.
      if (way === "salvage") yield* means.signer?.adopt(there, yield* SigningCustody.everNamed(identity, did)) ?? Effect.void
      const answer = yield* Effect.result(there.procedure("com.atproto.server.activateAccount", {}))
      if (answer._tag === "Success") return { _tag: "Opened" } as const
      if (!refused(answer.failure)) return yield* answer.failure
      const verdict = yield* authority.look(state.operation!)
      if (verdict === "stands" && (yield* isWanted(state.operation!))) return yield* upstreamFailure(answer.failure.message)
      return { _tag: verdict === "overtaken" ? "Overtaken" : "Stale" } as const
    }),
    recall: Effect.fnUntraced(function*(state: State) {
      if (yield* authority.hasGone(state)) return { _tag: "Overtaken" } as const
      const { former: now } = yield* authority.standing
      const isThere = Authority.hostOf(now) === to
      if (isThere && (yield* present)) return { _tag: "Found", operation: Authority.asData(now) } as const
      const former = yield* formerThere(state, now)
      if (!isThere) return { _tag: "Recalled", former } as const
      yield* authority.restore({ ...state, former })
      // Another device may have made it anew between the question and this.
      if (yield* isInUseThere({ ...state, woken: false })) return yield* switchAgain(state)
      if (way !== "salvage") yield* signedBack(state, yield* at(from))
      return { _tag: "Recalled", former } as const
    }),
    restore: Effect.fnUntraced(function*(state: State) {
      if (yield* authority.hasGone(state)) return { _tag: "Overtaken" } as const
      const { former: now } = yield* authority.standing
      const isThere = Authority.hostOf(now) === to
      const found = { _tag: "Found", operation: Authority.asData(now) } as const
      // Not by this device; or by an operation that it had to sign anew, for another key there.
      if (isThere && (!state.submitted || (way === "mailed" && state.operation === undefined))) return found
      const asks = state.abandoned?.includes("restore") !== true
      if (isThere && asks && (yield* isInUseThere(state))) return found
      if (way === "mailed") return yield* restoreByOldHost(state)
      takesBack ||= isThere
      yield* authority.restore(state)
      // Another device may have woken it between the question and this; from here on the new host lets nobody.
      return takesBack && asks && (yield* isInUseThere(state)) ? yield* switchAgain(state) : { _tag: "Restored" } as const
    }),
    /** A host that does not have the DID any more refuses, and rightly. */
    wake: (state: State) =>
      Effect.flatMap(at(from), (session) => Effect.andThen(signedBack(state, session), session.procedure("com.atproto.server.activateAccount", {}))).pipe(
        Effect.catchIf(refusedThere, () => Effect.void),
        Effect.as({ _tag: "Woken" } as const)
      ),
    /**
     * What we made is deleted, what was there before sleeps on. Another device may
     * move the account here at any moment, also while our request is on its way,
     * and no condition goes with it. So the DID is looked at once more: whoever
     * finds it here wakes the account again. Where it is at home it is not deleted
     * at once.
     */
    clear: Effect.fnUntraced(function*({ created }: State) {
      if ((yield* statusThere) === undefined) return { _tag: "Cleared" } as const
      // Of a DID that says nothing any more nobody has moved here.
      const standing = Effect.catchTag(authority.standing, "NoAuthority", () => Effect.succeed({ former: undefined }))
      const found = Effect.map(standing, ({ former }): Event | undefined =>
        Authority.hostOf(former) === to ? { _tag: "Found", operation: Authority.asData(former!) } : undefined)
      const before = yield* found
      if (before !== undefined) return before
      yield* Effect.catchIf(sleep(to, created ? longAgo : undefined), refused, () => Effect.void)
      return (yield* found) ?? { _tag: "Cleared" } as const
    })
  }

  /** A step of which a session did not live to see the end, once more in a new one. */
  const perform = (step: Going, state: State) =>
    Effect.catchIf(steps[step](state), (error) => SignIn.isTakenDown(error) && sessions.delete(from), () => steps[step](state))

  return { authority, at, present, perform }
})

export type Steps = Effect.Success<ReturnType<typeof make>>
