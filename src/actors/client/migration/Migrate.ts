/**
 * Moves an account by its `Plan`, step by step, each noted on the device's disk
 * before the next begins. Called again, after a crash or when patience was
 * over, it goes on where it was.
 *
 *     const moved = yield* Migrate.run(plan, means)
 *     yield* Migrate.quit(plan.did)      // from any fiber: the next step is the way back
 *     yield* Migrate.abandon(plan.did)   // on the way back: the host that it waits for is gone
 */
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import * as Base64Url from "../../../protocol/keys/Base64Url.ts"
import { Keys } from "../../../protocol/keys/Keys.ts"
import type { Session } from "../Session.ts"
import { asData, hostOf } from "./Authority.ts"
import type { Means } from "./Means.ts"
import * as Plan from "./Plan.ts"
import * as Steps from "./Steps.ts"
import * as Store from "./Store.ts"

export type { Means, ReadMail } from "./Means.ts"

/** Whoever is waited for did not answer for too long. Nothing is lost: run it again, or quit. */
export class MoveWaits extends Data.TaggedError("MoveWaits")<{ readonly did: string; readonly step: Plan.Step; readonly waitsFor: string; readonly reason: string }> {
  override get message(): string {
    return `${this.did} waits for ${this.waitsFor}: ${this.reason}`
  }
}

/** Somebody said no. Run it again when that has changed, or quit. */
export class MoveRefused extends Data.TaggedError("MoveRefused")<{ readonly did: string; readonly step: Plan.Step; readonly reason: string }> {
  override get message(): string {
    return `${this.did} is held up at "${this.step}": ${this.reason}`
  }
}

export interface Options {
  /** How long a step is tried again while nobody answers. */
  readonly patienceMillis?: number
  readonly onState?: (state: Plan.State) => void
}

export interface Outcome {
  readonly state: Plan.State
  /** At the host where the account is now; of an overtaken move nobody here knows it. */
  readonly session: Session | undefined
}

const defaultPatienceMillis = 30 * 60_000
const firstPauseMillis = 1_000
const longestPauseMillis = 20_000

type Failure = { readonly _tag: string; readonly message: string; readonly status?: number; readonly error?: string }

const saidBy = ({ _tag, error, message, status }: Failure): string =>
  [_tag === "XrpcError" ? `${status} ${error}` : _tag, message].filter((part) => part !== undefined && part !== "").join(": ")

/** May it be otherwise by itself? */
const mayPass = (step: Plan.Step, { _tag, status = 0 }: Failure): boolean => {
  switch (_tag) {
    case "XrpcUnreachable":
    case "PlcUnreachable":
    case "SqlError":
      return true
    case "XrpcError":
      // The new host may still have the key from before in its cache.
      return status >= 500 || status === 429 || (step === "arrive" && status === 401)
    case "PlcRefused":
      return status === 429
    default:
      return false
  }
}

interface Attempt {
  readonly did: string
  readonly step: Plan.Step
  readonly waitsFor: string
  readonly patienceMillis: number
}

const insisting = <A, E extends Failure, R>({ did, patienceMillis, step, waitsFor }: Attempt, attempt: () => Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const since = yield* Clock.currentTimeMillis
    for (let pauseMillis = firstPauseMillis;; pauseMillis = Math.min(2 * pauseMillis, longestPauseMillis)) {
      const answer = yield* Effect.result(attempt())
      if (Result.isSuccess(answer)) return answer.success
      const reason = saidBy(answer.failure)
      if (!mayPass(step, answer.failure)) return yield* new MoveRefused({ did, step, reason })
      if ((yield* Clock.currentTimeMillis) - since > patienceMillis) {
        return yield* new MoveWaits({ did, step, waitsFor, reason })
      }
      yield* Effect.sleep(pauseMillis * (0.5 + (yield* Random.next)))
    }
  })

