/** The machine over blocks that are single letters and signatures that are names: what a test hands out is genuine. */
import * as Members from "../../../src/protocol/consortium/Members.ts"
import type { Rules } from "../../../src/protocol/consortium/State.ts"

export const names = (count: number): ReadonlyArray<string> => ["alice", "bob", "carol", "dan", "erin", "frank", "grace"].slice(0, count)

export const membersOf = (those: ReadonlyArray<string>, epoch = 0): Members.Members => ({
  origin: "toy",
  epoch,
  list: those.map((name) => Members.member(name, new Uint8Array(32)))
})

export const signatureOf = (name: string): Uint8Array => new TextEncoder().encode(name)

export const rules = (self: string, change: Partial<Rules<string>> = {}): Rules<string> => ({
  self,
  idOf: (block) => block,
  sign: () => signatureOf(self),
  verify: (members, vote) => Members.find(members, vote.from) !== undefined,
  quorum: Members.quorum,
  after: (members) => members,
  timeoutMillis: 1000,
  ...change
})
