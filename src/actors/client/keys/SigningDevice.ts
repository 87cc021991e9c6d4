/**
 * A device that holds its account's signing key and signs every commit itself;
 * the PDS stores and publishes. Paper §3.5.3
 *
 *     writes ─▶ prepareCommit ─▶ examine (`Countersign`) ─▶ sign ─▶ putCommit ─▶ the known head
 *                   ▲                                                  │
 *                   └── the head moved on: fetch, verify, stand by it ◀┘
 *
 * 1. It builds on no head that it did not sign, or verify under a key that its
 *    owner names, and on none older than the one that it knows.
 * 2. It signs what it asked for and nothing else.
 * 3. It signs the account's service tokens too, and so asks App View and
 *    moderation service directly.
 */
import * as Clock from "effect/Clock"
import type { SecureRandom } from "effect/crypto/SecureRandom"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Cid } from "../../../protocol/data/Cid.ts"
import { type KeyPair, Keys } from "../../../protocol/keys/Keys.ts"
import * as Commit from "../../../protocol/repo/Commit.ts"
import * as Countersign from "../../../protocol/repo/Countersign.ts"
import { verifyImport } from "../../../protocol/repo/Import.ts"
import type { RepoWrite } from "../../../protocol/repo/Repo.ts"
import type { Did } from "../../../protocol/syntax/Did.ts"
import * as RepoPath from "../../../protocol/syntax/RepoPath.ts"
import { XrpcError } from "../../../protocol/xrpc/XrpcError.ts"
import { patiently, type Session } from "../Session.ts"
import * as KnownHead from "./KnownHead.ts"
import { serviceToken } from "./OwnAccount.ts"

/** The PDS shows a repository that the owner cannot stand by. */
export class NotOurs extends Data.TaggedError("NotOurs")<{ readonly did: string; readonly reason: string }> {
  override get message(): string {
    return `The repository of ${this.did} is not the one that was signed: ${this.reason}`
  }
}

export interface Options {
  readonly did: Did
  readonly key: KeyPair
  /** Tells devices apart that share a disk. */
  readonly name: string
}

interface Found {
  readonly head: KnownHead.Head
  readonly records: ReadonlyMap<string, Cid>
}

const attempts = 8

const inputOf = (write: RepoWrite) => {
  const { collection, rkey } = RepoPath.split(write.path)
  switch (write.action) {
    case "create":
      return { $type: "com.atproto.repo.applyWrites#create" as const, collection, rkey, value: write.record }
    case "update":
      return { $type: "com.atproto.repo.applyWrites#update" as const, collection, rkey, value: write.record }
    case "delete":
      return { $type: "com.atproto.repo.applyWrites#delete" as const, collection, rkey }
  }
}

const isDone = (write: RepoWrite, { records }: Found): boolean =>
  write.action === "delete" ? !records.has(write.path) : records.get(write.path)?.equals(Countersign.cidOf(write.record)) === true

/** The head may have moved on, or the preparation grown old: another round may do. */
const isStale = (error: { readonly _tag: string; readonly error?: string }): boolean =>
  error._tag === "XrpcError" && (error.error === "InvalidSwap" || error.error === "ExpiredCommit" || error.error === "InvalidRequest")

