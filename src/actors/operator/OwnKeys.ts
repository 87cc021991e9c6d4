/**
 * An operator's Ed25519 keys: drawn at its first start and at each rotation,
 * kept in its database. The log says which one counts.
 */
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import * as Members from "../../protocol/consortium/Members.ts"
import * as Ed25519 from "../../protocol/tlog/Ed25519.ts"
import { equals } from "../../protocol/tlog/Merkle.ts"
import * as SignedNote from "../../protocol/tlog/SignedNote.ts"

export const make = Effect.fnUntraced(function*(self: string) {
  const sql = yield* SqlClient
  const random = yield* SecureRandom.SecureRandom
  const pairs: Array<Ed25519.KeyPair> = []

  const draw = Effect.gen(function*() {
    const seed = yield* random.randomBytes(Ed25519.keyBytes)
    yield* sql`INSERT INTO consortium_key (seed) VALUES (${seed})`
    const pair = Ed25519.keyPair(seed)
    pairs.push(pair)
    return pair
  })

  for (const { seed } of yield* sql<{ seed: Uint8Array }>`SELECT seed FROM consortium_key ORDER BY id`) pairs.push(Ed25519.keyPair(seed))
  if (pairs.length === 0) yield* draw

  return {
    /** A new key; it counts once the log says so. */
    draw,
    /** The newest. */
    newest: (): Ed25519.KeyPair => pairs.at(-1)!,
    /** The key that the members know this operator by; none if it is no member. */
    among: (members: Members.Members): Ed25519.KeyPair | undefined => {
      const publicKey = Members.find(members, self)?.publicKey
      return publicKey === undefined ? undefined : pairs.find((pair) => equals(pair.publicKey, publicKey))
    },
    vkey: (pair: Ed25519.KeyPair): string => SignedNote.vkey(Members.member(self, pair.publicKey))
  }
})

export type OwnKeys = Effect.Success<ReturnType<typeof make>>
