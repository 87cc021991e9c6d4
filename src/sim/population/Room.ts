/**
 * People whose account is full. They are told so, delete a post, and try once
 * more. Whether there was room is for the oracles to say.
 */
import * as Effect from "effect/Effect"
import * as Records from "../../actors/client/Records.ts"
import type { Session } from "../../actors/client/Session.ts"
import { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import type { Marks } from "./Marks.ts"
import type { Person } from "./Person.ts"

/** What a server says that keeps no more of an account. */
export const saysOverQuota = (message: string): boolean => message.includes("Over quota: ")

export const isOverQuota = (error: unknown): error is XrpcError =>
  error instanceof XrpcError && error.status === 400 && error.error === "InvalidRequest" && saysOverQuota(error.message)

export const note = ({ message }: XrpcError, marks: Marks): void =>
  marks.hit(message.includes(" bytes of blobs") ? "a picture was refused for want of room" : "a record was refused for want of room")

/** As `act`; where there is no room, once more with a post less. */
export const making = <A, E, R>(act: Effect.Effect<A, E, R>, person: Person, session: Session, marks: Marks) =>
  Effect.catch(act, Effect.fnUntraced(function*(error) {
    if (!isOverQuota(error)) return yield* Effect.fail(error)
    note(error, marks)
    if (person.posts.length === 0) return
    const [post] = person.posts.splice(person.stream.below(person.posts.length), 1)
    yield* Records.remove(session, post!.uri)
    yield* act
    marks.hit("room was made and used")
  }))
