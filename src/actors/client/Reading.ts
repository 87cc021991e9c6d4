/** What a person reads, through its own PDS: timelines, threads, profiles, feeds. */
import type { Session } from "./Session.ts"

export const timeline = (session: Session, limit = 50, cursor?: string) =>
  session.query("app.bsky.feed.getTimeline", { limit, ...(cursor === undefined ? {} : { cursor }) })

export const thread = (session: Session, uri: string) => session.query("app.bsky.feed.getPostThread", { uri })

export const profile = (session: Session, actor: string) => session.query("app.bsky.actor.getProfile", { actor })

export const feed = (session: Session, uri: string, limit = 30) => session.query("app.bsky.feed.getFeed", { feed: uri, limit })

export const notifications = (session: Session, limit = 30) => session.query("app.bsky.notification.listNotifications", { limit })
