/**
 * People who sign their commits themselves: a rotation key in the drawer, the
 * signing key on the phone. Some lose the phone, some to a thief, and put
 * another in its place; some give the key back to their PDS.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Keyring from "../../actors/client/keys/Keyring.ts"
import * as Custody from "../../actors/client/keys/Custody.ts"
import * as OwnSession from "../../actors/client/keys/OwnSession.ts"
import * as SigningCustody from "../../actors/client/keys/SigningCustody.ts"
import * as SigningDevice from "../../actors/client/keys/SigningDevice.ts"
import * as Records from "../../actors/client/Records.ts"
import { type Session, signIn, type Signer } from "../../actors/client/Session.ts"
import { Hosts } from "../../actors/Hosts.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import type { Stream } from "../kernel/Stream.ts"
import { readMail } from "../population/Mail.ts"
import type { Person } from "../population/Person.ts"
import * as Phones from "../population/Phones.ts"
import * as Signers from "../population/Signers.ts"
import { appViewHosts } from "../scenario/Build.ts"
import { Duration, Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import type { Happening, Scene } from "./Happening.ts"
import * as Identity from "./Identity.ts"

/** How it ends with a phone. */
type Fate = "kept" | "lost" | "stolen" | "given back"

const thiefPauseMillis = 10_000

/** A phone with a new key, to which the person's account goes over. */
const equip = Effect.fnUntraced(function*({ scenario, whereabouts }: Scene, person: Person, session: Session, ring: Keyring.Keyring, phone: string) {
  const hosts = yield* Hosts
  const identity = yield* Identity.make({ whereabouts })
  const key = yield* (yield* Keys).generate("k256")
  const device = yield* SigningDevice.make({ did: session.did, key, name: `${phone} of ${person.name}` })
  yield* Phones.insistently(SigningCustody.hold(session, identity, ring, device))
  const [appView] = appViewHosts(scenario)
  Signers.equip(session, device)
  yield* OwnSession.attach(session, device, {
    appView: { origin: hosts.originOf(appView!), audience: `${hosts.didOf(appView!)}#bsky_appview` }
  })
  return device
})

const takeKey = (scene: Scene, person: Person, session: Session) =>
  Effect.gen(function*() {
    const identity = yield* Identity.make(scene)
    const read = yield* readMail
    const ring = person.ring ?? (yield* Keyring.generate(["k256"]))
    yield* Phones.insistently(Custody.claim(session, identity, ring, Effect.suspend(() => read(session.origin, person.email))))
    person.ring = ring
    const device = yield* equip(scene, person, session, ring, "phone")
    scene.population.marks.hit("a device took the signing key")
    return device
  })

/** Writes from the stolen phone, until it is refused. */
const steal = Effect.fnUntraced(function*({ population: { marks } }: Scene, session: Session, signer: Signer, device: SigningDevice.SigningDevice, mayGoOn: () => boolean) {
  // The account may be at another server by now, or have another name.
  const signedIn = yield* Effect.result(signIn(session.origin, session.credentials))
  if (signedIn._tag === "Failure") return
  const thief = signedIn.success
  thief.signer = signer
  while (mayGoOn()) {
    const written = yield* Effect.result(Records.post(thief, "Cheap coins, only today!"))
    if (written._tag === "Success") marks.hit("a thief signed a commit with a stolen key")
    else if (written.failure instanceof XrpcError && ["InvalidCommit", "NotOurs"].includes(written.failure.error)) {
      marks.hit("a stolen signing key was refused after its owner had acted")
      // A thief builds upon anything. The signature is what is left to refuse.
      yield* Effect.ignore(device.adopt(thief, [session.signer?.didKey ?? ""]))
    }
    yield* Effect.sleep(thiefPauseMillis)
  }
})

