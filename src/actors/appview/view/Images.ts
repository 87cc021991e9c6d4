/** The URLs under which images and videos are served. [ref appview] */
import type { State } from "./State.ts"

export type Preset = "avatar" | "banner" | "feed_thumbnail" | "feed_fullsize"

/** The CID of a blob reference in its JSON form, or in the legacy one. */
export const cidOf = (blob: unknown): string | undefined => {
  const { cid, ref } = (blob ?? {}) as { readonly ref?: { readonly $link?: string }; readonly cid?: string }
  return ref?.$link ?? cid
}

export const url = (state: State, preset: Preset, did: string, blob: unknown): string | undefined => {
  const cid = cidOf(blob)
  return cid === undefined ? undefined : `${state.origin}/img/${preset}/plain/${did}/${cid}@jpeg`
}

export const video = (state: State, did: string, cid: string) => ({
  playlist: `${state.origin}/vid/${did}/${cid}/playlist.m3u8`,
  thumbnail: `${state.origin}/vid/${did}/${cid}/thumbnail.jpg`
})
