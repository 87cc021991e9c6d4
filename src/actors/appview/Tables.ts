/**
 * What an App View keeps. `record` is the truth as the repositories tell it;
 * `feed_item`, `edge`, `tally` and `notification` are made from it and from
 * who is active, and can be made again; `label` is the labelers' word; `mute`,
 * `thread_mute` and `seen` are private to their owners.
 *
 * Times are milliseconds since the epoch. `sort_at` is the earlier of the time
 * of indexing and the time that the record claims.
 *
 * Tables of short rows lie in their primary key (`WITHOUT ROWID`): each act
 * writes to one tree less. Rows as long as a post's would make that one slow.
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"

const statements: ReadonlyArray<string> = [
  `CREATE TABLE IF NOT EXISTS actor (
    did TEXT PRIMARY KEY,
    handle TEXT UNIQUE,
    handle_due INTEGER,
    handle_tries INTEGER NOT NULL DEFAULT 0,
    active INTEGER NOT NULL DEFAULT 1,
    status TEXT,
    rev TEXT,
    data TEXT,
    sync_state INTEGER NOT NULL DEFAULT 0,
    name TEXT,
    indexed_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  // Since when a handle that is shown cannot be verified, because its name or document is out of reach.
  `CREATE TABLE IF NOT EXISTS handle_doubt (did TEXT PRIMARY KEY, since INTEGER NOT NULL)`,
  `CREATE INDEX IF NOT EXISTS actor_handle_due ON actor (handle_due, did) WHERE handle_due IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS actor_desynchronized ON actor (did) WHERE sync_state = 2`,
  `CREATE INDEX IF NOT EXISTS actor_name ON actor (name) WHERE name IS NOT NULL`,

  // The records of a repository lie together, in path order. `json` is null for what is no sound record.
  `CREATE TABLE IF NOT EXISTS record (
    uri TEXT PRIMARY KEY,
    cid TEXT NOT NULL,
    json TEXT,
    indexed_at INTEGER NOT NULL
  )`,

  // Posts, and reposts under the reposter's name: `post` is the post shown, `uri` the record that shows it.
  `CREATE TABLE IF NOT EXISTS feed_item (
    uri TEXT PRIMARY KEY,
    post TEXT NOT NULL,
    author TEXT NOT NULL,
    sort_at INTEGER NOT NULL,
    root TEXT,
    parent TEXT,
    media INTEGER NOT NULL
  )`,
  `CREATE INDEX IF NOT EXISTS feed_item_author ON feed_item (author, sort_at, uri)`,
  `CREATE INDEX IF NOT EXISTS feed_item_parent ON feed_item (parent) WHERE parent IS NOT NULL`,

  // Likes, reposts, follows, blocks and quotes. `counted` is 1 for one record of an author about a subject.
  // Older disks keep their key (uri, kind), and have an index over this one, which all statements then go by.
  `CREATE TABLE IF NOT EXISTS edge (
    uri TEXT NOT NULL,
    kind INTEGER NOT NULL,
    author TEXT NOT NULL,
    subject TEXT NOT NULL,
    counted INTEGER NOT NULL,
    sort_at INTEGER NOT NULL,
    PRIMARY KEY (author, kind, subject, uri)
  ) WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS edge_subject ON edge (subject, kind, sort_at, uri) WHERE counted = 1`,

  `CREATE TABLE IF NOT EXISTS tally (
    subject TEXT NOT NULL,
    kind INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (subject, kind)
  ) WITHOUT ROWID`,

  `CREATE TABLE IF NOT EXISTS notification (
    uri TEXT NOT NULL,
    recipient TEXT NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    subject TEXT,
    sort_at INTEGER NOT NULL,
    PRIMARY KEY (uri, recipient)
  ) WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS notification_recipient ON notification (recipient, sort_at, uri)`,

  // All labels received, the retracted ones too; `cid` is empty for labels of any version.
  `CREATE TABLE IF NOT EXISTS label (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    src TEXT NOT NULL,
    uri TEXT NOT NULL,
    cid TEXT NOT NULL,
    val TEXT NOT NULL,
    neg INTEGER NOT NULL,
    cts TEXT NOT NULL,
    exp TEXT,
    exp_millis INTEGER,
    sig BLOB NOT NULL,
    UNIQUE (uri, src, val, cid)
  )`,

  `CREATE TABLE IF NOT EXISTS mute (
    owner TEXT NOT NULL,
    subject TEXT NOT NULL,
    only_reposts INTEGER NOT NULL,
    only_quotes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (owner, subject)
  )`,
  `CREATE TABLE IF NOT EXISTS thread_mute (owner TEXT NOT NULL, root TEXT NOT NULL, PRIMARY KEY (owner, root)) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS seen (owner TEXT PRIMARY KEY, seen_at INTEGER NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS progress (name TEXT PRIMARY KEY, done INTEGER NOT NULL)`
]

export const create = Effect.flatMap(SqlClient, (sql) =>
  Effect.forEach(statements, (statement) => sql.unsafe(statement), { discard: true }))

/** Of `actor.sync_state`: nothing known yet; equal to the repository at `rev`; something was missed. */
export const SyncState = { fresh: 0, synchronized: 1, desynchronized: 2 } as const

/** Of `edge.kind`. */
export const EdgeKind = { like: 1, repost: 2, follow: 3, block: 4, quote: 5 } as const
export type EdgeKind = typeof EdgeKind[keyof typeof EdgeKind]

/** Of `tally.kind`: what is counted about a post, or about an actor. */
export const TallyKind = { likes: 1, reposts: 2, replies: 3, quotes: 4, followers: 5, follows: 6, posts: 7 } as const
export type TallyKind = typeof TallyKind[keyof typeof TallyKind]

/** Of `feed_item.media`. */
export const Media = { none: 0, images: 1, video: 2 } as const
