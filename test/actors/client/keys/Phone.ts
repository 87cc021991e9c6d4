/** alice, whose phone signs her commits, and what tests of it ask and see. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Custody from "../../../../src/actors/client/keys/Custody.ts"
import * as Keyring from "../../../../src/actors/client/keys/Keyring.ts"
import * as OwnIdentity from "../../../../src/actors/client/keys/OwnIdentity.ts"
import * as OwnSession from "../../../../src/actors/client/keys/OwnSession.ts"
import * as SigningCustody from "../../../../src/actors/client/keys/SigningCustody.ts"
import * as SigningDevice from "../../../../src/actors/client/keys/SigningDevice.ts"
import * as Records from "../../../../src/actors/client/Records.ts"
import type { Session } from "../../../../src/actors/client/Session.ts"
import * as Car from "../../../../src/protocol/car/Car.ts"
import { Keys } from "../../../../src/protocol/keys/Keys.ts"
import * as Commit from "../../../../src/protocol/repo/Commit.ts"
import type { RepoWrite } from "../../../../src/protocol/repo/Repo.ts"
import * as RepoPath from "../../../../src/protocol/syntax/RepoPath.ts"
import type { Interpose } from "../../../../src/sim/network/Interpose.ts"
import { mailed } from "../../keymanager/Town.ts"
import * as Town from "../../pds/Town.ts"

const directory = "https://plc.test"
const services = { appView: { origin: "https://appview.test", audience: "did:web:appview.test#bsky_appview" } }
export const prepareCommit = "dev.orrery.repo.prepareCommit"
export const putCommit = "dev.orrery.repo.putCommit"

/** A phone that takes the signing key; `ring` lies in a drawer. */
export const phoneOf = Effect.fnUntraced(function*(session: Session, ring: Keyring.Keyring, name: string) {
  const identity = yield* OwnIdentity.make(directory)
  const device = yield* SigningDevice.make({ did: session.did, key: yield* (yield* Keys).generate("k256"), name })
  yield* SigningCustody.hold(session, identity, ring, device)
  yield* OwnSession.attach(session, device, services)
  return device
})

export const alice = Effect.gen(function*() {
  const session = yield* Town.signUp("alice")
  const identity = yield* OwnIdentity.make(directory)
  const ring = yield* Keyring.generate(["k256"])
  yield* Records.post(session, "signed by my PDS")
  yield* Custody.claim(session, identity, ring, mailed("pds1.test", "alice@mail.test"))
  return { device: yield* phoneOf(session, ring, "phone"), identity, ring, session }
})

export const tabletOf = Effect.fnUntraced(function*({ key }: SigningDevice.SigningDevice, session: Session) {
  const tablet = yield* SigningDevice.make({ did: session.did, key, name: "tablet" })
  yield* tablet.catchUp(session)
  return tablet
})

export const error = (answer: Result.Result<unknown, { readonly _tag: string; readonly error?: string }>) =>
  Result.isFailure(answer) ? answer.failure.error ?? answer.failure._tag : "done"

export const postAt = (rkey: string, text: string): RepoWrite => ({ action: "create", path: RepoPath.make(`app.bsky.feed.post/${rkey}`), record: Town.post(text) })

export const posts = (session: Session) =>
  Effect.map(session.query("com.atproto.repo.listRecords", { repo: session.did, collection: "app.bsky.feed.post" }), ({ records }) =>
    records.map(({ value }) => (value as { readonly text?: string }).text))

/** Every commit on a PDS's stream, with the keys that it is held against. */
export const commits = (host: string, did: string, enough: number) =>
  Effect.map(Town.listen(host, "?cursor=0", (events) => events.filter((event) => event._tag === "Commit" && event.repo === did).length >= enough), (events) =>
    events.flatMap((event) => {
      if (event._tag !== "Commit" || event.repo !== did) return []
      const { blocks } = Result.getOrThrow(Car.read(event.blocks))
      return [{ event, commit: Result.getOrThrow(Commit.decode(blocks.get(event.commit)!)) }]
    }))

/** A PDS that changes its own answers to one method. */
export const lying = (method: string, change: (answer: Record<string, unknown>) => unknown): Interpose => (host, message) => {
  if (host !== "pds1.test" || message.kind !== "response" || message.status !== 200 || !message.path.startsWith(`/xrpc/${method}`)) return message.bytes
  return new TextEncoder().encode(JSON.stringify(change(JSON.parse(Buffer.from(message.bytes).toString()) as Record<string, unknown>)))
}