const replace = (scene: Scene, person: Person, session: Session) =>
  Effect.gen(function*() {
    const renew = equip(scene, person, session, person.ring!, "new phone")
    yield* Effect.retry(renew, { times: 5, schedule: Schedule.spaced("3 seconds"), while: (error) => error._tag === "XrpcError" && error.error === "InvalidCommit" })
    scene.population.marks.hit("a new device took the signing key over")
  })

const giveBack = (scene: Scene, person: Person, session: Session) =>
  Effect.gen(function*() {
    yield* Phones.insistently(SigningCustody.entrust(session, yield* Identity.make(scene), person.ring!))
    scene.population.marks.hit("a signing key was given back")
  })

/** Acts beside the people, and is no one of them. */
const stranger = (person: Person, stream: Stream): Person => ({ ...person, name: `thief of ${person.name}`, session: undefined, acting: false, stream })

const meet = (scene: Scene, person: Person, session: Session, device: SigningDevice.SigningDevice, fate: Fate, noticedMillis: number, stream: Stream): void => {
  const { population, world } = scene
  const { signer } = session
  if (fate === "kept" || signer === undefined) return
  if (fate === "given back") return population.actSoon(person, "giving a key back", giveBack(scene, person, session))
  // Nobody writes without a phone.
  person.away = true
  if (fate === "stolen") {
    const end = world.now + 2 * noticedMillis
    population.act(stranger(person, stream), "stealing", steal(scene, session, signer, device, () => world.now < end && !population.stopped))
  }
  world.at(world.now + noticedMillis, () => {
    population.actSoon(person, "replacing a phone", Effect.tap(replace(scene, person, session), () => Effect.sync(() => void (person.away = false))))
  })
}

const schema = Schema.Struct({
  what: Schema.Literal("sign-commits").annotate({ description: "People take the signing key onto their phones and sign every commit themselves." }),
  at: Fields.at,
  share: Fields.share,
  within: Fields.within("They do so, one by one, within this long."),
  lasts: Duration.annotate({ description: "So long after that, at most, a phone is lost or its key given back." }),
  lost: Share.annotate({ description: "Share of the phones that are lost." }),
  stolen: Share.annotate({ description: "Share of the phones that are stolen." }),
  givenBack: Share.annotate({ description: "Share of the keys that are given back to the PDS." }),
  noticed: Duration.annotate({ description: "At most so long until somebody notices that a phone is gone." })
})

export const SignCommits: Happening<typeof schema> = {
  what: "sign-commits",
  schema,
  schedule: (said, scene) => {
    const chance = scene.chance(`sign-commits ${said.at} how`)
    const { population, world } = scene
    const shares: ReadonlyArray<readonly [Fate, number]> = [["lost", said.lost], ["stolen", said.stolen], ["given back", said.givenBack]]
    const fateOf = (drawn: number): Fate => {
      let upTo = 0
      for (const [fate, share] of shares) if (drawn < (upTo += share)) return fate
      return "kept"
    }
    Everybody.each(said, scene, () => (person) => {
      const { session } = person
      if (session === undefined || session.signer !== undefined) return
      const fate = fateOf(chance.double())
      const [whileMillis, noticedMillis] = [chance.double() * said.lasts, (0.2 + 0.8 * chance.double()) * said.noticed]
      const stream = chance.fork(person.name)
      population.actSoon(person, "taking the signing key", Effect.map(takeKey(scene, person, session), (device) => {
        world.at(world.now + whileMillis, () => meet(scene, person, session, device, fate, noticedMillis, stream))
      }))
    })
  },
  complaints: ({ givenBack, lost, stolen }, { topology }, path) => [
    ...(topology.appViews > 0 ? [] : [{ path: [...path, "what"], found: "people who ask an App View themselves where there is none", expected: "topology.appViews of 1 or more", suggestion: undefined }]),
    ...(givenBack + lost + stolen <= 1 ? [] : [{ path: [...path, "lost"], found: "more phones than there are", expected: "lost, stolen and givenBack of 100% together at most", suggestion: undefined }])
  ]
}