export const make = Effect.fnUntraced(function*({ did, key, name }: Options) {
  const context = yield* Effect.context<HttpClient | Keys | SecureRandom | SqlClient>()
  const keys = yield* Keys
  const known = yield* KnownHead.make(name, did)
  // What it signs rises in rev, one after the other.
  const turn = Semaphore.makeUnsafe(1)

  /** What the PDS has, signed by one of these; undefined: nothing yet. */
  const fetch = (session: Session, signers: ReadonlyArray<string>) =>
    session.query("com.atproto.sync.getRepo", { did }).pipe(
      Effect.flatMap((car) => Effect.fromResult(Result.mapError(verifyImport(car, { did }), ({ message }) => new NotOurs({ did, reason: message })))),
      Effect.flatMap(({ commit, head, records }): Effect.Effect<Found, NotOurs> =>
        signers.some((didKey) => Commit.verify(commit, didKey, keys.verify))
          ? Effect.succeed({ head, records: new Map(records.map(({ cid, path }) => [path as string, cid])) })
          : Effect.fail(new NotOurs({ did, reason: `commit ${head.rev} is signed by none of ${signers.join(", ")}` }))),
      Effect.catchIf((error) => error._tag === "XrpcError" && error.error === "RepoNotFound", () => Effect.succeed(undefined))
    )

  /** Another device may have gone on; nobody may have gone back. */
  const catchUp = Effect.fnUntraced(function*(session: Session) {
    const found = yield* fetch(session, [key.didKey])
    const { head } = yield* known.load
    const older = found === undefined ? head !== undefined : head !== undefined && found.head.rev < head.rev
    if (older) return yield* new NotOurs({ did, reason: `it is at ${found?.head.rev ?? "nothing"}, known is ${head?.rev}` })
    if (found !== undefined) yield* known.standBy(found.head)
    return found
  })

  /** One preparation, examined and signed. */
  const sign = Effect.fnUntraced(function*(session: Session, writes: ReadonlyArray<RepoWrite>, head: KnownHead.Head | undefined) {
    const { signedRev } = yield* known.load
    const proposal = yield* session.procedure("dev.orrery.repo.prepareCommit", {
      input: {
        repo: did, writes: writes.map(inputOf),
        ...(head === undefined ? {} : { swapCommit: head.commit.toString() }),
        ...(signedRev === undefined ? {} : { after: signedRev })
      }
    })
    const unsigned = yield* Effect.fromResult(
      Countersign.examine(proposal, { did, head, signedRev, writes, nowMillis: yield* Clock.currentTimeMillis })
    )
    yield* known.signing(unsigned.rev)
    return Commit.sign(unsigned, (message) => keys.sign(key, message))
  })

  const put = (session: Session, writes: ReadonlyArray<RepoWrite>, { bytes }: Commit.SignedCommit, before: KnownHead.Head | undefined, activate: boolean) =>
    patiently(() => session.procedureOnce("dev.orrery.repo.putCommit", {
      input: {
        repo: did, writes: writes.map(inputOf), commit: bytes,
        ...(before === undefined ? {} : { swapCommit: before.commit.toString() }),
        ...(activate ? { activate } : {})
      }
    }))

  /** One commit with these writes; with `activate`, the one with which the account wakes. */
  const write = Effect.fnUntraced(function*(session: Session, writes: ReadonlyArray<RepoWrite>, { activate = false } = {}) {
    for (let attempt = 1;; attempt++) {
      const head = (yield* known.load).head ?? (yield* catchUp(session))?.head
      const round = Effect.gen(function*() {
        const signed = yield* sign(session, writes, head)
        yield* put(session, writes, signed, head, activate)
        const { cid, commit: { data, rev } } = signed
        yield* known.standBy({ commit: cid, data, rev })
        return { commit: cid, rev }
      })
      const answer = yield* Effect.result(round)
      if (Result.isSuccess(answer)) return answer.success
      if (attempt === attempts || !isStale(answer.failure)) return yield* answer.failure
      const found = yield* catchUp(session)
      // The answer to an earlier put was lost, and another device has gone on since.
      if (found !== undefined && writes.length > 0 && writes.every((each) => isDone(each, found))) return found.head
      if (found === undefined ? head === undefined : head?.commit.equals(found.head.commit) === true) {
        // The head is as it was: what was refused will be refused again, unless it only came too late.
        if (!(answer.failure instanceof XrpcError) || answer.failure.error !== "ExpiredCommit") return yield* answer.failure
      }
    }
  })

  return {
    did,
    key,
    /** Goes on from what another device with this key has signed. */
    catchUp: (session: Session) => Effect.provideContext(Effect.asVoid(catchUp(session)), context),
    /**
     * Goes on from the head that there is, though one of `former` signed it, and
     * though it is older than the one known: for a new device, after an import,
     * or when the owner takes the key over.
     */
    adopt: (session: Session, former: ReadonlyArray<string>) =>
      Effect.provideContext(
        Effect.flatMap(fetch(session, [key.didKey, ...former]), (found) => found === undefined ? Effect.void : Effect.asVoid(known.standBy(found.head, { back: true }))),
        context
      ),
    write: (session: Session, writes: ReadonlyArray<RepoWrite>, options?: { readonly activate?: boolean }) =>
      Effect.provideContext(turn.withPermit(write(session, writes, options)), context),
    token: (claims: { readonly aud: string; readonly lxm: string }) =>
      Effect.provideContext(serviceToken(key, { iss: did, ...claims }), context)
  }
})

export type SigningDevice = Effect.Success<ReturnType<typeof make>>
export type SigningError = Effect.Error<ReturnType<SigningDevice["write"]>>
