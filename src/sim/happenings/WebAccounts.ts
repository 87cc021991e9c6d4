/**
 * People open a second account, whose DID is a web host of their own, and
 * write with it. Later somebody takes some of the hosts over, replaces the
 * document, and goes on with the account elsewhere: no key of the owner's was
 * needed, and no log has a trace of it. [did]; paper §3.5.1; WEB-1; A14
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Schema from "effect/Schema"
import * as WebAccount from "../../actors/client/keys/WebAccount.ts"
import * as Records from "../../actors/client/Records.ts"
import type { Session } from "../../actors/client/Session.ts"
import { Hosts } from "../../actors/Hosts.ts"
import * as Client from "../../actors/xrpc/Client.ts"
import * as DidDocument from "../../protocol/identity/DidDocument.ts"
import * as BasicAuth from "../../protocol/xrpc/BasicAuth.ts"
import * as Distribution from "../kernel/Distribution.ts"
import type { Person } from "../population/Person.ts"
import * as Words from "../population/Words.ts"
import { adminPassword, appViewHosts, pdsHosts, peopleDomain } from "../scenario/Build.ts"
import { Duration, Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening, Scene } from "./Happening.ts"
import * as Naming from "./Naming.ts"

/** What the owner has under way comes to its end before the host is another's. */
const pauseMillis = 60_000
/** How often, and how far apart, it is looked whether an App View shows the thief's post. */
const looks = 20
const betweenLooksMillis = 3_000

interface Owned {
  readonly session: Session
  readonly host: string
  taken: boolean
}

const open = Effect.fnUntraced(function*(person: Person) {
  const host = `${person.name}-web.${peopleDomain}`
  const names = yield* Naming.registrar(person.password)
  const { originOf } = yield* Hosts
  const session = yield* WebAccount.open({
    names, host, origin: originOf(person.pds), credentials: { email: `web-${person.email}`, password: person.password }
  })
  return { session, host, taken: false } satisfies Owned
})

/** Whether an App View shows this post as the account's. */
const isShown = Effect.fnUntraced(function*(appView: string, did: string, uri: string) {
  const client = yield* Client.make
  const { originOf } = yield* Hosts
  for (let look = 0; look < looks; look++) {
    yield* Effect.sleep(betweenLooksMillis)
    const found = yield* Effect.option(client.query("app.bsky.feed.getAuthorFeed", { origin: originOf(appView), params: { actor: did } }))
    if (found._tag === "Some" && found.value.feed.some(({ post }) => post.uri === uri && post.author.did === did)) return true
  }
  return false
})

/** The host has another master, who needs nothing else. */
const takeOver = (scene: Scene, { host, session }: Owned) =>
  Effect.gen(function*() {
    const { population: { marks }, scenario } = scene
    const { originOf } = yield* Hosts
    const client = yield* Client.make
    const token = `token-of-a-thief-for-${host}`
    // Both are for anybody to read.
    const document = yield* (yield* HttpClient.HttpClient).get(`${originOf(host)}/.well-known/did.json`)
    const { signingKey } = yield* Effect.fromResult(DidDocument.parse(yield* document.json))
    const repository = yield* client.query("com.atproto.sync.getRepo", { origin: session.origin, params: { did: session.did } })
    const names = yield* Naming.registrar(token)
    yield* names.seize(host, BasicAuth.format({ username: "admin", password: adminPassword }), token)
    marks.hit("a web host was taken over")
    const origin = pdsHosts(scenario).map(originOf).find((each) => each !== session.origin)!
    const thief = yield* WebAccount.open({ names, host, origin, credentials: { email: `thief-of-${host}@mail.test`, password: token }, ...(signingKey === undefined ? {} : { former: { repository, key: signingKey } }) })
    const { uri } = yield* Records.post(thief, "This account speaks with another voice")
    const [appView] = appViewHosts(scenario)
    if (appView !== undefined && (yield* isShown(appView, session.did, uri))) marks.hit("whoever took a web host spoke for its account")
  })

const write = (scene: Scene, person: Person, owned: Owned, everyMillis: number): void => {
  const { population, world } = scene
  world.at(world.now + Distribution.exponential(person.stream, everyMillis), () => {
    if (population.stopped || owned.taken) return
    population.act(person, "writing with a did:web", Effect.gen(function*() {
      yield* Records.post(owned.session, Words.sentence(person.stream))
      population.marks.hit("a did:web account wrote a post")
    }))
    write(scene, person, owned, everyMillis)
  })
}

const schema = Schema.Struct({
  what: Schema.Literal("web-accounts").annotate({ description: "People open a second account whose DID is a web host; some of the hosts are taken over." }),
  at: Fields.at,
  share: Fields.share,
  within: Fields.within("They are opened, one by one, within this long."),
  posts: Duration.annotate({ description: "Mean time between two posts of such an account." }),
  taken: Share.annotate({ description: "Share of the hosts that are taken over." }),
  after: Duration.annotate({ description: "How long after the account was opened." })
})

export const WebAccounts: Happening<typeof schema> = {
  what: "web-accounts",
  schema,
  schedule: (said, scene) => {
    const { population, world } = scene
    const isTaken = Naming.dealer(said.taken)
    Everybody.each(said, scene, () => (person) => {
      const taken = isTaken()
      population.actSoon(person, "opening a did:web account", Effect.gen(function*() {
        const owned: Owned = yield* open(person)
        population.marks.hit("a did:web account was opened")
        write(scene, person, owned, said.posts)
        if (!taken) return
        world.at(world.now + said.after, () => {
          owned.taken = true
          world.at(world.now + pauseMillis, () => population.actSoon(person, "taking a web host over", takeOver(scene, owned)))
        })
      }))
    })
  },
  complaints: ({ taken }, { topology }, path) =>
    taken === 0 || topology.pds > 1 ? [] : [{
      path: [...path, "taken"],
      found: "hosts taken over, and no second PDS to go on at",
      expected: "topology.pds of 2 or more",
      suggestion: undefined
    }]
}
