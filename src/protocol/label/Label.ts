/**
 * Labels: one service's judgement on an account, a record or one version of it.
 * [label]
 *
 * 1. The signature is over the DRISL of exactly the schema's fields but `sig`,
 *    absent ones absent: no `$type`, no `neg: false`, nothing else. The key is
 *    `#atproto_label` of the source, and no other.
 * 2. Of the labels with equal (src, uri, cid, val) the one with the latest `cts`
 *    stands, whatever the order of arrival; a tie goes to the retraction, then
 *    to the greater signature, so that every consumer ends with the same one.
 * 3. A negation or an expired label asserts nothing, and hides what it replaced.
 *
 * Whether a source is wanted, and its key current, is the consumer's business.
 */
import * as Cbor from "../data/Cbor.ts"
import type { DataObject } from "../data/Data.ts"
import type { Keys } from "../keys/Keys.ts"
import * as Datetime from "../syntax/Datetime.ts"

export interface UnsignedLabel {
  readonly ver: 1
  readonly src: string
  readonly uri: string
  /** Of one version only. */
  readonly cid?: string
  /** At most 128 bytes. */
  readonly val: string
  /** Retracts. */
  readonly neg?: boolean
  readonly cts: string
  readonly exp?: string
}

/** Between services `ver` and `sig` are mandatory; toward clients `sig` may be stripped. */
export interface Label extends UnsignedLabel {
  readonly sig: Uint8Array
}

const signingInput = (label: UnsignedLabel): Uint8Array => {
  const fields: { -readonly [key in keyof DataObject]: DataObject[key] } = {
    ver: label.ver,
    src: label.src,
    uri: label.uri,
    val: label.val,
    cts: label.cts
  }
  if (label.cid !== undefined) fields["cid"] = label.cid
  if (label.neg === true) fields["neg"] = true
  if (label.exp !== undefined) fields["exp"] = label.exp
  return Cbor.encode(fields)
}

export const sign = (label: UnsignedLabel, sign: (bytes: Uint8Array) => Uint8Array): Label => ({
  ver: label.ver,
  src: label.src,
  uri: label.uri,
  ...(label.cid === undefined ? {} : { cid: label.cid }),
  val: label.val,
  ...(label.neg === true ? { neg: true } : {}),
  cts: label.cts,
  ...(label.exp === undefined ? {} : { exp: label.exp }),
  sig: sign(signingInput(label))
})

/** Under the source's `#atproto_label` key. False for text that has no CBOR, too. */
export const verify = (label: Label, didKey: string, verify: Keys["Service"]["verify"]): boolean =>
  label.ver === 1
  && [label.src, label.uri, label.val, label.cts, label.cid ?? "", label.exp ?? ""].every((text) => text.isWellFormed())
  && verify(didKey, signingInput(label), label.sig)

/** What a label is about and by whom: labels with one key replace each other. */
export const key = (label: UnsignedLabel): string => JSON.stringify([label.src, label.uri, label.cid ?? "", label.val])

const instant = (label: UnsignedLabel): number => Datetime.is(label.cts) ? Datetime.toMillis(label.cts) : Number.NEGATIVE_INFINITY

const hex = (label: Label): string => Buffer.from(label.sig).toString("hex")

/** Whether `a` replaces `b`. A total order on labels with one key, so that folding is order-free. */
export const replaces = (a: Label, b: Label): boolean => {
  const [atA, atB] = [instant(a), instant(b)]
  if (atA !== atB) return atA > atB
  // Equal to the millisecond: finer fractions and different spellings of one time.
  if (a.cts !== b.cts) return a.cts > b.cts
  if ((a.neg === true) !== (b.neg === true)) return a.neg === true
  return hex(a) > hex(b)
}

/** The latest label of each key, negations and expired ones included: a consumer's table. */
export const fold = (labels: Iterable<Label>): Map<string, Label> => {
  const current = new Map<string, Label>()
  for (const label of labels) {
    const name = key(label)
    const known = current.get(name)
    if (known === undefined || replaces(label, known)) current.set(name, label)
  }
  return current
}

/** Whether a current label asserts something at this time. [LABEL-4] */
export const isActive = (label: UnsignedLabel, nowMillis: number): boolean =>
  label.neg !== true && (label.exp === undefined || !Datetime.is(label.exp) || Datetime.toMillis(label.exp) > nowMillis)

/** What the labels received amount to at this time. */
export const active = (labels: Iterable<Label>, nowMillis: number): ReadonlyArray<Label> =>
  [...fold(labels).values()].filter((label) => isActive(label, nowMillis))
