/** Password hashes on Node's thread pool. */
import * as crypto from "node:crypto"
import * as Effect from "effect/Effect"
import { type Derive, optionsOf } from "../actors/pds/account/Scrypt.ts"

export const derive: Derive = (password, salt, cost) =>
  Effect.callback((resume) => {
    crypto.scrypt(password, salt, cost.bytes, optionsOf(cost), (error, hash) => {
      resume(error === null ? Effect.succeed(hash) : Effect.die(error))
    })
  })
