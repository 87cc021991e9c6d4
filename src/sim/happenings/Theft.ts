/**
 * A PDS's operator takes the rotation key off its disk and steals accounts:
 * other rotation keys, another signing key, another handle. [plc] "Key rotation
 * and account recovery"; paper §3.5.2
 *
 *     lock out ──2 min──▶ theft ─┬─ no key of one's own ───────────▶ robbed for good
 *                                ├─ prompt, or a minute before 72 h ▶ recovered by a fork
 *                                └─ a minute after 72 h ────────────▶ refused, robbed for good
 *
 * The PDS as a program knows nothing of it, and the directory cannot tell: the
 * key is its. Whoever is robbed does nothing until it has its account again.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type { Scope } from "effect/Scope"
import * as Keyring from "../../actors/client/keys/Keyring.ts"
import * as OwnIdentity from "../../actors/client/keys/OwnIdentity.ts"
import * as Registrar from "../../actors/client/Registrar.ts"
import type { Environment } from "../../actors/Environment.ts"
import { Hosts } from "../../actors/Hosts.ts"
import { Keys } from "../../protocol/keys/Keys.ts"
import * as Log from "../../protocol/plc/Log.ts"
import * as Operation from "../../protocol/plc/Operation.ts"
import type { Person } from "../population/Person.ts"
import { namesHost, pdsHosts, peopleDomain } from "../scenario/Build.ts"
import { Duration, Share } from "../scenario/Scalars.ts"
import * as Everybody from "./Everybody.ts"
import * as Fields from "./Fields.ts"
import * as Identity from "./Identity.ts"
import type { Happening, Scene } from "./Happening.ts"
import { rotationSecretOf } from "./RotationSecret.ts"

const minuteMillis = 60_000
/** What was under way when the door was shut comes to its end. */
const lockOutMillis = 2 * minuteMillis

/** The rotation key of a PDS, from a copy of its disk; undefined while a transaction is open. */
const stolenSecret = ({ world }: Scene, pds: string): Uint8Array | undefined => {
  const copy = world.backup(pds)
  return copy === undefined ? undefined : rotationSecretOf(copy)
}

/** The directory may be out of reach for a while; what it refuses is refused. */
const insistently = <A, R>(effect: Effect.Effect<A, OwnIdentity.OwnerError, R>): Effect.Effect<A, OwnIdentity.OwnerError, R> =>
  Effect.retry(effect, { times: 10, schedule: Schedule.spaced("2 seconds"), while: (error) => error._tag === "PlcUnreachable" })

const steal = (scene: Scene, person: Person, did: string, secret: Uint8Array) =>
  Effect.gen(function*() {
    const keys = yield* Keys
    const identity = yield* Identity.make(scene)
    const loot = yield* keys.generate()
    const handle = `taken-${person.name}.${peopleDomain}`
    const registrar = yield* Registrar.make((yield* Hosts).originOf(namesHost), "the-token-of-a-thief")
    yield* registrar.pointTxt(handle, [did])
    const ring = new Keyring.Keyring([keys.fromSecret("k256", secret)])
    yield* insistently(identity.update(ring, did, (state) => ({
      ...state,
      rotationKeys: [loot.didKey],
      verificationMethods: { atproto: loot.didKey },
      alsoKnownAs: [`at://${handle}`]
    })))
  })

/** The owner's fork: back to what the owner stands by, and the PDS's key out. */
const recover = (scene: Scene, ring: Keyring.Keyring, did: string, beforeMillis: number) =>
  Effect.flatMap(Identity.make(scene), (identity) =>
    insistently(identity.recover(
      ring,
      did,
      (entry) => entry.createdAtMillis < beforeMillis,
      (state) => ({ ...state, rotationKeys: state.rotationKeys.filter((key) => ring.holds(key)) })
    )))

/** The same without looking at the clock, which on the owner's device would refuse already: the directory shall. */
const recoverLate = (scene: Scene, ring: Keyring.Keyring, did: string, beforeMillis: number) =>
  Effect.gen(function*() {
    const keys = yield* Keys
    const identity = yield* Identity.make(scene)
    const live = Log.live(yield* insistently(identity.log(did)))
    const base = live.findLast((entry) => entry.createdAtMillis < beforeMillis)
    const state = base === undefined ? undefined : Operation.stateOf(base.operation)
    const signer = state === undefined ? undefined : ring.strongest(state.rotationKeys)
    if (base === undefined || state === undefined || signer === undefined) return
    const operation = Operation.sign({ type: "plc_operation", ...state, prev: base.cid.toString() }, signer.key, keys.sign)
    yield* insistently(identity.submit(did, operation))
  })

