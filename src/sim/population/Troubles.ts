/**
 * What may befall an account: its owner forgets a password, changes address,
 * lends an app a password, signs a device out, pauses, leaves for good; a
 * moderator takes it, a post or a picture of it down; somebody tries what is not allowed.
 * Each comes to its own end, and says by a mark what it saw.
 */
import * as Effect from "effect/Effect"
import { Hosts } from "../../actors/Hosts.ts"
import * as Records from "../../actors/client/Records.ts"
import { patiently, type Session } from "../../actors/client/Session.ts"
import * as Client from "../../actors/xrpc/Client.ts"
import { Cid } from "../../protocol/data/Cid.ts"
import type { Methods } from "../../protocol/lexicon/generated/Methods.ts"
import * as BasicAuth from "../../protocol/xrpc/BasicAuth.ts"
import { adminPassword } from "../scenario/Build.ts"
import { mailedToken } from "./Mail.ts"
import type { MarkName, Marks } from "./Marks.ts"
import type { Person } from "./Person.ts"
import * as Pictures from "./Pictures.ts"

export interface Trouble {
  readonly person: Person
  readonly session: Session
  readonly marks: Marks
  /** How long a pause or a takedown lasts. */
  readonly pauseMillis: number
  /** Whether it stays so. */
  readonly forGood: boolean
  /** Somebody else at the same PDS, if there is one. */
  readonly neighbour: Session | undefined
}

const origin = (person: Person) => Effect.map(Hosts, (hosts) => hosts.originOf(person.pds))

const token = Effect.fnUntraced(function*(person: Person, purpose: string, email = person.email) {
  const read = yield* mailedToken(purpose)
  const from = yield* origin(person)
  return yield* patiently(() => read(from, email))
})

/** A second device, which knows the account's password, or an app's. */
const device = Effect.fnUntraced(function*(person: Person, session: Session, password = person.password) {
  const client = yield* Client.make
  const from = yield* origin(person)
  return yield* patiently(() => client.procedure("com.atproto.server.createSession", { origin: from, input: { identifier: session.did, password } }))
})

/** The names of errors by which a server says that it will not. */
const refusals = new Set([
  "ExpiredToken", "InvalidToken", "AuthenticationRequired", "Forbidden", "AccountTakedown", "AccountDeactivated",
  "RepoTakendown", "RepoDeactivated", "RecordNotFound", "BlobNotFound", "BadJwtAudience", "BadJwtLexiconMethod", "BadJwtType", "BadJwtAlgorithm", "JwtReplayed"
])

/** Tries what must be refused. Being let in is for the oracles to notice. */
const attempt = Effect.fnUntraced(function*<A, R>(call: Effect.Effect<A, Client.CallError, R>, marks: Marks, mark: MarkName) {
  const outcome = yield* Effect.result(call)
  if (outcome._tag === "Failure" && outcome.failure._tag === "XrpcError" && refusals.has(outcome.failure.error)) marks.hit(mark)
})

/** Whether the public is kept from what is hidden. */
const look = Effect.fnUntraced(function*(person: Person, session: Session, marks: Marks) {
  const client = yield* Client.make
  const from = yield* origin(person)
  const { did } = session
  yield* attempt(client.query("com.atproto.sync.getRepo", { origin: from, params: { did } }), marks, "a stranger was shown nothing of a hidden account")
  yield* attempt(client.query("com.atproto.repo.listRecords", { origin: from, params: { repo: did, collection: "app.bsky.feed.post" } }), marks, "a stranger was shown nothing of a hidden account")
})

const admin = { authorization: BasicAuth.format({ username: "admin", password: adminPassword }) }

const moderate = Effect.fnUntraced(function*(person: Person, input: Methods["com.atproto.admin.updateSubjectStatus"]["input"]) {
  const client = yield* Client.make
  const from = yield* origin(person)
  yield* patiently(() => client.procedure("com.atproto.admin.updateSubjectStatus", { origin: from, headers: admin, input }))
})

/** Whoever does not learn how its account stands leaves it alone from then on. */
const orGiveUp = (person: Person) => Effect.tapError(() => Effect.sync(() => void (person.session = undefined)))

export const forgetPassword = Effect.fnUntraced(function*({ marks, person }: Trouble) {
  const client = yield* Client.make
  const from = yield* origin(person)
  yield* patiently(() => client.procedure("com.atproto.server.requestPasswordReset", { origin: from, input: { email: person.email } }))
  const mailed = yield* token(person, "reset_password")
  // The same again, as people do: the devices that know it sign in anew.
  yield* client.procedure("com.atproto.server.resetPassword", { origin: from, input: { token: mailed, password: person.password } })
  marks.hit("a password was reset")
})

