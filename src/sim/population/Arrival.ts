/** How a person comes to have an account, a profile, and people to read. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { Hosts } from "../../actors/Hosts.ts"
import * as Records from "../../actors/client/Records.ts"
import { patiently, type Session, signUp } from "../../actors/client/Session.ts"
import { XrpcUnreachable } from "../../actors/xrpc/Client.ts"
import { namesHost, peopleDomain } from "../scenario/Build.ts"
import type { Marks } from "./Marks.ts"
import type { Person } from "./Person.ts"
import type { Society } from "./Society.ts"
import { sentence } from "./Words.ts"

export const arrive = Effect.fnUntraced(function*(person: Person) {
  const hosts = yield* Hosts
  const { email, name, password } = person
  const session = yield* signUp(hosts.originOf(person.pds), { handle: `${name}.${person.pds}`, email, password })
  person.session = session
  yield* Records.setProfile(session, { displayName: name, description: sentence(person.stream) })
})

/** Buys `name.people.test`, points it at the DID, and takes it as handle. */
export const takeOwnDomain = Effect.fnUntraced(function*(person: Person, session: Session, marks: Marks) {
  const hosts = yield* Hosts
  const client = yield* HttpClient.HttpClient
  const handle = `${person.name}.${peopleDomain}`
  const registrar = hosts.originOf(namesHost)
  const body = new TextEncoder().encode(JSON.stringify({ name: `_atproto.${handle}`, values: [`did=${session.did}`] }))
  const register = HttpClientRequest.put(`${registrar}/zone/txt`).pipe(
    HttpClientRequest.bearerToken(person.password),
    HttpClientRequest.bodyUint8Array(body, "application/json")
  )
  yield* patiently(() =>
    client.execute(register).pipe(
      asUnreachable(registrar),
      Effect.flatMap((response) =>
        response.status === 200
          ? Effect.void
          : Effect.fail(new XrpcUnreachable({ origin: registrar, nsid: "zone/txt", reason: `status ${response.status}` })))
    ))
  yield* session.procedure("com.atproto.identity.updateHandle", { input: { handle } })
  session.handle = handle
  marks.hit("a handle of an own domain was taken")
})

const asUnreachable = (origin: string) => <A, R>(effect: Effect.Effect<A, { readonly message: string }, R>) =>
  Effect.mapError(effect, (error) => new XrpcUnreachable({ origin, nsid: "zone/txt", reason: error.message }))

/** Follows the first people, a few seconds apart. */
export const settleIn = Effect.fnUntraced(function*(person: Person, session: Session, society: Society) {
  for (let i = 0; i < person.firstFollows; i++) {
    const did = society.stranger(person)?.session?.did
    if (did === undefined) continue
    const { uri } = yield* Records.follow(session, did)
    person.follows.set(did, uri)
    yield* Effect.sleep(1_000 + person.stream.double() * 4_000)
  }
})

/** Announces the feeds of a generator in this person's repository; gives their AT-URIs. */
export const announceFeeds = Effect.fnUntraced(function*(
  session: Session,
  generator: string,
  feeds: ReadonlyArray<{ readonly rkey: string; readonly title: string }>
) {
  const hosts = yield* Hosts
  const uris: Array<string> = []
  for (const { rkey, title } of feeds) {
    const record = {
      $type: "app.bsky.feed.generator",
      did: hosts.didOf(generator),
      displayName: title,
      createdAt: "2026-01-05T18:00:00.000Z"
    }
    const { uri } = yield* session.procedure("com.atproto.repo.putRecord", {
      input: { repo: session.did, collection: "app.bsky.feed.generator", rkey, record }
    })
    uris.push(uri)
  }
  return uris
})
