/**
 * An owner whose root key a key manager keeps. [C4–C7]
 *
 *     1 service token of the account ─▶ enroll: the manager makes the keys
 *     2 the PDS signs, against a mailed token: root key first, `#delegation`, `#orrery_keys`
 *     3 from here on the manager publishes, with the owner's passphrase
 *
 * Between 1 and 2 nothing has happened to the DID; both may be repeated.
 */
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import type { Methods } from "../../../protocol/lexicon/generated/Methods.ts"
import type { PlcState } from "../../../protocol/plc/Operation.ts"
import type { Revocation } from "../../../protocol/ucan/Revocation.ts"
import * as Ucan from "../../../protocol/ucan/Ucan.ts"
import { Hosts } from "../../Hosts.ts"
import { serviceId, serviceType } from "../../pds/delegation/Standings.ts"
import * as Client from "../../xrpc/Client.ts"
import { patiently, type Session } from "../Session.ts"
import * as Custody from "./Custody.ts"
import type { Change, OwnIdentity } from "./OwnIdentity.ts"

export interface EnrollOptions<E, R> {
  /** Host of the key manager. */
  readonly manager: string
  readonly passphrase: string
  /** Made by the owner, kept offline. */
  readonly recoveryCode: string
  /** Reads the token that the PDS sent. */
  readonly mailedToken: Effect.Effect<string, E, R>
}

/** How often who came second looks again. */
const rounds = 8

type Input<K extends keyof Methods> = Methods[K]["input"]

export class Owner {
  readonly did: string
  readonly origin: string
  /** Given up together with the session that it opened. */
  private passphrase: string
  private accessJwt: string | undefined = undefined

  constructor(options: { readonly did: string; readonly origin: string; readonly passphrase: string }) {
    this.did = options.did
    this.origin = options.origin
    this.passphrase = options.passphrase
  }

  private signedIn<A>(use: (client: Client.Client, to: { readonly origin: string; readonly headers: Readonly<Record<string, string>> }) => Effect.Effect<A, Client.CallError>) {
    return Effect.flatMap(Client.make, (client) => {
      const { did, origin, passphrase } = this
      const signIn = Effect.map(
        Effect.suspend(() => client.procedure("dev.orrery.keys.createSession", { origin, input: { did, passphrase } })),
        ({ accessJwt }) => {
          this.accessJwt = accessJwt
          return accessJwt
        }
      )
      const attempt = Effect.suspend(() =>
        Effect.flatMap(this.accessJwt === undefined ? signIn : Effect.succeed(this.accessJwt), (token) => use(client, { origin, headers: Client.bearer(token) })))
      return patiently(() =>
        Effect.catchIf(attempt, (error) => error._tag === "XrpcError" && error.error === "ExpiredToken", () => Effect.andThen(signIn, attempt)))
    })
  }

  delegate(input: Input<"dev.orrery.keys.delegate">) {
    return this.signedIn((client, to) => client.procedure("dev.orrery.keys.delegate", { ...to, input }))
  }

  delegations() {
    return Effect.map(
      this.signedIn((client, to) => client.query("dev.orrery.keys.listDelegations", { ...to, params: {} })),
      ({ delegations }) => delegations
    )
  }

  revoke(cid: string): Effect.Effect<Revocation, Client.CallError, HttpClient> {
    return Effect.map(
      this.signedIn((client, to) => client.procedure("dev.orrery.keys.revoke", { ...to, input: { cid } })),
      ({ revocation }) => revocation
    )
  }

  /** Brings a revocation to a PDS, which then need not ask for it. */
  announce(revocation: Revocation, pdsOrigin: string) {
    return patiently(() => Client.procedure("dev.orrery.keys.putRevocation", { origin: pdsOrigin, input: { did: this.did, revocation } }))
  }

  /**
   * `change` is made on the DID as the device reads it, and made again on what
   * another device left that was quicker: neither drops the other's key.
   */
  updateIdentity(identity: OwnIdentity, change: Change) {
    const { did, passphrase } = this
    const round = Effect.flatMap(identity.standing(did), ({ head, state }) => {
      const { alsoKnownAs, rotationKeys, services, verificationMethods } = change(state)
      const input = { passphrase, swapOperation: head.cid.toString(), alsoKnownAs, rotationKeys, services, verificationMethods }
      return this.signedIn((client, to) => client.procedure("dev.orrery.keys.updateIdentity", { ...to, input }))
    })
    return Effect.retry(round, { times: rounds - 1, while: (error) => error._tag === "XrpcError" && error.error === "InvalidSwap" })
  }

