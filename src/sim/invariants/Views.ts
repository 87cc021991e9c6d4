/** VIEW, FEED, CDN: App Views, feed generators, images. */
import { AppViewPosts } from "../oracles/AppViewPosts.ts"
import { Timelines } from "../oracles/Timelines.ts"
import { held, network, open, property, watched } from "./Invariant.ts"

const recount = property("actors/appview/Recount")
const generators = network("actors/appview/Generators")

export const views = [
  held("VIEW-1", "An App View that came late equals one that followed all along.", "[sync]; paper §3.3.2", network("actors/appview/Sync")),
  open("VIEW-2", "Two App Views over different relays show the public the same.", "paper §3.3.2", "no run compares App Views behind different relays"),
  watched(Timelines, network("actors/appview/Timeline"), recount),
  held("VIEW-4", "A thread is whole, from wherever in it one looks.", "paper §1; [lex:app.bsky.feed.getPostThread]", network("actors/appview/Threads")),
  watched(AppViewPosts, network("actors/appview/Counts"), recount)
]

export const feeds = [
  held("FEED-1", "A feed is its generator's order, minus what may not be shown.", "[lex:app.bsky.feed.getFeed]", generators, network("actors/feedgen/FeedGen")),
  held("FEED-2", "A generator that is slow, dead or lying harms its own feed only.", "[g:feeds]", generators)
]

export const images = [
  open("CDN-1", "No image is served of an account or blob that is gone, and what is served derives from the bytes of its CID.", "[account]; [blob]", "no actor serves images")
]
