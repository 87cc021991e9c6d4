/**
 * An account moves to another host: where it stands, what may come next.
 * [account], [g:account-migration]; MIG-1 … MIG-6
 *
 *     prove ─▶ look ─▶ arrive ─▶ carry ─▶ sign ─▶ hush ─▶ switch ─▶ confirm ─▶ open ─▶ arrived
 *       │                          ▲       ▲       │        │          │         │
 *       │                          └───────┼─stirred────────┼──────────┘         │
 *       │                                  └─────────────stale──────────────stale┘
 *       └────────quit────────▶ restore ─▶ wake ─▶ clear ─▶ stayed
 *                     salvage:    restore ─▶ clear ─▶ wake ─▶ stayed
 *                                 overtaken ──────▶ clear ─▶ overtaken
 *       └─found─▶ confirm         another device of the owner's has switched it
 *       └─gone──▶ prove, look     another device of the owner's has cleared the new account away
 *                 recall ─▶ prove, look   and the DID names the new host
 *
 * prove    (salvage alone) a signing key of the owner's own in the DID document
 * look     whether the new host knows the DID already
 * arrive   an account there, asleep
 * carry    repository, blobs, preferences
 * sign     the operation that names the new host: made and kept, not yet sent
 * hush     the old account asleep; its head is the one that was carried
 * switch   the operation goes to the directory
 * confirm  the old account is still asleep, and the new one has what it holds
 * open     the new account is awake
 * recall   the DID names the old host again, unless there is an account at the new one
 * restore  the DID says what it said before, unless the move is finished at the new host
 * wake     the old account is awake, and says so: others may have heard of the new one
 * clear    nothing of ours is left at the new host
 *
 * 1. Nobody but this machine's owner sees anything of it before `hush`.
 * 2. `switch` is reached only from `hush`: no write can be acknowledged that
 *    was not carried. What stirs in spite of that (another device woke the
 *    account) is carried in `confirm`, as the new account sleeps until `open`.
 * 3. Until the DID names the new host, the way back is always open: an operation
 *    on its way loses against the next that is signed for the owner, by their
 *    own key or by the old host. After that it is open to whoever holds a
 *    rotation key of their own, until another device has woken the new account
 *    or something was written there: who wants back then moves back. So the new
 *    host is asked. Who knows that it is gone for good abandons the question.
 * 4. Every step may be repeated: it may have been done and not noted. What
 *    would carry, or clear away, at a host that the DID names by now looks first.
 * 5. The old host of a salvage may stay away for ever: on the way back it is
 *    woken last, and whoever quits once more does not wait for it. Whoever
 *    knows that a host is gone for good can abandon what it is asked for on any
 *    way back; `abandoned` says what was left undone. Where that host alone could
 *    sign a way back, and has signed the way there, the move goes on there.
 * 6. Each path ends in `arrived`, `stayed` or `overtaken`; in the last two
 *    nothing of our making is left at the new host. A DID that was taken for
 *    good is seen where its key is needed, in `arrive` and in `sign`, and by
 *    whoever has waited in vain.
 *
 * Pure: events in, states out. `Migrate.ts` makes the events happen.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import type { DataObject } from "../../../protocol/data/Data.ts"
import type { PlcState } from "../../../protocol/plc/Operation.ts"
import * as Did from "../../../protocol/syntax/Did.ts"

/**
 * mailed:  the old host signs, against a token that it mails.
 * own:     the owner signs; the old host gives the data.
 * salvage: the old host is gone or hostile: the owner signs, and a backup gives the data.
 * web:     did:web, the owner edits the document.
 */
export type Way = "mailed" | "own" | "salvage" | "web"

export interface Plan {
  readonly did: string
  readonly way: Way
  /** Origins of the two hosts. */
  readonly from: string
  readonly to: string
  /** At the new host. */
  readonly handle: string
  readonly email: string
  readonly password: string
  /** At the old host, where it is another. */
  readonly passwordBefore?: string
  readonly inviteCode?: string
}

