/** alice and bob before the move: what she wrote, uploaded and set, and what others think of it. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Backup from "../../src/actors/client/migration/Backup.ts"
import * as HostedDocument from "../../src/actors/client/migration/HostedDocument.ts"
import * as Custody from "../../src/actors/client/keys/Custody.ts"
import * as Keyring from "../../src/actors/client/keys/Keyring.ts"
import { serviceToken } from "../../src/actors/client/keys/OwnAccount.ts"
import * as OwnIdentity from "../../src/actors/client/keys/OwnIdentity.ts"
import * as OwnSession from "../../src/actors/client/keys/OwnSession.ts"
import * as SigningCustody from "../../src/actors/client/keys/SigningCustody.ts"
import * as SigningDevice from "../../src/actors/client/keys/SigningDevice.ts"
import * as WebAccount from "../../src/actors/client/keys/WebAccount.ts"
import * as Records from "../../src/actors/client/Records.ts"
import * as Registrar from "../../src/actors/client/Registrar.ts"
import { Session, signIn, signUp } from "../../src/actors/client/Session.ts"
import type { Plan, Way } from "../../src/actors/client/migration/Plan.ts"
import type { Means } from "../../src/actors/client/migration/Migrate.ts"
import * as Client from "../../src/actors/xrpc/Client.ts"
import { type KeyPair, Keys } from "../../src/protocol/keys/Keys.ts"
import { hosts, originOf, phone, readMail, type SmallWorld } from "./SmallWorld.ts"

export interface Cast {
  readonly alice: Session
  readonly bob: Session
  readonly ring: Keyring.Keyring | undefined
  /** The DID is a did:web, whose document each device reads and writes for itself. */
  readonly web: boolean
  /** With which alice's devices sign her commits; undefined: her host does. */
  readonly signing: KeyPair | undefined
  /** What was acknowledged to alice: CIDs by path, blobs, preferences. */
  readonly records: Map<string, string>
  readonly blobs: ReadonlyArray<string>
  readonly preferences: ReadonlyArray<unknown>
}

/**
 * A way to move; `webSalvage` is a salvage of a did:web, and where it says
 * `signed` alice's devices sign her commits.
 */
export type Kind = Way | "webSalvage" | "signed" | "signedSalvage"

export const wayOf = (kind: Kind): Way =>
  kind === "webSalvage" || kind === "signedSalvage" ? "salvage" : kind === "signed" ? "own" : kind

export const ownsRing: ReadonlySet<Kind> = new Set(["own", "salvage", "signed", "signedSalvage"])
const signs: ReadonlySet<Kind> = new Set(["signed", "signedSalvage"])

export const credentials = (name: string, host: string) => ({ handle: `${name}.${host}`, email: `${name}@mail.test`, password: `password of ${name}` })

const png = (n: number) => new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, n])
const vtt = new TextEncoder().encode("WEBVTT\n\n00:00 --> 00:01\nhello")

export const namesHost = "names.test"
const webHost = "alice-web.people.test"
const webDid = WebAccount.didOf(webHost)

/** The owner's hand on the document, by the line of the device on which this runs; its host is the names actor's. */
export const webDocument = Effect.gen(function*() {
  return yield* HostedDocument.make(yield* Registrar.make(originOf(namesHost), "alice-token"), webHost)
})

/** alice writes the name that a host has given her into the document of her did:web, if that host is still hers. */
export const writeHandle = Effect.fnUntraced(function*(handle: string, host: string) {
  const web = yield* webDocument
  const now = yield* web.read
  if (now.services["atproto_pds"]?.endpoint === originOf(host)) yield* web.publish({ ...now, alsoKnownAs: [`at://${handle}`] })
})

const webAccount = Effect.gen(function*() {
  const web = yield* webDocument
  const origin = originOf(hosts.old)
  const client = yield* Client.make
  const first = yield* (yield* Keys).generate("k256")
  const wanted = credentials("alice", hosts.old)
  const base = { rotationKeys: [], alsoKnownAs: [`at://${wanted.handle}`], services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: origin } } }
  yield* web.publish({ ...base, verificationMethods: { atproto: first.didKey } })
  const token = yield* serviceToken(first, { iss: webDid, aud: `did:web:${hosts.old}`, lxm: "com.atproto.server.createAccount" })
  yield* client.procedure("com.atproto.server.createAccount", { origin, headers: Client.bearer(token), input: { did: webDid, ...wanted } })
  const session = yield* signIn(origin, wanted)
  const { verificationMethods } = yield* Custody.recommended(session)
  yield* web.publish({ ...base, verificationMethods })
  yield* session.procedure("com.atproto.server.activateAccount", {})
  return session
})

const write = Effect.fnUntraced(function*(session: Session, records: Map<string, string>, collection: string, rkey: string, record: object) {
  const { cid } = yield* session.procedure("com.atproto.repo.putRecord", { input: { repo: session.did, collection, rkey, record: { $type: collection, ...record } as never } })
  records.set(`${collection}/${rkey}`, cid)
  return { uri: `at://${session.did}/${collection}/${rkey}`, cid }
})

