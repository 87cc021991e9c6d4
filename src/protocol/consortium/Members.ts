/**
 * Who the operators are, and how the log changes that.
 *
 *     n members, f = ⌊(n − 1) / 3⌋ of them may lie,
 *     a quorum is q = ⌊(n + f) / 2⌋ + 1: any two share f + 1 members, one of them honest,
 *     and q ≤ n − f, so the honest alone are one.
 *
 * 1. A change counts from the next block on; a block holds one change at most.
 * 2. join and remove need the approval of a quorum, leave the member's own
 *    signature, rotate that of the old key and of the new one.
 * 3. What is signed names the log and the epoch (how many changes came before),
 *    so that no approval serves twice.
 * 4. The last member never goes.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Cosignature from "../tlog/Cosignature.ts"
import * as Ed25519 from "../tlog/Ed25519.ts"
import * as SignedNote from "../tlog/SignedNote.ts"
import type { Approval, Entry, MembershipItem } from "./Entry.ts"

/** Name (its host) and key of an operator. */
export type Member = SignedNote.Verifier

export interface Members {
  readonly origin: string
  /** How many changes there were. */
  readonly epoch: number
  /** By name. */
  readonly list: ReadonlyArray<Member>
}

export class MembershipRefusal extends Data.TaggedError("MembershipRefusal")<{ readonly reason: string }> {
  override get message(): string {
    return `Membership does not change: ${this.reason}`
  }
}

/** How many of n members may be faulty. */
export const tolerated = (n: number): number => Math.floor((n - 1) / 3)
export const quorumOf = (n: number): number => Math.floor((n + tolerated(n)) / 2) + 1
export const quorum = ({ list }: Members): number => quorumOf(list.length)

export const find = ({ list }: Members, name: string): Member | undefined => list.find((member) => member.name === name)

export const member = Cosignature.verifier

const byName = (a: Member, b: Member): number => a.name < b.name ? -1 : a.name > b.name ? 1 : 0

const parseMember = (vkey: string): Result.Result<Member, MembershipRefusal> =>
  Result.match(SignedNote.parseVkey(vkey), {
    onFailure: (error) => Result.fail(new MembershipRefusal({ reason: error.message })),
    onSuccess: (member) =>
      member.type === SignedNote.types.cosignature && member.publicKey.length === Ed25519.keyBytes
        ? Result.succeed(member)
        : Result.fail(new MembershipRefusal({ reason: `${vkey} is no Ed25519 cosigner` }))
  })

/** The founders, as the genesis entry names them: sorted, each once. */
export const founded = (entry: Entry): Result.Result<Members, MembershipRefusal> =>
  Result.gen(function*() {
    if (entry.type !== "genesis") return yield* Result.fail(new MembershipRefusal({ reason: "a log begins with a genesis" }))
    const list: Array<Member> = []
    for (const vkey of entry.members) list.push(yield* parseMember(vkey))
    const sorted = list.every((each, i) => i === 0 || byName(list[i - 1]!, each) < 0)
    if (list.length === 0 || !sorted) return yield* Result.fail(new MembershipRefusal({ reason: "founders are named once each, by name" }))
    return { origin: entry.origin, epoch: 0, list }
  })

/** What is signed for a change of the present members. */
export const statement = ({ epoch, origin }: Members, item: MembershipItem): Uint8Array => {
  const what = item.type === "join" || item.type === "rotate" ? item.member : item.name
  return SignedNote.bytesOf(`orrery/membership/v1\n${origin}\n${epoch}\n${item.type} ${what}\n`)
}

const approvedBy = (members: Members, item: MembershipItem, approvals: ReadonlyArray<Approval>): number => {
  const message = statement(members, item)
  const names = new Set(approvals.flatMap(({ by, signature }) => {
    const member = find(members, by)
    return member !== undefined && Ed25519.verify(member.publicKey, message, signature) ? [by] : []
  }))
  return names.size
}

/** The members after a change, or why it cannot be. */
export const change = (members: Members, item: MembershipItem): Result.Result<Members, MembershipRefusal> =>
  Result.gen(function*() {
    const refuse = (reason: string) => Result.fail(new MembershipRefusal({ reason }))
    const next = (list: ReadonlyArray<Member>): Members => ({ ...members, epoch: members.epoch + 1, list: list.toSorted(byName) })
    const known = (name: string) => {
      const member = find(members, name)
      return member === undefined ? refuse(`${name} is no member`) : Result.succeed(member)
    }
    const without = (name: string) => members.list.filter((each) => each.name !== name)
    const message = statement(members, item)
    switch (item.type) {
      case "join": {
        const joining = yield* parseMember(item.member)
        if (find(members, joining.name) !== undefined) return yield* refuse(`${joining.name} is a member already`)
        if (approvedBy(members, item, item.approvals) < quorum(members)) return yield* refuse(`${joining.name} is not approved by a quorum`)
        return next([...members.list, joining])
      }
      case "remove": {
        yield* known(item.name)
        if (members.list.length === 1) return yield* refuse("the last member stays")
        if (approvedBy(members, item, item.approvals) < quorum(members)) return yield* refuse(`that ${item.name} goes is not approved by a quorum`)
        return next(without(item.name))
      }
      case "leave": {
        const leaving = yield* known(item.name)
        if (members.list.length === 1) return yield* refuse("the last member stays")
        if (!Ed25519.verify(leaving.publicKey, message, item.signature)) return yield* refuse(`${item.name} did not sign its leave`)
        return next(without(item.name))
      }
      case "rotate": {
        const rotated = yield* parseMember(item.member)
        const old = yield* known(rotated.name)
        if (!Ed25519.verify(old.publicKey, message, item.signature)) return yield* refuse(`the old key of ${old.name} did not sign`)
        if (!Ed25519.verify(rotated.publicKey, message, item.proof)) return yield* refuse(`the new key of ${old.name} did not sign`)
        return next([...without(old.name), rotated])
      }
    }
  })