export type Step =
  | "prove" | "look" | "arrive" | "carry" | "sign" | "hush" | "switch" | "confirm" | "open"
  | "recall" | "restore" | "wake" | "clear"
  | "arrived" | "stayed" | "overtaken"

export interface Carried {
  readonly rev: string
  /** Root of the record tree. */
  readonly data: string
  readonly preferences: string
}

export interface State {
  readonly step: Step
  /** What the DID said at the beginning, and the operations that made it so. */
  readonly former?: PlcState
  readonly trusted: ReadonlyArray<string>
  /** Of the signing key that proves who we are while no host does; base64url. */
  readonly proof?: string
  /** The account at the new host is of our making. */
  readonly created: boolean
  /** What the new host has: rev and tree of the head, preferences as text. */
  readonly carried?: Carried
  /** Blobs that nobody had. */
  readonly withheld: ReadonlyArray<string>
  readonly operation?: DataObject
  /** The old account may have been put to sleep by us. */
  readonly hushed: boolean
  /** The operation may be with the directory. */
  readonly submitted: boolean
  /** The DID names the new host. */
  readonly switched: boolean
  /** The new account may have been woken by us. */
  readonly woken: boolean
  /** The DID went elsewhere. */
  readonly lost: boolean
  /** Steps of the way back in which a host that is gone was not waited for. */
  readonly abandoned?: ReadonlyArray<Step>
}

export type Event =
  | { readonly _tag: "Proved" }
  | { readonly _tag: "Looked"; readonly present: boolean }
  | { readonly _tag: "Arrived" }
  | { readonly _tag: "Carried"; readonly withheld: ReadonlyArray<string> } & Carried
  | { readonly _tag: "Signed"; readonly operation: DataObject }
  | { readonly _tag: "Hushed" }
  | { readonly _tag: "Stirred" }
  /** Of a did:web: as what the DID is known before the move changes it. */
  | { readonly _tag: "Submitting"; readonly alsoKnownAs?: ReadonlyArray<string> }
  | { readonly _tag: "Switched" }
  | { readonly _tag: "Stale" }
  | { readonly _tag: "Overtaken" }
  | { readonly _tag: "Confirmed" }
  | { readonly _tag: "Opened" }
  | { readonly _tag: "Found"; readonly operation: DataObject }
  | { readonly _tag: "Gone" }
  /** The DID says this and names the old host. */
  | { readonly _tag: "Recalled"; readonly former: PlcState }
  | { readonly _tag: "Quit" }
  | { readonly _tag: "Abandoned" }
  | { readonly _tag: "Restored" }
  | { readonly _tag: "Woken" }
  | { readonly _tag: "Cleared" }

/** The event cannot happen in this state; of `Quit`: it is too late for it. */
export class NotNow extends Data.TaggedError("NotNow")<{ readonly step: Step; readonly event: Event["_tag"] }> {
  override get message(): string {
    return `${this.event} in "${this.step}"`
  }
}

/** Whether the owner signs for the DID, so that what a host signed or sent can be overruled. */
export const ownerSigns = ({ way }: Plan): boolean => way !== "mailed"

export const isOver = ({ step }: State): boolean => step === "arrived" || step === "stayed" || step === "overtaken"

const firstStep = ({ way }: Plan): Step => way === "salvage" ? "prove" : "look"

export const start = (plan: Plan, known: Pick<State, "former" | "trusted" | "proof">): State => ({
  ...known,
  step: firstStep(plan),
  created: false,
  withheld: [],
  hushed: false,
  submitted: false,
  switched: false,
  woken: false,
  lost: false
})

const unsigned = (state: State): State => {
  const { operation: _operation, ...rest } = state
  return rest
}

/** Where the new host has nothing of it any more. */
const anew = (plan: Plan, state: State): State => {
  const { carried: _carried, ...rest } = unsigned(state)
  return { ...rest, step: firstStep(plan), created: false, withheld: [] }
}