/** What the plan begins with, unless it has begun. */
const begun = Effect.fnUntraced(function*(plan: Plan.Plan, { signer }: Means, store: Store.Store, { authority }: Steps.Steps) {
  const known = yield* store.load(plan.did)
  if (known !== undefined && !Plan.isOver(known.state)) {
    const entry = yield* store.begin(plan, known.state)
    if (!Plan.mayBeFound(entry.state)) return entry
    // Another device may have gone on with the same plan meanwhile. Where that cannot be asked, its own steps find out.
    const { former } = yield* Effect.orElseSucceed(authority.standing, () => ({ former: undefined }))
    if (former === undefined || hostOf(former) !== plan.to) return entry
    const state = Result.getOrThrow(Plan.next(plan, entry.state, { _tag: "Found", operation: asData(former) }))
    yield* store.advance(plan.did, entry.state, state)
    return { plan, state }
  }
  const keys = yield* Keys
  const standing = yield* authority.standing
  if (hostOf(standing.former) === plan.to) {
    // Done already: to begin anew would bring what is old over what is new. All that may be
    // left is to bring what stirred at the last moment, and to wake the account.
    if (known?.state.step === "arrived" && known.plan.to === plan.to) return known
    return yield* store.begin(plan, { ...Plan.start(plan, standing), step: "confirm", switched: true, submitted: true, operation: asData(standing.former) })
  }
  const proof = plan.way === "salvage" && signer === undefined ? { proof: Base64Url.encode((yield* keys.generate("k256")).secret) } : {}
  return yield* store.begin(plan, Plan.start(plan, { ...standing, ...proof }))
})

/**
 * Whether there is nothing more to wait for: whoever holds a move up may have
 * taken the DID meanwhile. Who cannot be asked about it says no.
 */
const isLost = ({ authority }: Steps.Steps, state: Plan.State) =>
  Plan.mayBeLost(state) ? Effect.orElseSucceed(authority.hasGone(state), () => false) : Effect.succeed(false)

/** Whether the account at the new host was cleared away. Where that cannot be asked, it is taken to be there. */
const isGone = ({ present }: Steps.Steps, plan: Plan.Plan, state: Plan.State) =>
  Plan.mayBeGone(plan, state) ? Effect.orElseSucceed(Effect.map(present, (present) => !present), () => false) : Effect.succeed(false)

export const run = Effect.fnUntraced(function*(plan: Plan.Plan, means: Means, { onState, patienceMillis = defaultPatienceMillis }: Options = {}) {
  const store = yield* Store.make
  const made = yield* Steps.make(plan, means)
  const { did } = plan
  const { step } = Plan.start(plan, { trusted: [] })
  let { state } = yield* insisting({ did, step, waitsFor: Plan.outsetWaitsFor(plan), patienceMillis }, () => begun(plan, means, store, made))
  // Once a run: a host may go on to say that it has no account of the DID, whatever it was asked for.
  let begunAgain = false
  while (!Plan.isOver(state)) {
    onState?.(state)
    const now = state
    const attempt = { did, step: now.step, waitsFor: Plan.waitsFor(plan, now), patienceMillis }
    const answer = yield* Effect.result(insisting(attempt, () => made.perform(now.step as Steps.Going, now)))
    const event: Plan.Event | undefined = Result.isSuccess(answer)
      ? answer.success
      : (yield* isLost(made, now))
      ? { _tag: "Overtaken" }
      : !begunAgain && (yield* isGone(made, plan, now))
      ? { _tag: "Gone" }
      : undefined
    if (event?._tag === "Gone") begunAgain = true
    // Somebody may have quit meanwhile: then the step counts for nothing, and the way back undoes it.
    if (event !== undefined) yield* store.advance(did, now, Result.getOrThrow(Plan.next(plan, now, event)))
    else if (Result.isFailure(answer) && (yield* store.isAt(did, now))) return yield* answer.failure
    state = (yield* store.load(did))!.state
  }
  onState?.(state)
  const home = state.step === "arrived" ? plan.to : state.step === "stayed" ? plan.from : undefined
  const session = home === undefined ? undefined : yield* Effect.orElseSucceed(made.at(home), () => undefined)
  return { state, session } satisfies Outcome
})

/** The way back, from the next `run` on; `NotNow` where it is closed. */
export const quit = Effect.fnUntraced(function*(did: string) {
  const store = yield* Store.make
  const known = yield* store.load(did)
  if (known === undefined) return
  yield* store.advance(did, known.state, yield* Effect.fromResult(Plan.next(known.plan, known.state, { _tag: "Quit" })))
})

/** Waits no longer for the host that the way back waits for; `NotNow` anywhere else. */
export const abandon = Effect.fnUntraced(function*(did: string) {
  const store = yield* Store.make
  const known = yield* store.load(did)
  if (known === undefined) return
  yield* store.advance(did, known.state, yield* Effect.fromResult(Plan.next(known.plan, known.state, { _tag: "Abandoned" })))
})

/** How it stands with a move of this device. */
export const status = Effect.fnUntraced(function*(did: string) {
  const known = yield* (yield* Store.make).load(did)
  return known === undefined ? undefined : { ...known, waitsFor: Plan.waitsFor(known.plan, known.state) }
})
