/** Feed generators, as their creators declare them. */
import type { GeneratorView } from "../../../protocol/lexicon/generated/app/bsky/feed/defs.ts"
import type { Main as Generator } from "../../../protocol/lexicon/generated/app/bsky/feed/generator.ts"
import { TallyKind } from "../Tables.ts"
import * as Uri from "../Uri.ts"
import * as Actors from "./Actors.ts"
import * as Images from "./Images.ts"
import * as Labels from "./Labels.ts"
import type { Indexed, State } from "./State.ts"

export const collection = "app.bsky.feed.generator"

export const view = (state: State, uri: string): GeneratorView | undefined => {
  if (Uri.collection(uri) !== collection) return undefined
  const found = state.records.get(uri) as Indexed<Generator> | undefined
  const creator = found === undefined ? undefined : Actors.view(state, found.author)
  if (found === undefined || creator === undefined) return undefined
  const { acceptsInteractions, avatar, contentMode, description, descriptionFacets, did, displayName } = found.record
  const avatarUrl = Images.url(state, "avatar", found.author, avatar)
  const like = state.acts.get(uri)?.like
  return {
    uri,
    cid: found.cid,
    did,
    creator,
    displayName,
    ...(description === undefined ? {} : { description }),
    ...(descriptionFacets === undefined ? {} : { descriptionFacets }),
    ...(avatarUrl === undefined ? {} : { avatar: avatarUrl }),
    likeCount: state.tallies.get(uri)?.[TallyKind.likes] ?? 0,
    ...(acceptsInteractions === undefined ? {} : { acceptsInteractions }),
    labels: Labels.ofRecord(state, found),
    ...(state.asker.did === undefined ? {} : { viewer: like === undefined ? {} : { like } }),
    ...(contentMode === undefined ? {} : { contentMode }),
    indexedAt: found.indexedAt
  }
}
