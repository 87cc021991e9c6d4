/** The load of bench/sim/posts.ts over HTTP: everybody posts, one after the other, until the App View has counted all. */
import { caller, type Caller, post, type Session, signUp } from "../Caller.ts"

export interface Load {
  readonly accounts: number
  readonly postsEach: number
  /** Of each account, before those that count. */
  readonly warmUpEach: number
}

/** A network that runs. */
export interface Target {
  readonly pds: string
  readonly appView: string
  /** What follows a name in the handles that its PDS gives. */
  readonly handleDomain: string
  /** After a standstill its servers reset connections over requests that they have not read; those are sent again. */
  readonly resetsUnread: boolean
  /** Used so far, by whom. */
  readonly cpuMillis: () => ReadonlyMap<string, number>
}

export interface Rates {
  /** Until indexed. */
  readonly postsPerSecond: number
  /** From the last answer of the PDS to the last post in the index. */
  readonly lagMillis: number
  readonly cpuMillisPerPost: number
  /** What of it is whose. */
  readonly cpuMillisPerPostOf: ReadonlyMap<string, number>
}

const patienceMillis = 180_000
const pollMillis = 25
/** The most actors that getProfiles takes. */
const page = 25

const indexed = async (appView: Caller, sessions: ReadonlyArray<Session>): Promise<number> => {
  let total = 0
  for (let from = 0; from < sessions.length; from += page) {
    const actors = sessions.slice(from, from + page).map(({ did }) => ["actors", did])
    const { profiles } = await appView.query("app.bsky.actor.getProfiles", new URLSearchParams(actors)) as {
      readonly profiles: ReadonlyArray<{ readonly postsCount?: number }>
    }
    total += profiles.reduce((sum, { postsCount }) => sum + (postsCount ?? 0), 0)
  }
  return total
}

const untilIndexed = async (appView: Caller, sessions: ReadonlyArray<Session>, expected: number): Promise<void> => {
  const until = performance.now() + patienceMillis
  for (;;) {
    const total = await indexed(appView, sessions)
    if (total === expected) return
    if (total > expected || performance.now() > until) throw new Error(`${total} of ${expected} posts are indexed`)
    await new Promise((resolve) => setTimeout(resolve, pollMillis))
  }
}

export const run = async ({ appView, cpuMillis, handleDomain, pds, resetsUnread }: Target, { accounts, postsEach, warmUpEach }: Load): Promise<Rates> => {
  const home = caller(pds, accounts, { resends: resetsUnread })
  const index = caller(appView, 1, { resends: resetsUnread })
  const sessions: Array<Session> = []
  for (let i = 0; i < accounts; i++) sessions.push(await signUp(home, `alice${i}${handleDomain}`))
  const everybodyPosts = (count: number) =>
    Promise.all(sessions.map(async (session) => {
      for (let i = 0; i < count; i++) await post(home, session, `The comet returns, for the ${i}th time.`)
    }))
  await everybodyPosts(warmUpEach)
  await untilIndexed(index, sessions, accounts * warmUpEach)

  const before = cpuMillis()
  const begun = performance.now()
  await everybodyPosts(postsEach)
  const answered = performance.now()
  await untilIndexed(index, sessions, accounts * (warmUpEach + postsEach))
  const done = performance.now()
  const total = accounts * postsEach
  const cpuMillisPerPostOf = new Map([...cpuMillis()].map(([name, millis]) => [name, (millis - before.get(name)!) / total]))
  return {
    postsPerSecond: total / ((done - begun) / 1000),
    lagMillis: done - answered,
    cpuMillisPerPost: cpuMillisPerPostOf.values().reduce((sum, millis) => sum + millis, 0),
    cpuMillisPerPostOf
  }
}
