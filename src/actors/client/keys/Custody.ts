/**
 * From a PDS's custody to keys of one's own, and back. [C1–C3] §3.5.3 of the paper
 *
 *     custodial            rotation keys: PDS
 *        │  claim           own key put first: PDS signs once, against a mailed token
 *        ▼
 *     shared               own, PDS         the PDS can still change the DID, the owner can undo it for 72 h
 *        │  dismiss         PDS's key taken out by the owner's
 *        ▼
 *     own                  own              a PDS that is lost, sold or hostile changes nothing
 *        │  entrust         the PDS's recommended key put in again, last
 *        ▼
 *     shared
 *
 * Every step may be repeated: what is so already is left alone.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { DataObject } from "../../../protocol/data/Data.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import * as XrpcError from "../../../protocol/xrpc/XrpcError.ts"
import { type CallError, XrpcUnreachable } from "../../xrpc/Client.ts"
import type { Session } from "../Session.ts"
import type { Keyring } from "./Keyring.ts"
import type { OwnIdentity } from "./OwnIdentity.ts"

/** More the directory does not take. [plc] */
const maxRotationKeys = 5
/** How often a token is asked for, where answers get lost. */
const letters = 4

/** `first` before the others, none twice; the least trusted fall out of a list that is full. */
export const inFront = (first: ReadonlyArray<string>, others: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set([...first, ...others])].slice(0, maxRotationKeys)

/**
 * The key of a device that is easily lost, in the place of a `former` one: below
 * the root key and the key that guardians have shares of, so that whoever steals
 * the device can be overruled with either.
 */
export const withDevice = (rotationKeys: ReadonlyArray<string>, { former, guarded, key }: {
  readonly key: string
  readonly former?: string | undefined
  readonly guarded?: string | undefined
}): ReadonlyArray<string> => {
  const [root, ...others] = rotationKeys.filter((each) => each !== former)
  const above = others.filter((each) => each === guarded)
  return inFront([root!, ...above, key], others)
}

const hasFirst = (state: Operation.PlcState, keys: ReadonlyArray<string>): boolean =>
  keys.every((key, rank) => state.rotationKeys[rank] === key)

/** What the PDS that hosts the session asks a DID document to say. */
export const recommended = (session: Session) =>
  Effect.flatMap(session.query("com.atproto.identity.getRecommendedDidCredentials", {}), (wanted) =>
    Effect.succeed({
      rotationKeys: wanted.rotationKeys ?? [],
      alsoKnownAs: wanted.alsoKnownAs ?? [],
      verificationMethods: (wanted.verificationMethods ?? {}) as { readonly [name: string]: string },
      services: (wanted.services ?? {}) as { readonly [name: string]: Operation.PlcService }
    }))

/** The custodian's answer is for another state than the one that the change was made on. */
class Outdated extends Data.TaggedError("Outdated")<{ readonly did: string }> {
  override get message(): string {
    return `The DID ${this.did} was changed while its custodian signed`
  }
}

const signedBy = (did: string, json: DataObject) =>
  Effect.fromResult(Result.mapError(
    Operation.parse(json),
    (error): CallError => XrpcError.upstreamFailure(`the PDS signed no operation for ${did}: ${error.message}`)
  ))

/**
 * The custodian signs one change, against a token that it mails, and the change
 * goes to the directory from here: the custodian need not be asked twice. It
 * signs whole lists upon whatever stands when it is asked, so an operation upon
 * another than the change was made on would drop what came between. That one is
 * not passed on; the change is made again.
 */
export const askCustodian = Effect.fnUntraced(function*<E, R>(
  session: Session,
  identity: OwnIdentity,
  change: (state: Operation.PlcState) => Partial<Operation.PlcState>,
  mailedToken: Effect.Effect<string, E, R>
) {
  const { did } = session
  yield* Effect.retry(
    Effect.gen(function*() {
      const { head, state } = yield* identity.standing(did)
      const { alsoKnownAs, rotationKeys, services, verificationMethods } = change(state)
      const input = {
        ...(rotationKeys === undefined ? {} : { rotationKeys: [...rotationKeys] }),
        ...(alsoKnownAs === undefined ? {} : { alsoKnownAs: [...alsoKnownAs] }),
        ...(verificationMethods === undefined ? {} : { verificationMethods }),
        ...(services === undefined ? {} : { services })
      }
      yield* session.procedure("com.atproto.identity.requestPlcOperationSignature", {})
      const token = yield* mailedToken
      const answer = yield* session.procedureOnce("com.atproto.identity.signPlcOperation", { input: { token, ...input } })
      const operation = yield* signedBy(did, answer.operation)
      if (operation.prev !== head.cid.toString()) return yield* new Outdated({ did })
      yield* Effect.catchTag(identity.submit(did, operation), "PlcRefused", (refusal) =>
        Effect.flatMap(identity.standing(did), (now) => Effect.fail(now.head.cid.equals(head.cid) ? refusal : new Outdated({ did }))))
    }),
    // A token works once, so a lost answer costs a new one.
    { times: letters - 1, while: (error) => error instanceof Outdated || isUnanswered(error) }
  )
})

/**
 * The ring's keys stand first from here on. `mailedToken` reads the token that
 * the PDS sent; it is asked for only after the PDS was asked to send one.
 */
export const claim = Effect.fnUntraced(function*<E, R>(
  session: Session,
  identity: OwnIdentity,
  ring: Keyring,
  mailedToken: Effect.Effect<string, E, R>
) {
  const state = yield* identity.state(session.did)
  if (hasFirst(state, ring.didKeys)) return
  // A held key that is listed already needs nobody's leave.
  if (ring.strongest(state.rotationKeys) !== undefined) {
    yield* identity.update(ring, session.did, (now) => ({ ...now, rotationKeys: inFront(ring.didKeys, now.rotationKeys) }))
    return
  }
  yield* askCustodian(session, identity, (now) => ({ rotationKeys: inFront(ring.didKeys, now.rotationKeys) }), mailedToken)
})

const isUnanswered = (error: unknown): boolean =>
  error instanceof XrpcUnreachable || (error instanceof XrpcError.XrpcError && (error.status >= 500 || error.error === "InvalidToken"))

/** Takes out every rotation key that the ring does not hold. */
export const dismiss = Effect.fnUntraced(function*(session: Session, identity: OwnIdentity, ring: Keyring) {
  const state = yield* identity.state(session.did)
  if (state.rotationKeys.every((key) => ring.holds(key))) return
  yield* identity.update(ring, session.did, (now) => ({ ...now, rotationKeys: now.rotationKeys.filter((key) => ring.holds(key)) }))
})

/** Puts the PDS's key in, behind the owner's: it can move the account again, and lose a dispute. */
export const entrust = Effect.fnUntraced(function*(session: Session, identity: OwnIdentity, ring: Keyring) {
  const wanted = yield* recommended(session)
  const state = yield* identity.state(session.did)
  if (wanted.rotationKeys.every((key) => state.rotationKeys.includes(key))) return
  yield* identity.update(ring, session.did, (now) => ({ ...now, rotationKeys: inFront(now.rotationKeys, wanted.rotationKeys) }))
})

/** Back to the beginning: the PDS's key alone, the owner's thrown away. */
export const surrender = Effect.fnUntraced(function*(session: Session, identity: OwnIdentity, ring: Keyring) {
  const { rotationKeys } = yield* recommended(session)
  yield* identity.update(ring, session.did, (now) => ({ ...now, rotationKeys }))
})
