/** States that a run is expected to pass through, and how often it did. */
export type MarkKind = "always" | "sometimes" | "reached"

export interface Mark {
  readonly name: string
  readonly kind: MarkKind
  readonly hits: number
}

/** `sometimes`: a campaign should hit it. `always`: every run should. */
const known = {
  "a timeline showed a post of somebody else": "always",
  "a reply was written": "always",
  "a post was liked": "always",
  "a post was reposted": "sometimes",
  "a post was deleted": "sometimes",
  "a follow was taken back": "sometimes",
  "somebody was blocked": "sometimes",
  "a mention was written": "sometimes",
  "a thread with replies was read": "sometimes",
  "a thread was cut at a missing or blocked post": "sometimes",
  "a post was gone when it was opened": "sometimes",
  "a profile was gone when it was opened": "sometimes",
  "a feed generator's feed was read": "sometimes",
  "a notification was read": "sometimes",
  "a handle of an own domain was taken": "sometimes",
  "an act failed and was given up": "sometimes",
  "a picture was posted": "sometimes",
  "an avatar was set": "sometimes",
  "a record was refused for want of room": "sometimes",
  "a picture was refused for want of room": "sometimes",
  "room was made and used": "sometimes",
  "an account moved": "sometimes",
  "a move failed": "sometimes",
  "a move was given up": "sometimes",
  "a move was refused for want of room": "sometimes",
  "an account that was refused at one host moved to another": "sometimes",
  "an account left a host that was gone": "sometimes",
  "an account left a hostile host": "sometimes",
  "a hostile host signed a competing operation": "sometimes",
  "a hostile host's operation was refused": "sometimes",
  "a hostile host wrote in the name of somebody who had left": "sometimes",
  "somebody kept keys of their own": "sometimes",
  "a key manager was given keys to keep": "sometimes",
  "a delegated key wrote a post": "sometimes",
  "a delegated key read a timeline": "sometimes",
  "a phone was lost": "sometimes",
  "a phone was stolen": "sometimes",
  "a thief wrote with a stolen key": "sometimes",
  "a thief was refused what was not delegated": "sometimes",
  "a stolen key took a DID": "sometimes",
  "an owner took a DID back from a stolen key": "sometimes",
  "a lost passphrase was replaced": "sometimes",
  "a stolen or lost key was refused after its owner had acted": "sometimes",
  "a phone was replaced": "sometimes",
  "guardians were appointed": "sometimes",
  "a guardian refused a stranger": "sometimes",
  "a guardian who was away was not missed": "sometimes",
  "an account was recovered by its guardians": "sometimes",
  "guardians were deceived": "sometimes",
  "a device lost its power while guardians were asked": "sometimes",
  "an owner took a DID back from who had deceived guardians": "sometimes",
  "a rotation key of one's own was put first": "sometimes",
  "a device took the signing key": "sometimes",
  "a new device took the signing key over": "sometimes",
  "a thief signed a commit with a stolen key": "sometimes",
  "a stolen signing key was refused after its owner had acted": "sometimes",
  "a signing key was given back": "sometimes",
  "a device wrote upon the commit that it had seen": "sometimes",
  "a device wrote too late and looked again": "sometimes",
  "one of two devices signed a commit": "sometimes",
  "a handle was changed": "sometimes",
  "a name contradicted itself": "sometimes",
  "a name was repaired": "sometimes",
  "a name changed hands": "sometimes",
  "a name was seized": "sometimes",
  "an organisation granted a name": "sometimes",
  "an organisation took a name back": "sometimes",
  "somebody claimed another's handle": "sometimes",
  "a forged DNS answer was given": "sometimes",
  "a did:web account was opened": "sometimes",
  "a did:web account wrote a post": "sometimes",
  "a web host was taken over": "sometimes",
  "whoever took a web host spoke for its account": "sometimes",
  "a password was reset": "sometimes",
  "an e-mail address was confirmed and changed": "sometimes",
  "an app wrote with its own password": "sometimes",
  "an app was kept from the account": "sometimes",
  "a session that had ended was refused": "sometimes",
  "an account was deactivated": "sometimes",
  "an account came back": "sometimes",
  "a stranger was shown nothing of a hidden account": "sometimes",
  "a stranger was shown nothing of a hidden post": "sometimes",
  "an account was taken down": "sometimes",
  "a takedown was lifted": "sometimes",
  "a post was taken down and put back": "sometimes",
  "a picture was taken down": "sometimes",
  "a picture was put back": "sometimes",
  "a stranger was shown nothing of a hidden picture": "sometimes",
  "an account was deleted": "sometimes",
  "what is not allowed was refused": "sometimes",
  "an account was stolen": "sometimes",
  "a stolen account was recovered": "sometimes",
  "an account was recovered in the last minute": "sometimes",
  "a recovery came too late": "sometimes",
  "somebody without a key of their own was robbed": "sometimes",
  "a new set of operators took over the directory": "sometimes",
  "a theft in the old log was undone in the new one": "sometimes"
} as const satisfies Readonly<Record<string, MarkKind>>

export type MarkName = keyof typeof known

export const markNames = Object.keys(known) as ReadonlyArray<MarkName>

export class Marks {
  private readonly hits = new Map<MarkName, number>()

  hit(name: MarkName, times = 1): void {
    if (times > 0) this.hits.set(name, (this.hits.get(name) ?? 0) + times)
  }

  list(): ReadonlyArray<Mark> {
    return markNames.map((name) => ({ name, kind: known[name], hits: this.hits.get(name) ?? 0 }))
  }
}