/** On the way there again nothing of the way back is undone. */
const forward = (state: State): State => {
  const { abandoned: _abandoned, ...rest } = state
  return rest
}

/** What its step can end in, but not as it stands. */
const isAmiss = ({ abandoned, step, switched }: State, { _tag }: Event): boolean =>
  (_tag === "Confirmed" && !switched) || (_tag === "Abandoned" && step === "restore" && abandoned?.includes("restore") === true)

const mayQuit = (plan: Plan, { lost, step, switched }: State): boolean =>
  step === "wake" ? plan.way === "salvage"
    : !lost && (!switched || ownerSigns(plan)) && !["restore", "clear", "arrived", "stayed", "overtaken"].includes(step)

/** What a step can end in. */
const ends: Readonly<Record<Step, ReadonlyArray<Event["_tag"]>>> = {
  prove: ["Proved", "Found", "Overtaken"],
  look: ["Looked", "Found", "Overtaken"],
  arrive: ["Arrived", "Found", "Gone", "Overtaken"],
  carry: ["Carried", "Found", "Gone", "Confirmed", "Overtaken"],
  sign: ["Signed", "Found", "Gone", "Overtaken"],
  hush: ["Hushed", "Stirred", "Found", "Gone", "Overtaken"],
  switch: ["Submitting", "Switched", "Stale", "Gone", "Overtaken"],
  confirm: ["Confirmed", "Stirred", "Gone"],
  open: ["Opened", "Stale", "Gone", "Overtaken"],
  recall: ["Recalled", "Found", "Overtaken"],
  restore: ["Restored", "Switched", "Found", "Abandoned", "Overtaken"],
  wake: ["Woken", "Abandoned", "Overtaken"],
  clear: ["Cleared", "Found", "Abandoned"],
  arrived: [],
  stayed: [],
  overtaken: []
}

/** Whether a DID that names the new host must have been switched by another device. */
export const mayBeFound = ({ step, submitted, switched }: State): boolean => !submitted && !switched && step !== "restore" && step !== "clear" && ends[step].includes("Found")

/** Whether a step in which the DID turns out to be lost ends the move. */
export const mayBeLost = ({ step }: State): boolean => ends[step].includes("Overtaken")

/** Whether a step that finds no account at the new host makes one again. A DID that a host alone signs for nobody calls back from there. */
export const mayBeGone = (plan: Plan, { step, switched }: State): boolean => (!switched || ownerSigns(plan)) && ends[step].includes("Gone")