export const changeAddress = Effect.fnUntraced(function*({ marks, person, session }: Trouble) {
  yield* session.procedure("com.atproto.server.requestEmailConfirmation", {})
  yield* session.procedureOnce("com.atproto.server.confirmEmail", { input: { email: person.email, token: yield* token(person, "confirm_email") } })
  const { tokenRequired } = yield* session.procedure("com.atproto.server.requestEmailUpdate", {})
  if (!tokenRequired) return
  const other = `new-${person.email}`
  yield* session.procedureOnce("com.atproto.server.updateEmail", { input: { email: other, token: yield* token(person, "update_email") } })
  // Nobody has confirmed the new one, so the way back is free.
  yield* session.procedure("com.atproto.server.updateEmail", { input: { email: person.email } })
  marks.hit("an e-mail address was confirmed and changed")
})

export const lendToApp = Effect.fnUntraced(function*({ marks, person, session }: Trouble) {
  const client = yield* Client.make
  const from = yield* origin(person)
  const { password } = yield* session.procedureOnce("com.atproto.server.createAppPassword", { input: { name: "an app" } })
  const app = yield* device(person, session, password)
  const here = { origin: from, headers: Client.bearer(app.accessJwt) }
  const post = client.procedure("com.atproto.repo.createRecord", {
    ...here,
    input: { repo: session.did, collection: "app.bsky.feed.post", record: { $type: "app.bsky.feed.post", text: "by an app", createdAt: "2026-01-05T18:00:00.000Z" } }
  })
  yield* post
  marks.hit("an app wrote with its own password")
  yield* attempt(client.procedure("com.atproto.server.requestAccountDelete", here), marks, "an app was kept from the account")
  yield* session.procedure("com.atproto.server.revokeAppPassword", { input: { name: "an app" } })
  yield* attempt(post, marks, "a session that had ended was refused")
  yield* attempt(client.procedure("com.atproto.server.refreshSession", { origin: from, headers: Client.bearer(app.refreshJwt) }), marks, "a session that had ended was refused")
})

export const signOut = Effect.fnUntraced(function*({ marks, person, session }: Trouble) {
  const client = yield* Client.make
  const from = yield* origin(person)
  const first = yield* device(person, session)
  const second = yield* patiently(() => client.procedure("com.atproto.server.refreshSession", { origin: from, headers: Client.bearer(first.refreshJwt) }))
  yield* patiently(() => client.procedure("com.atproto.server.deleteSession", { origin: from, headers: Client.bearer(second.refreshJwt) }))
  for (const { accessJwt, refreshJwt } of [first, second]) {
    yield* attempt(client.query("com.atproto.server.getSession", { origin: from, params: {}, headers: Client.bearer(accessJwt) }), marks, "a session that had ended was refused")
    yield* attempt(client.procedure("com.atproto.server.refreshSession", { origin: from, headers: Client.bearer(refreshJwt) }), marks, "a session that had ended was refused")
  }
})

export const pause = Effect.fnUntraced(function*({ forGood, marks, pauseMillis, person, session }: Trouble) {
  yield* orGiveUp(person)(session.procedure("com.atproto.server.deactivateAccount", { input: {} }))
  marks.hit("an account was deactivated")
  yield* look(person, session, marks)
  if (forGood) {
    person.session = undefined
    return
  }
  yield* Effect.sleep(pauseMillis)
  yield* orGiveUp(person)(session.procedure("com.atproto.server.activateAccount", {}))
  marks.hit("an account came back")
})

export const takeDown = Effect.fnUntraced(function*({ forGood, marks, pauseMillis, person, session }: Trouble) {
  const subject = { $type: "com.atproto.admin.defs#repoRef" as const, did: session.did }
  const tokens = yield* device(person, session)
  yield* orGiveUp(person)(moderate(person, { subject, takedown: { applied: true, ref: `case of ${person.name}` } }))
  marks.hit("an account was taken down")
  yield* look(person, session, marks)
  yield* attempt(
    Client.procedure("com.atproto.repo.createRecord", {
      origin: yield* origin(person),
      headers: Client.bearer(tokens.accessJwt),
      input: { repo: session.did, collection: "app.bsky.feed.post", record: { $type: "app.bsky.feed.post", text: "still here?", createdAt: "2026-01-05T18:00:00.000Z" } }
    }),
    marks,
    "a session that had ended was refused"
  )
  if (forGood) {
    person.session = undefined
    return
  }
  yield* Effect.sleep(pauseMillis)
  yield* orGiveUp(person)(moderate(person, { subject, takedown: { applied: false } }))
  marks.hit("a takedown was lifted")
})

