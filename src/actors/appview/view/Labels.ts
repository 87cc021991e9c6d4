/** The labels shown on things: the labelers' word, and authors' own. [label] */
import type { Label, SelfLabels } from "../../../protocol/lexicon/generated/com/atproto/label/defs.ts"
import type { Indexed, State } from "./State.ts"

const redacting = new Set(["!takedown", "!suspend"])

/** Labels of other versions of a record do not concern this one. */
const applying = (state: State, uri: string, cid: string | undefined): ReadonlyArray<Label> =>
  (state.labels.get(uri) ?? []).filter((label) => label.cid === undefined || cid === undefined || label.cid === cid)

const own = ({ author, cid, indexedAt, record, uri }: Indexed<unknown>): ReadonlyArray<Label> => {
  const { createdAt, labels } = record as { readonly createdAt?: string; readonly labels?: Partial<SelfLabels> }
  return (labels?.values ?? []).map(({ val }) => ({ src: author, uri, cid, val, cts: createdAt ?? indexedAt }))
}

export const ofRecord = (state: State, record: Indexed<unknown>): ReadonlyArray<Label> => [
  ...applying(state, record.uri, record.cid),
  ...own(record)
]

export const ofActor = (state: State, did: string, profile: Indexed<unknown> | undefined): ReadonlyArray<Label> => [
  ...applying(state, did, undefined),
  ...(profile === undefined ? [] : ofRecord(state, profile))
]

/** Whether a labeler that the asker lets redact has taken the subject down. */
export const redacted = (labelers: State["asker"]["labelers"], labels: ReadonlyArray<Label>): boolean =>
  labels.some(({ src, val }) => redacting.has(val) && labelers.some(({ did, redact }) => redact && did === src))

export const profileUri = (did: string): string => `at://${did}/app.bsky.actor.profile/self`
