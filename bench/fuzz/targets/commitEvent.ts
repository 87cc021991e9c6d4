import * as Result from "effect/Result"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import { verifyCommit } from "../../../src/protocol/sync/VerifyCommit.ts"
import { verifySync } from "../../../src/protocol/sync/VerifySync.ts"
import type { Target } from "../Target.ts"
import { believe, commitEvents, epochMillis, signingKey } from "../world.ts"

/** Hostile trees behind valid hashes: loading on partial blocks, forward checks, inversion. */
export const target: Target = {
  name: "commit-event",
  form: "frame",
  seeds: () => commitEvents().map(RepoEvent.encode),
  run: (bytes) => {
    const event = Result.getOrUndefined(Result.flatMap(Frame.decode(bytes), RepoEvent.fromFrame))
    if (event === undefined) return false
    const against = { signingKey, verify: believe, nowMillis: epochMillis }
    if (event._tag === "Sync") return Result.isSuccess(verifySync(event, against))
    return event._tag === "Commit" && Result.isSuccess(verifyCommit(event, against))
  }
}
