/** Labelers, as they declare themselves in `app.bsky.labeler.service/self`. */
import type { LabelerView, LabelerViewDetailed } from "../../../protocol/lexicon/generated/app/bsky/labeler/defs.ts"
import type { Main as Service } from "../../../protocol/lexicon/generated/app/bsky/labeler/service.ts"
import { TallyKind } from "../Tables.ts"
import * as Uri from "../Uri.ts"
import * as Actors from "./Actors.ts"
import * as Labels from "./Labels.ts"
import type { Indexed, State } from "./State.ts"

const collection = "app.bsky.labeler.service"

export const uriOf = (did: string): string => `at://${did}/${collection}/self`

export const view = (state: State, uri: string): LabelerView | undefined => {
  if (Uri.collection(uri) !== collection) return undefined
  const found = state.records.get(uri) as Indexed<Service> | undefined
  const creator = found === undefined ? undefined : Actors.view(state, found.author)
  if (found === undefined || creator === undefined) return undefined
  const like = state.acts.get(uri)?.like
  return {
    uri,
    cid: found.cid,
    creator,
    likeCount: state.tallies.get(uri)?.[TallyKind.likes] ?? 0,
    ...(state.asker.did === undefined ? {} : { viewer: like === undefined ? {} : { like } }),
    labels: Labels.ofRecord(state, found),
    indexedAt: found.indexedAt
  }
}

export const detailed = (state: State, uri: string): LabelerViewDetailed | undefined => {
  const small = view(state, uri)
  if (small === undefined) return undefined
  const { policies, reasonTypes, subjectCollections, subjectTypes } = (state.records.get(uri) as Indexed<Service>).record
  return {
    ...small,
    policies,
    ...(reasonTypes === undefined ? {} : { reasonTypes }),
    ...(subjectTypes === undefined ? {} : { subjectTypes }),
    ...(subjectCollections === undefined ? {} : { subjectCollections })
  }
}
