/**
 * The slow part of a password, as a service: a simulated world computes at
 * once, since nothing in it may wait for a thread; a live server leaves it to
 * Node's thread pool, so that one person's sign-in is not everybody's pause.
 */
import * as crypto from "node:crypto"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

export interface Cost {
  /** N = 2^this; r = 8, p = 1. */
  readonly costLog2: number
  readonly bytes: number
}

export type Derive = (password: string, salt: Uint8Array, cost: Cost) => Effect.Effect<Uint8Array>

export const optionsOf = ({ costLog2 }: Cost) => ({ N: 2 ** costLog2, r: 8, p: 1, maxmem: 2 ** (costLog2 + 11) + 2 ** 20 })

export const Scrypt = Context.Reference<Derive>("orrery/pds/Scrypt", {
  defaultValue: () => (password, salt, cost) => Effect.sync(() => crypto.scryptSync(password, salt, cost.bytes, optionsOf(cost)))
})
