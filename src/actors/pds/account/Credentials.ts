/**
 * Who somebody says to be, and the passwords that bear it out: the account's
 * own, or one of its app passwords. [ref pds]
 */
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import { invalidRequest } from "../../../protocol/xrpc/XrpcError.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import type { AppPasswords } from "../session/AppPasswords.ts"
import type { Hosted, HostedAccounts } from "./Hosted.ts"
import * as Password from "./Password.ts"
import { PasswordKdf } from "./PasswordKdf.ts"

const minPasswordLength = 8
const maxPasswordLength = 256
/** Longer ones were never given out; hashing them would cost the server, not the caller. */
const maxPasswordTried = 512

export const make = Effect.fnUntraced(function*(options: {
  readonly accounts: HostedAccounts
  readonly appPasswords: AppPasswords
  /** Of scrypt, where that is wanted in the place of the world's own way. */
  readonly costLog2: number | undefined
}) {
  const { accounts, appPasswords, costLog2 } = options
  const secureRandom = yield* SecureRandom
  const own = yield* PasswordKdf
  const kdf: PasswordKdf = costLog2 === undefined ? own : { ...own, preferred: { _tag: "scrypt", costLog2 } }
  const stored = yield* Prepared.prepare("SELECT password FROM account WHERE id = ?")
  const store = yield* Prepared.prepare("UPDATE account SET password = ? WHERE id = ?")
  const renew = yield* Prepared.prepare("UPDATE account SET password = ? WHERE id = ? AND password = ?")

  const hashed = (password: string) => Effect.provideService(Password.hash(kdf, password), SecureRandom, secureRandom)

  const hash = Effect.fnUntraced(function*(password: string) {
    if (password.length < minPasswordLength || password.length > maxPasswordLength) {
      return yield* invalidRequest(`A password has ${minPasswordLength} to ${maxPasswordLength} characters`)
    }
    return yield* hashed(password)
  })

  /** The stored hash that the password matches. */
  const matching = Effect.fnUntraced(function*(account: Hosted | undefined, password: string) {
    if (password.length > maxPasswordTried) return undefined
    const kept = account === undefined ? undefined : (yield* stored.get<{ password: string | null }>(account.id))?.password ?? undefined
    if (kept === undefined) return yield* Effect.as(Password.matchNone(kdf, password), undefined)
    return (yield* Password.matches(kdf, password, kept)) ? kept : undefined
  })

  const isOwn = (account: Hosted, password: string) => Effect.map(matching(account, password), (kept) => kept !== undefined)

  return {
    /** By DID, handle or e-mail address. */
    find: (identifier: string) => {
      const name = identifier.toLowerCase()
      return name.startsWith("did:") ? accounts.byDid(identifier) : name.includes("@") ? accounts.byEmail(name) : accounts.byHandle(name)
    },
    hash,
    isOwn,
    /**
     * What a password opens; undefined for a wrong one, and, as slowly, where there
     * is no account. A taken-down account has its own password alone.
     */
    open: Effect.fnUntraced(function*(account: Hosted | undefined, password: string) {
      const kept = yield* matching(account, password)
      if (account === undefined) return undefined
      if (kept !== undefined) {
        // Now that it is known again, it is kept as new ones are; unless it has been changed in the meantime.
        if (Password.isDated(kdf, kept)) yield* renew.run(yield* hashed(password), account.id, kept)
        return { _tag: "Own" } as const
      }
      if (account.status === "takendown") return undefined
      const found = yield* appPasswords.match(account, password)
      return found === undefined ? undefined : { _tag: "App", ...found } as const
    }),
    /** `hashed` is from `hash`. */
    set: (account: number, hashed: string) => store.run(hashed, account)
  }
})

export type Credentials = Effect.Success<ReturnType<typeof make>>