export const takeDownPost = Effect.fnUntraced(function*({ marks, pauseMillis, person, session }: Trouble) {
  const ref = yield* Records.post(session, "something that somebody will complain about")
  const subject = { $type: "com.atproto.repo.strongRef" as const, uri: ref.uri as never, cid: ref.cid as never }
  yield* moderate(person, { subject, takedown: { applied: true } })
  const rkey = ref.uri.split("/").pop()!
  const client = yield* Client.make
  yield* attempt(
    client.query("com.atproto.repo.getRecord", { origin: yield* origin(person), params: { repo: session.did, collection: "app.bsky.feed.post", rkey: rkey as never } }),
    marks,
    "a stranger was shown nothing of a hidden post"
  )
  yield* Effect.sleep(pauseMillis)
  yield* moderate(person, { subject, takedown: { applied: false } })
  marks.hit("a post was taken down and put back")
})

export const takeDownPicture = Effect.fnUntraced(function*({ forGood, marks, pauseMillis, person, session }: Trouble) {
  // Like no other: what is taken down is not taken again from whoever took the same.
  const picture = new Uint8Array([...Pictures.take(person.stream), ...new TextEncoder().encode(`${session.did} ${person.stream.below(1e9)}`)])
  const cid = Cid.ofRaw(picture).toString()
  yield* Records.pictures(session, "a picture that somebody will complain about", [picture])
  const subject = { $type: "com.atproto.admin.defs#repoBlobRef" as const, did: session.did, cid: cid as never }
  yield* moderate(person, { subject, takedown: { applied: true, ref: `picture of ${person.name}` } })
  marks.hit("a picture was taken down")
  const client = yield* Client.make
  const from = yield* origin(person)
  yield* attempt(client.query("com.atproto.sync.getBlob", { origin: from, params: { did: session.did, cid } }), marks, "a stranger was shown nothing of a hidden picture")
  if (forGood) return
  yield* Effect.sleep(pauseMillis)
  yield* moderate(person, { subject, takedown: { applied: false } })
  marks.hit("a picture was put back")
})

export const leaveForGood = Effect.fnUntraced(function*({ marks, person, session }: Trouble) {
  const client = yield* Client.make
  const from = yield* origin(person)
  yield* session.procedure("com.atproto.server.requestAccountDelete", {})
  const mailed = yield* token(person, "delete_account")
  // Done or not, it does not come back.
  person.session = undefined
  yield* client.procedure("com.atproto.server.deleteAccount", { origin: from, input: { did: session.did, password: person.password, token: mailed } })
  marks.hit("an account was deleted")
})

/** The account's own tokens in places where they have no business. */
export const misbehave = Effect.fnUntraced(function*({ marks, neighbour, person, session }: Trouble) {
  const client = yield* Client.make
  const hosts = yield* Hosts
  const from = yield* origin(person)
  const tokens = yield* device(person, session)
  const refused = "what is not allowed was refused"
  const post = (token: string, repo: string) =>
    client.procedure("com.atproto.repo.createRecord", {
      origin: from,
      headers: Client.bearer(token),
      input: { repo: repo as never, collection: "app.bsky.feed.post", record: { $type: "app.bsky.feed.post", text: "gotcha", createdAt: "2026-01-05T18:00:00.000Z" } }
    })
  yield* attempt(post(tokens.refreshJwt, session.did), marks, refused)
  if (neighbour !== undefined) yield* attempt(post(tokens.accessJwt, neighbour.did), marks, refused)
  const aud = hosts.didOf(person.pds)
  const service = yield* session.query("com.atproto.server.getServiceAuth", { aud, lxm: "com.atproto.server.createAccount" })
  yield* attempt(post(service.token, session.did), marks, refused)
  yield* attempt(client.query("com.atproto.server.getSession", { origin: from, params: {}, headers: Client.bearer(service.token) }), marks, refused)
  yield* attempt(client.procedure("com.atproto.server.refreshSession", { origin: from, headers: Client.bearer(tokens.accessJwt) }), marks, refused)
})

export const all = [forgetPassword, changeAddress, lendToApp, signOut, pause, takeDown, takeDownPost, takeDownPicture, misbehave, leaveForGood] as const
