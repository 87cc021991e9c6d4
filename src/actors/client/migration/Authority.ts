/**
 * Who makes the DID name another host, by the ways of a `Plan`: the old host
 * against a token by mail, the owner's rotation key, or the owner's hand on a
 * did:web document.
 *
 * Of an operation once made only the directory can say what became of it:
 *
 *     stands      the DID is as the operation says
 *     absent      it could still be taken
 *     stale       something else came before it; another can be made
 *     overtaken   the DID names a third host, or no key of the owner's any more, and that cannot be overruled
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Data as DataValue, DataObject } from "../../../protocol/data/Data.ts"
import * as Cbor from "../../../protocol/data/Cbor.ts"
import * as Base64Url from "../../../protocol/keys/Base64Url.ts"
import type { KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import * as Log from "../../../protocol/plc/Log.ts"
import * as Operation from "../../../protocol/plc/Operation.ts"
import { invalidRequest, type XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import type { CallError } from "../../xrpc/Client.ts"
import type { Keyring } from "../keys/Keyring.ts"
import { NoAuthority, type OwnerError, type OwnIdentity } from "../keys/OwnIdentity.ts"
import { ownKeys } from "./OwnKeys.ts"
import type { Plan, State } from "./Plan.ts"

export type Verdict = "stands" | "absent" | "stale" | "overtaken"

/** What the new host wants the document to say. */
export type Wanted = Partial<Operation.PlcState>

/** A did:web document, as its owner reads and writes it. */
export interface WebDocument {
  readonly read: Effect.Effect<Operation.PlcState, CallError>
  readonly publish: (state: Operation.PlcState) => Effect.Effect<void, CallError>
}

const pds = "atproto_pds"
export const hostOf = (state: Operation.PlcState | undefined): string | undefined => state?.services[pds]?.endpoint
export const signingKeyOf = (state: Operation.PlcState | undefined): string | undefined => state?.verificationMethods["atproto"]

/**
 * The state that names the new host. What has nothing to do with hosts stays:
 * other keys, other services, other names.
 */
export const merged = (now: Operation.PlcState, wanted: Wanted, rotationKeys: ReadonlyArray<string>): Operation.PlcState => ({
  rotationKeys,
  verificationMethods: { ...now.verificationMethods, ...wanted.verificationMethods },
  alsoKnownAs: [...(wanted.alsoKnownAs ?? []), ...now.alsoKnownAs.filter((alias) => !alias.startsWith("at://"))],
  services: { ...now.services, ...wanted.services }
})

const handlesOf = ({ alsoKnownAs }: Operation.PlcState): ReadonlyArray<string> => alsoKnownAs.filter((alias) => alias.startsWith("at://"))
const only = <A>(all: Readonly<Record<string, A>>, name: string): Readonly<Record<string, A>> =>
  Object.fromEntries(Object.entries(all).filter(([each]) => each === name))

/** A document that names host and key of another state, and those handles; all else its owner may have written since. */
const pointed = (now: Operation.PlcState, { services, verificationMethods }: Operation.PlcState, handles: ReadonlyArray<string>): Operation.PlcState =>
  merged(now, { alsoKnownAs: handles, verificationMethods: only(verificationMethods, "atproto"), services: only(services, pds) }, now.rotationKeys)

/**
 * When the 72 hours are over the directory says, by its own clock. A refusal is
 * taken to mean that once they may be over by ours, which may be this far behind.
 */
const clockDoubtMillis = 3_600_000

