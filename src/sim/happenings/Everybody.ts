/** Who takes part in a happening, and when each of them does. */
import type { Person } from "../population/Person.ts"
import type { Scene } from "./Happening.ts"

export interface Crowd {
  readonly what: string
  readonly at: number
  readonly share: number
  readonly within: number
}

/**
 * At `at`, draws the share of those who have an account by then, and lets each
 * do its part at a moment of its own within `within` milliseconds, unless
 * acting is over by then. `part` is made once, when the happening begins.
 */
export const each = ({ at, share, what, within }: Crowd, scene: Scene, part: () => (person: Person) => void): void => {
  const chance = scene.chance(`${what} ${at}`)
  const { population, world } = scene
  world.at(at, () => {
    const chosen = population.society.people.filter((person) => person.session !== undefined && chance.chance(share))
    const act = part()
    for (const person of chosen) {
      world.at(world.now + chance.double() * within, () => {
        if (!population.stopped && person.session !== undefined) act(person)
      })
    }
  })
}
