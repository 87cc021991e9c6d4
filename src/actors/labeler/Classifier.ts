/** The automatic judge: a word in a post's text, a label on that version of the post. Paper §2.1, §3.4 */
import * as Result from "effect/Result"
import * as RepoEvent from "../../protocol/frames/RepoEvent.ts"
import type { Received } from "../firehose/Subscription.ts"
import { changes, touches } from "../firehose/Records.ts"
import type { Judgement } from "./Labeler.ts"
import type { LabelerOptions } from "./Options.ts"

const watched = new Set(["app.bsky.feed.post"])

export const judge = (batch: ReadonlyArray<Received>, rules: LabelerOptions["rules"]): ReadonlyArray<Judgement> => {
  if (rules.length === 0) return []
  const judgements: Array<Judgement> = []
  for (const { frame } of batch) {
    if (!touches(frame, watched)) continue
    const event = Result.getOrUndefined(RepoEvent.fromFrame(frame))
    if (event?._tag !== "Commit") continue
    for (const change of changes(event, watched)) {
      if (change._tag === "Delete" || typeof change.record.text !== "string") continue
      const words = new Set(change.record.text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
      for (const { label, word } of rules) {
        if (words.has(word.toLowerCase())) judgements.push({ uri: change.uri, cid: change.cid.toString(), val: label })
      }
    }
  }
  return judgements
}
