/** MOD: the social graph and moderation. */
import { Blocks } from "../oracles/Blocks.ts"
import { Counts } from "../oracles/Counts.ts"
import { held, network, open, property, watched } from "./Invariant.ts"

const recount = property("actors/appview/Recount")
const noGates = "the App View does not know gates"

export const moderation = [
  watched(Blocks, network("actors/appview/Blocks"), recount),
  held("MOD-2", "A mute changes what the muter sees, and nothing for anybody else.", "[lex:app.bsky.graph.muteActor]", network("actors/appview/Timeline")),
  open("MOD-3", "A reply against the thread's gate is neither shown, counted nor told; its author's own view aside.", "[lex:app.bsky.feed.threadgate]", noGates),
  open("MOD-4", "A detached quote does not show what it quotes, until it is attached again.", "[lex:app.bsky.feed.postgate]", noGates),
  watched(Counts, network("actors/appview/Counts"), recount),
  held("MOD-6", "A takedown that is reversed leaves views as they were before.", "[account]", network("actors/appview/Labels")),
  open("MOD-7", "What one service moderates changes no repository and no other service's view.", "paper §2.1", "no test has two App Views with different moderators"),
  open("MOD-8", "A gate or list by anybody but the post's author does nothing.", "[lex:app.bsky.feed.threadgate]", noGates)
]