export const next = (plan: Plan, state: State, event: Event): Result.Result<State, NotNow> => {
  const to = (step: Step, changes: Partial<State> = {}) => Result.succeed<State>({ ...state, ...changes, step })
  if (event._tag === "Quit" ? !mayQuit(plan, state) : !ends[state.step].includes(event._tag) || isAmiss(state, event) || (event._tag === "Gone" && !mayBeGone(plan, state))) {
    return Result.fail(new NotNow({ step: state.step, event: event._tag }))
  }
  switch (event._tag) {
    case "Proved":
      return to("look")
    case "Looked":
      // Looked at again after we had asked for one, an account there is ours.
      return to("arrive", { created: !event.present })
    case "Arrived":
      return to("carry")
    case "Carried": {
      const { data, preferences, rev, withheld } = event
      return to(state.switched ? "confirm" : state.operation === undefined ? "sign" : "hush", { carried: { rev, data, preferences }, withheld })
    }
    case "Signed":
      return to("hush", { operation: event.operation, hushed: plan.way !== "salvage" })
    case "Hushed":
      return to("switch")
    case "Stirred":
      return to("carry")
    case "Submitting": {
      const { alsoKnownAs } = event
      const former = state.former === undefined || alsoKnownAs === undefined ? {} : { former: { ...state.former, alsoKnownAs } }
      return to("switch", { submitted: true, ...former })
    }
    case "Switched":
      return to("confirm", { switched: true })
    case "Stale":
      // Who found it switched has not carried anything yet.
      return Result.succeed({ ...unsigned(state), step: state.carried === undefined ? "carry" : "sign", switched: false })
    case "Overtaken":
      return to("clear", { lost: true })
    case "Confirmed":
      return to("open", { woken: true })
    case "Found":
      // What was carried before it was gone counts for nothing.
      if (state.step === "recall") return next(plan, { ...anew(plan, state), step: "look", woken: false }, event)
      return Result.succeed({ ...forward(state), step: "confirm", operation: event.operation, submitted: true, switched: true, lost: false })
    case "Gone":
      return state.switched ? to("recall") : Result.succeed(anew(plan, state))
    case "Recalled":
      return Result.succeed({ ...anew(plan, state), former: event.former, submitted: false, switched: false, woken: false })
    case "Opened":
      return to("arrived")
    case "Quit":
      return to(state.step === "wake" ? "stayed" : "restore")
    case "Restored":
      return to(state.hushed ? "wake" : "clear")
    case "Woken":
      return to(plan.way === "salvage" ? "stayed" : "clear")
    case "Cleared":
      return to(state.lost ? "overtaken" : plan.way === "salvage" ? "wake" : "stayed")
    case "Abandoned": {
      const abandoned = [...state.abandoned ?? [], state.step]
      if (state.step === "restore") return to("restore", { abandoned })
      return next(plan, { ...state, abandoned }, { _tag: state.step === "wake" ? "Woken" : "Cleared" })
    }
  }
}

/** Who tells what the DID says, and takes what it is to say. */
const sourceOf = ({ did }: Plan): string => Did.method(did as Did.Did) === "web" ? "the owner's web host" : "the directory"

/** What a move waits for that has not begun yet. */
export const outsetWaitsFor = (plan: Plan): string => `${sourceOf(plan)}, to say where the account is at home`

/** For whoever asks how it goes: what the next step waits for. */
export const waitsFor = (plan: Plan, { step }: State): string => {
  const { from, to, way } = plan
  const source = sourceOf(plan)
  switch (step) {
    case "prove":
      return `${source}, to take a signing key of the owner's own`
    case "look":
      return `${to}, to say whether it knows the account`
    case "arrive":
      return way === "salvage" || way === "web" ? `${to}, to make an account` : `${from}, to vouch for its owner, and ${to}, to make an account`
    case "carry":
      return way === "salvage" ? `${to}, to take what the backup holds` : `${from}, to give the account's data, and ${to}, to take it`
    case "sign":
      return `${source}, to say what the DID says, ${to}, to say what it has to name${way === "mailed" ? `, ${from}, to sign, and the letter with its token` : ""}`
    case "hush":
      return way === "salvage" ? "nothing" : `${from}, to put the account to sleep`
    case "switch":
      return source === "the directory" ? `${to} and the directory, to take the operation` : `${source}, to show the new document`
    case "confirm":
      return way === "salvage" ? "nothing" : `${to}, to say what it has, and ${from}, if it still answers, to say that the account sleeps`
    case "open":
      return `${to}, to wake the account`
    case "recall":
      return `${source}, to let the DID name ${from} again, and ${to}, to say that it has no account${way === "salvage" ? "" : `; ${from}, to say what the DID has to name`}`
    case "restore":
      return `${source}, to let the DID say what it said before, and ${to}, if the DID names it, to say whether the account is in use there${way === "mailed" ? `; where an operation is under way, ${from}, to sign another, and the letter with its token` : ""}`
    case "wake":
      return `${from}, to wake the account again`
    case "clear":
      return `${to}, to forget the account, and ${source}, to say that it is not at home there`
    case "arrived":
    case "stayed":
    case "overtaken":
      return "nothing: it is over"
  }
}
