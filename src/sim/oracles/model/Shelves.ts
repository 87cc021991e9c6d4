/**
 * Every question to which a service answers with what an account has, asked
 * the way anybody may ask it; and whether an answer shows the account.
 * [account], ACCT-1
 */
import type { ProbeAnswer } from "../Oracle.ts"
import type { Json } from "./Questions.ts"

/** Things of an account that were there at some time. */
export interface Things {
  readonly did: string
  /** `collection/rkey` of a record. */
  readonly path: string | undefined
  /** CID of the last commit. */
  readonly commit: string | undefined
  readonly blob: string | undefined
}

export interface Question {
  readonly path: string
  readonly shows: (answer: ProbeAnswer) => boolean
}

const json = ({ body }: ProbeAnswer): Json => JSON.parse(Buffer.from(body).toString() || "{}") as Json

const ok = ({ status }: ProbeAnswer): boolean => status < 300

const found = (path: string, shows: Question["shows"] = ok): Question => ({ path: `/xrpc/${path}`, shows })

const isActive = (answer: ProbeAnswer): boolean => ok(answer) && json(answer).active === true

const listsAsActive = (did: string) => (answer: ProbeAnswer): boolean =>
  ok(answer) && (json(answer).repos as ReadonlyArray<Json>).some((repo) => repo.did === did && repo.active !== false)

const has = (field: string) => (answer: ProbeAnswer): boolean => ok(answer) && (json(answer)[field] as ReadonlyArray<unknown> | undefined ?? []).length > 0

/** The page of a long list in which the account would stand. */
const listRepos = (did: string): Question => found(`com.atproto.sync.listRepos?limit=100&cursor=${did.slice(0, -1)}`, listsAsActive(did))

/** At the account's own server. */
export const atServer = ({ blob, commit, did, path }: Things): ReadonlyArray<Question> => {
  const [collection, rkey] = path?.split("/") ?? []
  const record = `collection=${collection}&rkey=${rkey}`
  return [
    found(`com.atproto.sync.getRepo?did=${did}`),
    found(`com.atproto.sync.getLatestCommit?did=${did}`),
    found(`com.atproto.sync.listBlobs?did=${did}`),
    found(`com.atproto.repo.listRecords?repo=${did}&collection=${collection ?? "app.bsky.feed.post"}`),
    found(`com.atproto.repo.describeRepo?repo=${did}`),
    found(`com.atproto.sync.getRepoStatus?did=${did}`, isActive),
    listRepos(did),
    ...(path === undefined ? [] : [found(`com.atproto.repo.getRecord?repo=${did}&${record}`), found(`com.atproto.sync.getRecord?did=${did}&${record}`)]),
    ...(commit === undefined ? [] : [found(`com.atproto.sync.getBlocks?did=${did}&cids=${commit}`)]),
    ...(blob === undefined ? [] : [found(`com.atproto.sync.getBlob?did=${did}&cid=${blob}`)])
  ]
}

/** At a relay. It sends who wants a repository to its server: that is an answer too. */
export const atRelay = ({ did }: Things): ReadonlyArray<Question> => [
  found(`com.atproto.sync.getRepoStatus?did=${did}`, isActive),
  found(`com.atproto.sync.getLatestCommit?did=${did}`),
  found(`com.atproto.sync.getRepo?did=${did}`, ({ status }) => status < 400),
  listRepos(did)
]

/** At an App View. */
export const atAppView = ({ did, path }: Things): ReadonlyArray<Question> => {
  const post = path?.startsWith("app.bsky.feed.post/") === true ? encodeURIComponent(`at://${did}/${path}`) : undefined
  return [
    found(`app.bsky.actor.getProfile?actor=${did}`),
    found(`app.bsky.actor.getProfiles?actors=${did}`, has("profiles")),
    found(`app.bsky.feed.getAuthorFeed?actor=${did}`, has("feed")),
    found(`app.bsky.graph.getFollows?actor=${did}`),
    ...(post === undefined ? [] : [
      found(`app.bsky.feed.getPosts?uris=${post}`, has("posts")),
      found(`app.bsky.feed.getPostThread?uri=${post}`, (answer) => ok(answer) && (json(answer).thread as Json)["$type"] === "app.bsky.feed.defs#threadViewPost")
    ])
  ]
}