interface Fate {
  /** When the owner acts, after the theft; undefined for who waits for the last minute or too long. */
  readonly promptMillis: number
  readonly lot: "prompt" | "lastMinute" | "late"
}

const rob = (scene: Scene, person: Person, fate: Fate): void => {
  const { population, world } = scene
  const { marks } = population
  const session = person.session
  if (session === undefined || person.away) return
  person.away = true
  const later = (afterMillis: number, name: string, effect: Effect.Effect<unknown, unknown, Environment | Scope>) =>
    world.at(world.now + afterMillis, () => population.actSoon(person, name, effect))

  const avenge = (): void => {
    const ring = person.ring
    if (ring === undefined) return marks.hit("somebody without a key of their own was robbed")
    const robbedMillis = world.now
    const beforeMillis = world.epochMillis + robbedMillis - minuteMillis
    const back = Effect.sync(() => {
      person.away = false
      marks.hit("a stolen account was recovered")
      marks.hit("a theft in the old log was undone in the new one", robbedMillis < scene.whereabouts.sinceMillis ? 1 : 0)
      marks.hit("an account was recovered in the last minute", fate.lot === "lastMinute" ? 1 : 0)
    })
    switch (fate.lot) {
      case "prompt":
        return later(fate.promptMillis, "recovering", Effect.andThen(recover(scene, ring, session.did, beforeMillis), back))
      case "lastMinute":
        return later(Log.recoveryWindowMillis - minuteMillis, "recovering", Effect.andThen(recover(scene, ring, session.did, beforeMillis), back))
      case "late":
        return later(
          Log.recoveryWindowMillis + minuteMillis,
          "recovering too late",
          Effect.catch(Effect.andThen(recoverLate(scene, ring, session.did, beforeMillis), back), (error) =>
            error._tag === "PlcRefused" ? Effect.sync(() => marks.hit("a recovery came too late")) : Effect.fail(error))
        )
    }
  }

  const attempt = (): void => {
    const secret = stolenSecret(scene, person.pds)
    if (secret === undefined) return world.at(world.now + 100, attempt)
    population.actSoon(person, "being robbed", Effect.andThen(
      steal(scene, person, session.did, secret),
      Effect.sync(() => {
        marks.hit("an account was stolen")
        avenge()
      })
    ))
  }
  world.at(world.now + lockOutMillis, attempt)
}

const schema = Schema.Struct({
  what: Schema.Literal("theft").annotate({ description: "The first PDS's operator steals accounts with the rotation key that it holds." }),
  at: Fields.at,
  share: Fields.share,
  within: Fields.within("The thefts happen within this long."),
  late: Share.annotate({ description: "Share of the robbed with a key of their own who try to recover a minute after 72 hours." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("25%"))
  ),
  lastMinute: Share.annotate({ description: "Share of them who recover a minute before; the others within `promptWithin`." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("25%"))
  ),
  promptWithin: Duration.annotate({ description: "The others recover within this long, but not in the first minute." }).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed("48h"))
  )
})

export const Theft: Happening<typeof schema> = {
  what: "theft",
  schema,
  schedule: (said, scene) => {
    const chance = scene.chance(`theft ${said.at} fates`)
    const pds = pdsHosts(scene.scenario)[0]
    // Shares are dealt out rather than drawn, so that few people suffice for every fate.
    const dealt = { late: chance.double(), lastMinute: chance.double() }
    const deal = (lot: "late" | "lastMinute"): boolean => {
      dealt[lot] += said[lot]
      if (dealt[lot] < 1) return false
      dealt[lot] -= 1
      return true
    }
    Everybody.each(said, scene, () => (person) => {
      const promptMillis = minuteMillis + chance.double() * said.promptWithin
      if (person.pds !== pds) return
      const lot = person.ring === undefined ? "prompt" : deal("late") ? "late" : deal("lastMinute") ? "lastMinute" : "prompt"
      rob(scene, person, { promptMillis, lot })
    })
  }
}
