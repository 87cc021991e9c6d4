/**
 * Somebody between a host and its names forges DNS answers: for a while, every
 * name that somebody owns is said to be a forger's, who claims the first of them
 * in her document. A host that does not validate believes it until it looks
 * again; one that does never. [handle] "DNSSEC"; paper §3.5; A13
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Interpose } from "../network/Interpose.ts"
import type { Person } from "../population/Person.ts"
import { namesHost, peopleDomain } from "../scenario/Build.ts"
import { Duration } from "../scenario/Scalars.ts"
import * as Fields from "./Fields.ts"
import * as Identity from "./Identity.ts"
import type { Happening, Scene } from "./Happening.ts"
import * as Naming from "./Naming.ts"

const schema = Schema.Struct({
  what: Schema.Literal("poison").annotate({ description: "DNS answers to some hosts are forged. Takes somebody with a key of their own (`claim`) for the forger." }),
  at: Fields.at,
  for: Duration.annotate({ description: "For how long." }),
  hosts: Schema.Array(Schema.String).annotate({ description: "Hosts that are lied to." })
})

const encoder = new TextEncoder()

/** The answer to a question about an owned name, but of the forger's DID; unsigned, for there is no key of the zone. */
const forger = (hosts: ReadonlySet<string>, did: string, forged: () => void): Interpose => (from, message) => {
  if (from !== namesHost || message.kind !== "response" || !hosts.has(message.to)) return message.bytes
  const name = new URLSearchParams(message.path.split("?")[1]).get("name")
  if (!message.path.startsWith("/dns-query") || name === null || !name.endsWith(`.${peopleDomain}`)) return message.bytes
  forged()
  return encoder.encode(JSON.stringify({ Status: 0, Answer: [{ name, type: 16, TTL: 60, data: `"did=${did}"` }] }))
}

const claims = (scene: Scene, liar: Person, handle: string) =>
  Effect.gen(function*() {
    const { ring, session } = liar
    if (ring === undefined || session === undefined) return
    const identity = yield* Identity.make(scene)
    yield* identity.update(ring, session.did, (state) => ({ ...state, alsoKnownAs: [`at://${handle}`] }))
    scene.population.marks.hit("somebody claimed another's handle")
  })

export const Poison: Happening<typeof schema> = {
  what: "poison",
  schema,
  schedule: (said, scene) => {
    const { population, world } = scene
    world.at(said.at, () => {
      const { people } = population.society
      const liar = people.find((person) => person.ring !== undefined && person.session !== undefined && !person.away)
      const victim = people.find((person) => person !== liar && Naming.ownsName(person))
      if (liar === undefined || victim === undefined) return
      const own = liar.session!.handle
      liar.away = true
      const before = world.interposed
      const forge = forger(new Set(said.hosts), liar.session!.did, () => population.marks.hit("a forged DNS answer was given"))
      world.interpose((from, message) => {
        const told = before === undefined ? message.bytes : before(from, message)
        return told instanceof Uint8Array ? forge(from, { ...message, bytes: told }) : told
      })
      population.actSoon(liar, "claiming another's handle", claims(scene, liar, victim.session!.handle))
      world.at(world.now + said.for, () => {
        world.interpose(before)
        population.actSoon(liar, "going by her own name again", Effect.andThen(
          claims(scene, liar, own),
          Effect.sync(() => {
            liar.away = false
          })
        ))
      })
    })
  },
  complaints: (said, scenario, path) =>
    scenario.timeline.some(({ at, what }) => what === "claim" && at < said.at) ? [] : [{
      path: [...path, "what"],
      found: "poison before anybody has a key of their own",
      expected: "an earlier `claim` in the timeline",
      suggestion: undefined
    }]
}