  /**
   * Takes the operation back and all after it. What the root key has changed since
   * comes again, and what `trustedKeys` have; `takenBack` says of each.
   */
  undoIdentity(cid: string, removeKeys: ReadonlyArray<string> = [], trustedKeys: ReadonlyArray<string> = []) {
    const { passphrase } = this
    return this.signedIn((client, to) =>
      client.procedure("dev.orrery.keys.undoIdentity", { ...to, input: { cid, passphrase, removeKeys: [...removeKeys], trustedKeys: [...trustedKeys] } }))
  }

  /** What the owner keeps as others' guardian, and who asks for it. */
  shares() {
    return Effect.map(this.signedIn((client, to) => client.query("dev.orrery.keys.listShares", { ...to, params: {} })), ({ shares }) => shares)
  }

  /** To the device whose did:key its owner has read out. */
  giveShare(did: string, recipient: string) {
    const { passphrase } = this
    return this.signedIn((client, to) => client.procedure("dev.orrery.keys.giveShare", { ...to, input: { did, recipient, passphrase } }))
  }

  refuseShare(did: string, recipient: string) {
    return this.signedIn((client, to) => client.procedure("dev.orrery.keys.refuseShare", { ...to, input: { did, recipient } }))
  }

  requestRecovery() {
    return patiently(() => Client.procedure("dev.orrery.keys.requestRecovery", { origin: this.origin, input: { did: this.did } }))
  }

  /** The passphrase from here on; every delegation is over. */
  recover(input: { readonly token: string; readonly recoveryCode: string; readonly passphrase: string }) {
    const { did, origin } = this
    const { passphrase } = input
    return Effect.gen({ self: this }, function*() {
      const client = yield* Client.make
      const { accessJwt } = yield* patiently((repeated): Effect.Effect<{ readonly accessJwt: string }, Client.CallError> => {
        const recover = client.procedure("dev.orrery.keys.recover", { origin, input: { did, ...input } })
        // The answer may have been lost: then the new passphrase is good already.
        return repeated
          ? Effect.catchTag(client.procedure("dev.orrery.keys.createSession", { origin, input: { did, passphrase } }), "XrpcError", () => recover)
          : recover
      })
      this.passphrase = passphrase
      this.accessJwt = accessJwt
    })
  }
}

/** Who signs in from another device. */
export const signIn = (did: string, origin: string, passphrase: string): Owner => new Owner({ did, origin, passphrase })

const withManager = (state: Pick<PlcState, "verificationMethods" | "services">, keys: { readonly delegationKey: string; readonly endpoint: string }) => ({
  verificationMethods: { ...state.verificationMethods, [Ucan.keyId]: keys.delegationKey },
  services: { ...state.services, [serviceId]: { type: serviceType, endpoint: keys.endpoint } }
})

export const enroll = Effect.fnUntraced(function*<E, R>(session: Session, identity: OwnIdentity, options: EnrollOptions<E, R>) {
  const hosts = yield* Hosts
  const client = yield* Client.make
  const { mailedToken, manager, passphrase, recoveryCode } = options
  const origin = hosts.originOf(manager)
  const lxm = "dev.orrery.keys.enroll" as const
  const keys = yield* patiently(() =>
    Effect.gen(function*() {
      const { token } = yield* session.query("com.atproto.server.getServiceAuth", { aud: hosts.didOf(manager), lxm })
      return yield* client.procedure(lxm, {
        origin,
        headers: Client.bearer(token),
        input: { passphrase, recoveryCode, email: session.credentials.email }
      })
    }))
  const state = yield* identity.state(session.did)
  if (state.rotationKeys[0] !== keys.rotationKey || state.verificationMethods[Ucan.keyId] !== keys.delegationKey) {
    const change = (now: PlcState) => ({ rotationKeys: Custody.inFront([keys.rotationKey], now.rotationKeys), ...withManager(now, keys) })
    yield* Custody.askCustodian(session, identity, change, mailedToken)
  }
  return new Owner({ did: session.did, origin, passphrase })
})