const maxRotationKeys = 5
export const ranked = (...lists: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => [...new Set(lists.flat())].slice(0, maxRotationKeys)

const stateIn = (operation: DataObject): Operation.PlcState => operation as unknown as Operation.PlcState

/**
 * Whether an operation says all that the new host wants, as far as there is room
 * for it; a did:web has no rotation keys.
 */
export const says = (operation: DataObject, wanted: Wanted): boolean => {
  const { alsoKnownAs, rotationKeys = [], services, verificationMethods } = stateIn(operation)
  const same = <A>(all: Readonly<Record<string, A>>, some: Readonly<Record<string, A>> = {}): boolean =>
    Object.entries(some).every(([name, value]) => JSON.stringify(all[name]) === JSON.stringify(value))
  return same(verificationMethods, wanted.verificationMethods) && same(services, wanted.services)
    && (wanted.alsoKnownAs?.[0] ?? alsoKnownAs[0]) === alsoKnownAs[0]
    && (rotationKeys.length === 0 || rotationKeys.length >= maxRotationKeys || (wanted.rotationKeys ?? []).every((key) => rotationKeys.includes(key)))
}

export const asData = (value: object): DataObject => value as { readonly [key: string]: DataValue }

/** A state but for the handle. */
const unnamed = ({ alsoKnownAs, rotationKeys, services, verificationMethods }: Operation.PlcState): string =>
  Base64Url.encode(Cbor.encode(asData({ alsoKnownAs: alsoKnownAs.filter((alias) => !alias.startsWith("at://")), rotationKeys, services, verificationMethods })))

/**
 * Whether an operation changes the handle and nothing else, as a host does for
 * its owner: to take it back would leave that host with a name that the DID has not.
 */
export const isRename = ({ operation }: Log.LogEntry, base: Log.LogEntry): boolean => {
  const [before, after] = [Operation.stateOf(base.operation), Operation.stateOf(operation)]
  return before !== undefined && after !== undefined && unnamed(before) === unnamed(after)
}

/** What a log says of an operation. The owner overrules whatever a lower key has signed, but for a change of handle. */
export const judge = (log: Log.Log, operation: DataObject, plan: Plan, overrules: (disputed: Log.LogEntry, base: Log.LogEntry) => boolean): Verdict => {
  const live = Log.live(log)
  const head = live.at(-1)!
  const present = Operation.stateOf(head.operation)
  const wanted = stateIn(operation)
  // Another operation may have followed, or an earlier one of ours may be the one that was taken.
  if (hostOf(present) === plan.to && signingKeyOf(present) === signingKeyOf(wanted)) return "stands"
  const prev = (operation as unknown as Operation.Update).prev
  const atHand = [plan.from, plan.to].includes(hostOf(present) ?? "")
  if (head.cid.toString() === prev) return atHand ? "absent" : "overtaken"
  const base = live.findIndex(({ cid }) => cid.toString() === prev)
  const disputed = base === -1 ? undefined : live.slice(base + 1).find((entry, index) => overrules(entry, live[base + index]!))
  if (disputed !== undefined) return disputed.cid.equals(Operation.cidOf(operation as unknown as Operation.Update)) ? "stale" : "absent"
  return atHand ? "stale" : "overtaken"
}

export const make = (options: {
  readonly plan: Plan
  readonly identity: OwnIdentity
  readonly ring: Keyring | undefined
  readonly web: WebDocument | undefined
  readonly keys: Keys["Service"]
}) => {
  const { identity, keys, plan, ring, web } = options
  const { did } = plan

  const strongest = (rotationKeys: ReadonlyArray<string>) => ring?.strongest(rotationKeys)
  const isOurs = (entry: Log.LogEntry, base: Log.LogEntry | undefined): boolean => {
    const rotationKeys = base === undefined ? undefined : Operation.stateOf(base.operation)?.rotationKeys
    const signer = rotationKeys === undefined ? undefined : rotationKeys[Operation.signerIndex(entry.operation, rotationKeys, keys.verify)]
    return signer !== undefined && ring?.holds(signer) === true
  }
  /** Operations that the directory lets nobody overrule any more. */
  const settled = new Set<string>()
  /** Whether a held key stands above the one that signed, and the directory may still let it. */
  const overrules = (disputed: Log.LogEntry, base: Log.LogEntry): boolean => {
    if (settled.has(disputed.cid.key) || isRename(disputed, base)) return false
    const rotationKeys = Operation.stateOf(base.operation)?.rotationKeys ?? []
    const signer = strongest(rotationKeys)
    return signer !== undefined && signer.rank < Operation.signerIndex(disputed.operation, rotationKeys, keys.verify)
  }

  const signed = (state: Operation.PlcState, prev: string, key: KeyPair): DataObject =>
    asData(Operation.sign({ type: "plc_operation", ...state, prev }, key, keys.sign))

  const parsed = (operation: DataObject): Effect.Effect<Operation.Operation, XrpcError> =>
    Effect.fromResult(Result.mapError(Operation.parse(operation), (error) => invalidRequest(`not an operation: ${error.message}`)))

  /**
   * The last operation that the owner stands by: all below it was trusted at
   * the beginning, or is signed by the owner, or is settled.
   */
  const ground = Effect.fnUntraced(function*(state: State) {
    const live = Log.live(yield* identity.log(did))
    const trusted = new Set(state.trusted)
    const first = live.findIndex((entry, index) => !trusted.has(entry.cid.toString()) && !isOurs(entry, live[index - 1]) && index > 0 && overrules(entry, live[index - 1]!))
    const base = live[first === -1 ? live.length - 1 : first - 1]!
    const now = Operation.stateOf(base.operation)
    if (now === undefined) return yield* new NoAuthority({ did, reason: "Tombstoned" })
    return { base, now, own: ownKeys(live.slice(0, live.indexOf(base) + 1), ring?.didKeys ?? [], keys.verify), head: live.at(-1)!, disputed: live[first] }
  })

  const byOwnerUpon = Effect.fnUntraced(function*({ base, now, own }: Effect.Success<ReturnType<typeof ground>>, change: (now: Operation.PlcState, own: ReadonlySet<string>) => Operation.PlcState) {
    const signer = strongest(now.rotationKeys)
    if (signer === undefined) return yield* new NoAuthority({ did, reason: "NoKeyHeld" })
    return signed(change(now, own), base.cid.toString(), signer.key)
  })

  /** The owner's keys as they rank, as many as leave room for the host's, then those. */
  const withHosts = ({ rotationKeys }: Operation.PlcState, own: ReadonlySet<string>, hosts: ReadonlyArray<string> = []): ReadonlyArray<string> => {
    const held = ring?.didKeys ?? []
    const kept = rotationKeys.filter((key) => own.has(key))
    const owners = ranked(kept.every((key) => held.includes(key as never)) ? held : kept, held)
    const theirs = hosts.filter((key) => !owners.includes(key))
    return ranked(owners.slice(0, Math.max(held.length, maxRotationKeys - theirs.length)), theirs)
  }

  /**
   * The ground as the directory's head: what lower keys have signed above it is
   * taken back at once, for the time runs.
   */
  const cleared = Effect.fnUntraced(function*(state: State) {
    while (true) {
      const found = yield* ground(state)
      const { disputed } = found
      if (disputed === undefined) return found
      const answer = yield* Effect.result(identity.submit(did, yield* parsed(yield* byOwnerUpon(found, (now) => now))))
      if (answer._tag === "Success") continue
      const mayBeOver = (yield* Clock.currentTimeMillis) - disputed.createdAtMillis > Log.recoveryWindowMillis - clockDoubtMillis
      if (answer.failure._tag !== "PlcRefused" || answer.failure.status !== 400 || !mayBeOver) return yield* answer.failure
      settled.add(disputed.cid.key)
    }
  })

  /** By the owner's strongest key. */
  const byOwner = (state: State, change: (now: Operation.PlcState, own: ReadonlySet<string>) => Operation.PlcState) =>
    Effect.flatMap(cleared(state), (found) => byOwnerUpon(found, change))

  /** As it was, with the handle that its host has given it since. */
  const formerIn = (log: Log.Log, former: Operation.PlcState): Operation.PlcState => {
    const last = log.map(({ operation }) => Operation.stateOf(operation)).findLast((state) => hostOf(state) === hostOf(former) && signingKeyOf(state) === signingKeyOf(former))
    return { ...former, alsoKnownAs: (last ?? former).alsoKnownAs }
  }

  const isElsewhere = (now: Operation.PlcState): boolean => ![plan.from, plan.to].includes(hostOf(now) ?? "")
  /** The keys that counted at the beginning count no more. Where none ever did, the keyring is the wrong one. */
  const isTaken = ({ former }: State, now: Operation.PlcState): boolean =>
    former !== undefined && strongest(former.rotationKeys) !== undefined && strongest(now.rotationKeys) === undefined

  /** What the DID says at the beginning, and the operations that made it so. */
  const standing: Effect.Effect<{ readonly former: Operation.PlcState; readonly trusted: ReadonlyArray<string> }, OwnerError | CallError> = web !== undefined
    ? Effect.map(web.read, (former) => ({ former, trusted: [] }))
    : Effect.gen(function*() {
      const log = yield* identity.log(did)
      const former = Log.stateOf(log)
      if (former === undefined) return yield* new NoAuthority({ did, reason: "Tombstoned" })
      return { former, trusted: Log.live(log).map(({ cid }) => cid.toString()) }
    })

  /**
   * Whether the document says what this move made it say: names the new host, or
   * the key by which a salvage proves itself. Another key at the old host is the
   * owner's later doing, as after a move back.
   */
  const isChanged = ({ former, proof }: State, now: Operation.PlcState | undefined): boolean => {
    if (hostOf(now) !== hostOf(former)) return true
    if (plan.way !== "salvage") return false
    const secret = proof === undefined ? undefined : Base64Url.decode(proof)
    return secret === undefined ? signingKeyOf(now) !== signingKeyOf(former) : signingKeyOf(now) === keys.fromSecret("k256", secret).didKey
  }

  /** The document as it stands, but for what the move has changed. A handle that is not the move's its owner wrote. */
  const pointedBack = (now: Operation.PlcState, former: Operation.PlcState): Operation.PlcState =>
    pointed(now, former, handlesOf(now).includes(`at://${plan.handle}`) ? handlesOf(former) : handlesOf(now))

  return {
    /** Takes back what lower keys have signed since the beginning, if it is not too late. */
    reclaim: (state: State) => web === undefined ? Effect.asVoid(cleared(state)) : Effect.void,

    /** Whether the DID has gone to a third host, or is the owner's no more, by a hand that the owner will not or cannot overrule. */
    hasGone: (state: State): Effect.Effect<boolean, Effect.Error<ReturnType<typeof cleared>> | CallError> =>
      web !== undefined
        ? Effect.map(web.read, isElsewhere)
        : Effect.map(cleared(state), ({ now }) => isElsewhere(now) || isTaken(state, now)).pipe(
          Effect.catchIf((error) => error._tag === "NoAuthority" && error.reason === "Tombstoned", () => Effect.succeed(true))
        ),

    standing,

    /** The owner's own operation, kept until it is submitted. */
    sign: (state: State, wanted: Wanted): Effect.Effect<DataObject, Effect.Error<ReturnType<typeof byOwner>> | CallError> =>
      web !== undefined
        ? Effect.map(web.read, (now) => asData(merged(now, wanted, [])))
        : byOwner(state, (now, own) => merged(now, wanted, withHosts(now, own, wanted.rotationKeys))),

    /** Of a did:web, unless it names another host than the old one. */
    publish: (web: WebDocument, operation: DataObject): Effect.Effect<void, CallError> =>
      Effect.flatMap(web.read, (now) =>
        hostOf(now) === plan.from ? web.publish(pointed(now, stateIn(operation), handlesOf(stateIn(operation)))) : Effect.void),

    submit: (operation: DataObject) => Effect.flatMap(parsed(operation), (operation) => identity.submit(did, operation)),

    /** Another signing key, at once. */
    setSigningKey: Effect.fnUntraced(function*(state: State, didKey: string) {
      if (web !== undefined) {
        const now = yield* web.read
        return yield* web.publish({ ...now, verificationMethods: { ...now.verificationMethods, atproto: didKey } })
      }
      const { head } = yield* cleared(state)
      if (signingKeyOf(Operation.stateOf(head.operation)) === didKey) return
      const operation = yield* byOwner(state, (now) => ({ ...now, verificationMethods: { ...now.verificationMethods, atproto: didKey } }))
      yield* identity.submit(did, yield* parsed(operation))
    }),

    /**
     * did:web keeps no history: that the former key speaks for what it signed
     * is known only while the document names it.
     */
    vouchForPast: ({ former }: State): Effect.Effect<void, CallError> =>
      web === undefined || former === undefined ? Effect.void : Effect.flatMap(web.read, (now) => web.publish(pointedBack(now, former))),

    look: (operation: DataObject): Effect.Effect<Verdict, Effect.Error<ReturnType<OwnIdentity["log"]>> | CallError> =>
      web === undefined
        ? Effect.map(identity.log(did), (log) => judge(log, operation, plan, overrules))
        : Effect.map(web.read, (now): Verdict => {
          const host = hostOf(now)
          if (host === plan.to && signingKeyOf(now) === signingKeyOf(stateIn(operation))) return "stands"
          return host === plan.from ? "absent" : host === plan.to ? "stale" : "overtaken"
        }),

    /** The DID as it was; what may still be on its way to the directory is made stale. */
    restore: Effect.fnUntraced(function*(state: State) {
      const { former } = state
      if (former === undefined) return
      if (web !== undefined) {
        const now = yield* web.read
        if (isChanged(state, now) && hostOf(former) !== plan.to) yield* web.publish(pointedBack(now, former))
        return
      }
      if (ring === undefined) return
      const { head } = yield* cleared(state)
      const changed = isChanged(state, Operation.stateOf(head.operation))
      if (!changed && !state.submitted) return
      const before = formerIn(yield* identity.log(did), former)
      const operation = yield* byOwner(state, (now, own) =>
        changed ? { ...before, rotationKeys: withHosts(now, own, former.rotationKeys.filter((key) => !own.has(key))) } : now)
      yield* identity.submit(did, yield* parsed(operation))
    })
  }
}

export type Authority = ReturnType<typeof make>