export const post = (session: Session, records: Map<string, string>, text: string, embed: object = {}) =>
  Effect.flatMap(Clock.currentTimeMillis, (millis) =>
    write(session, records, "app.bsky.feed.post", session.tids.next(millis * 1_000), { text, createdAt: new Date(millis).toISOString(), ...embed }))

/** What a device remembers of what it signed is on its own disk. */
const deviceOf = (did: Session["did"], key: KeyPair) => SigningDevice.make({ did, key, name: "device" })

/** With what the device on which this runs signs for alice; undefined: her host signs. */
export const signerOf = Effect.fnUntraced(function*({ alice, signing }: Cast) {
  if (signing === undefined) return undefined
  const appView = { origin: originOf(hosts.appView), audience: `did:web:${hosts.appView}#bsky_appview` }
  return yield* OwnSession.signerOf(yield* deviceOf(alice.did, signing), { appView })
})

/** The town before the move, with everything that a move must bring along. */
export const settle = (small: SmallWorld, kind: Kind): Cast => {
  const cast = small.run(Effect.gen(function*() {
    const web = kind === "web" || kind === "webSalvage"
    const alice = web ? yield* webAccount : yield* signUp(originOf(hosts.old), credentials("alice", hosts.old))
    const bob = yield* signUp(originOf(hosts.new), credentials("bob", hosts.new))
    const records = new Map<string, string>()
    const upload = (bytes: Uint8Array, contentType: string) => Effect.map(alice.procedure("com.atproto.repo.uploadBlob", { input: bytes, contentType }), ({ blob }) => blob)
    const avatar = yield* upload(png(1), "image/png")
    const picture = yield* upload(png(2), "image/png")
    const captions = yield* upload(vtt, "text/vtt")
    yield* write(alice, records, "app.bsky.actor.profile", "self", { displayName: "Alice", avatar })
    const hello = yield* post(alice, records, "Hello!")
    yield* post(alice, records, "A picture.", { embed: { $type: "app.bsky.embed.images", images: [{ alt: "", image: picture }] } })
    yield* write(alice, records, "test.orrery.captions", "first", { captions })
    yield* write(alice, records, "app.bsky.graph.follow", "3aaaaaaaaaa22", { subject: bob.did, createdAt: "2026-01-05T18:00:00.000Z" })
    const preferences = [{ $type: "app.bsky.actor.defs#adultContentPref", enabled: true }]
    yield* alice.procedure("app.bsky.actor.putPreferences", { input: { preferences: preferences as never } })
    yield* Records.follow(bob, alice.did)
    yield* Records.like(bob, hello)
    const ring = ownsRing.has(kind) ? yield* Keyring.generate(["k256"]) : undefined
    if (ring !== undefined) {
      const mail = yield* readMail
      yield* Custody.claim(alice, yield* OwnIdentity.make(originOf(hosts.plc)), ring, Effect.suspend(() => mail(alice.origin, alice.credentials.email)))
    }
    const blobs = [avatar, picture, captions].map(({ ref }) => ref.toString())
    const signing = signs.has(kind) ? yield* (yield* Keys).generate("k256") : undefined
    return { alice, bob, ring, web, signing, records, blobs, preferences } satisfies Cast
  }))
  const { ring, signing } = cast
  if (ring !== undefined && signing !== undefined) {
    small.run(Effect.gen(function*() {
      const identity = yield* OwnIdentity.make(originOf(hosts.plc))
      yield* SigningCustody.hold(cast.alice, identity, ring, yield* deviceOf(cast.alice.did, signing))
    }), phone)
  }
  small.run(Effect.flatMap(Backup.make, ({ keep }) => keep(cast.alice)), phone)
  return cast
}

export const planOf = ({ alice }: Cast, kind: Kind, to: string = hosts.new): Plan => ({
  did: alice.did,
  way: wayOf(kind),
  from: originOf(hosts.old),
  to: originOf(to),
  handle: `alice.${to}`,
  email: alice.credentials.email,
  password: alice.credentials.password
})

export const meansOf = Effect.fnUntraced(function*(cast: Cast) {
  const { ring, web } = cast
  const signer = yield* signerOf(cast)
  return {
    directory: originOf(hosts.plc),
    readMail: yield* readMail,
    ...(ring === undefined ? {} : { ring }),
    ...(signer === undefined ? {} : { signer }),
    ...(web ? { web: yield* webDocument } : {})
  } satisfies Means
})

/** alice at a host, by her password. */
export const signedInAt = Effect.fnUntraced(function*(cast: Cast, host: string) {
  const { alice } = cast
  const client = yield* Client.make
  const tokens = yield* client.procedure("com.atproto.server.createSession", {
    origin: originOf(host),
    input: { identifier: alice.did, password: alice.credentials.password }
  })
  const session = new Session({ ...tokens, did: alice.did, credentials: alice.credentials, origin: originOf(host), tids: alice.tids })
  session.signer = yield* signerOf(cast)
  return session
})
