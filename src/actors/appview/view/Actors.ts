/** People, in the three sizes of `app.bsky.actor.defs`. Undefined for those who are not to be shown. */
import type {
  ProfileAssociated,
  ProfileView,
  ProfileViewBasic,
  ProfileViewDetailed,
  ViewerState
} from "../../../protocol/lexicon/generated/app/bsky/actor/defs.ts"
import { TallyKind } from "../Tables.ts"
import * as Images from "./Images.ts"
import * as Labels from "./Labels.ts"
import { type Actor, muted, type State } from "./State.ts"

/** Absent for the public. Who is blocked does not learn who follows whom. */
export const viewer = (state: State, did: string): ViewerState | undefined => {
  if (state.asker.did === undefined) return undefined
  const { blockedBy, blocking, followedBy, following, mute } = state.relations.get(did) ?? {}
  const apart = blocking !== undefined || blockedBy !== undefined
  return {
    muted: muted(state, did),
    ...(mute?.onlyReposts === true ? { mutedOnlyReposts: true } : {}),
    ...(mute?.onlyQuotes === true ? { mutedOnlyQuoteposts: true } : {}),
    blockedBy: blockedBy !== undefined,
    ...(blocking === undefined ? {} : { blocking }),
    ...(apart || following === undefined ? {} : { following }),
    ...(apart || followedBy === undefined ? {} : { followedBy })
  }
}

const basicOf = (state: State, actor: Actor): ProfileViewBasic => {
  const { did, handle, profile } = actor
  const { avatar, createdAt, displayName, pronouns } = profile?.record ?? {}
  const avatarUrl = Images.url(state, "avatar", did, avatar)
  const between = viewer(state, did)
  return {
    did,
    handle,
    ...(displayName === undefined ? {} : { displayName }),
    ...(pronouns === undefined ? {} : { pronouns }),
    ...(avatarUrl === undefined ? {} : { avatar: avatarUrl }),
    ...(between === undefined ? {} : { viewer: between }),
    labels: Labels.ofActor(state, did, profile),
    ...(createdAt === undefined ? {} : { createdAt })
  }
}

export const basic = (state: State, did: string): ProfileViewBasic | undefined => {
  const actor = state.actors.get(did)
  return actor === undefined ? undefined : basicOf(state, actor)
}

export const view = (state: State, did: string): ProfileView | undefined => {
  const actor = state.actors.get(did)
  if (actor === undefined) return undefined
  const description = actor.profile?.record.description
  return {
    ...basicOf(state, actor),
    ...(description === undefined ? {} : { description }),
    indexedAt: actor.profile?.indexedAt ?? actor.indexedAt
  }
}

export const detailed = (state: State, did: string, associated: ProfileAssociated): ProfileViewDetailed | undefined => {
  const actor = state.actors.get(did)
  const small = view(state, did)
  if (actor === undefined || small === undefined) return undefined
  const { banner, pinnedPost, website } = actor.profile?.record ?? {}
  const bannerUrl = Images.url(state, "banner", did, banner)
  const tally = state.tallies.get(did)
  return {
    ...small,
    ...(website === undefined ? {} : { website }),
    ...(bannerUrl === undefined ? {} : { banner: bannerUrl }),
    ...(pinnedPost === undefined ? {} : { pinnedPost }),
    followersCount: tally?.[TallyKind.followers] ?? 0,
    followsCount: tally?.[TallyKind.follows] ?? 0,
    postsCount: tally?.[TallyKind.posts] ?? 0,
    associated
  }
}
