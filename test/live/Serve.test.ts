/** `orrery serve`, as a user has it: a process of its own, the official client, a stop and a new start. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type AppBskyFeedDefs, AtpAgent, RichText } from "@atproto/api"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { freePorts } from "../parity/FreePorts.ts"

const hosts = ["names", "plc", "pds1", "relay", "labeler", "feeds", "appview"]
const root = join(import.meta.dirname, "../..")
const ready = "Ctrl-C stops"

let dataDir: string
let basePort: number
const children: Array<ChildProcess> = []

const origin = (host: string) => `http://localhost:${basePort + hosts.indexOf(host)}`

/** The process, what it said until it was ready or over, and its exit code. */
const serve = async (options: { readonly data?: string; readonly port?: number } = {}) => {
  const child = spawn(process.execPath, [
    "src/cli/main.ts", "serve", "scenarios/hello.yaml",
    "--data", options.data ?? dataDir,
    "--port", String(options.port ?? basePort),
    "--set", "topology.labelRules=[{word: nasty, label: rude}]"
  ], { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
  children.push(child)
  const said = { out: "", err: "" }
  // Its pipes may hold words of its still when it has exited.
  const exited = once(child, "close").then(([code]) => code as number | null)
  const started = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said.out += chunk.toString()
      if (said.out.includes(ready)) resolve()
    })
  })
  child.stderr.on("data", (chunk: Buffer) => {
    said.err += chunk.toString()
  })
  await Promise.race([started, exited])
  return { said, exited, kill: (signal: NodeJS.Signals) => child.kill(signal) }
}

/** What a line of the account's table says. */
const told = (out: string, name: string) => new RegExp(`^ *${name} +(\\S+)$`, "m").exec(out)?.[1] ?? ""

const signedIn = async (identifier: string, password: string) => {
  const agent = new AtpAgent({ service: origin("pds1") })
  await agent.login({ identifier, password })
  return agent
}

const signedUp = async (name: string) => {
  const agent = new AtpAgent({ service: origin("pds1") })
  await agent.createAccount({ handle: `${name}.pds1.test`, email: `${name}@mail.test`, password: `${name}'s password` })
  return agent
}

/** Asserts that what is read becomes that within the time that indexing may take. */
const eventually = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 45_000, interval: 100 })

const counts = ({ likeCount, quoteCount, replyCount, repostCount }: AppBskyFeedDefs.PostView) => ({ likeCount, quoteCount, replyCount, repostCount })

const postOf = async (agent: AtpAgent, uri: string) => {
  const { data } = await agent.getPosts({ uris: [uri] })
  const [post] = data.posts
  if (post === undefined) throw new Error(`${uri} is not shown`)
  return post
}

const threadOf = async (agent: AtpAgent, uri: string) => {
  const { data } = await agent.getPostThread({ uri })
  return data.thread as AppBskyFeedDefs.ThreadViewPost
}

const profileOf = async (agent: AtpAgent, actor: string) => {
  const { displayName, followersCount, followsCount, handle, postsCount } = (await agent.getProfile({ actor })).data
  return { displayName, followersCount, followsCount, handle, postsCount }
}

const timelineOf = async (agent: AtpAgent) =>
  (await agent.getTimeline()).data.feed.map(({ post, reason }) => ({ uri: post.uri, reason: reason?.$type }))

describe("orrery serve", () => {
  let running: Awaited<ReturnType<typeof serve>>
  let alice: AtpAgent
  let bob: AtpAgent
  let carol: AtpAgent
  let post: string
  let reply: string

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "orrery-serve-"))
    basePort = await freePorts(hosts.length)
    running = await serve()
    expect(running.said.err).toBe("")
  })

  afterAll(() => {
    for (const child of children) child.kill("SIGKILL")
    rmSync(dataDir, { recursive: true, force: true })
  })

  it("prints where everything is, and an account that works at once", async () => {
    for (const host of hosts) expect(running.said.out).toContain(origin(host))
    expect(told(running.said.out, "service")).toBe(origin("pds1"))
    alice = await signedIn(told(running.said.out, "handle"), told(running.said.out, "password"))
    expect(alice.assertDid).toBe(told(running.said.out, "did"))
    await alice.upsertProfile((profile) => ({ ...profile, displayName: "Alice" }))
  })

  it("signs up bob and carol, and brings alice's mention to bob", async () => {
    bob = await signedUp("bob")
    carol = await signedUp("carol")
    const text = new RichText({ text: "hello @bob.pds1.test" })
    await text.detectFacets(alice)
    expect(text.facets?.[0]?.features[0]).toMatchObject({ $type: "app.bsky.richtext.facet#mention", did: bob.assertDid })
    post = (await alice.post({ text: text.text, ...(text.facets === undefined ? {} : { facets: text.facets }) })).uri
    await eventually(async () =>
      (await bob.listNotifications()).data.notifications.map(({ author, reason, uri }) => ({ by: author.handle, reason, uri }))
    ).toEqual([{ by: "alice.pds1.test", reason: "mention", uri: post }])
  })

  it("counts what bob and carol do, exactly", async () => {
    const { cid } = await postOf(alice, post)
    await bob.follow(alice.assertDid)
    await carol.follow(alice.assertDid)
    await bob.like(post, cid)
    await carol.like(post, cid)
    await bob.repost(post, cid)
    const parent = { uri: post, cid }
    reply = (await bob.post({ text: "hello alice", reply: { root: parent, parent } })).uri

    await eventually(async () => counts(await postOf(alice, post))).toEqual({ likeCount: 2, repostCount: 1, replyCount: 1, quoteCount: 0 })
    await eventually(() => profileOf(bob, alice.assertDid)).toEqual({
      handle: "alice.pds1.test", displayName: "Alice", followersCount: 2, followsCount: 0, postsCount: 1
    })
    await eventually(() => profileOf(alice, "bob.pds1.test")).toEqual({
      handle: "bob.pds1.test", displayName: undefined, followersCount: 0, followsCount: 1, postsCount: 1
    })
    const { viewer } = await postOf(bob, post)
    expect(viewer).toMatchObject({ like: expect.stringContaining(bob.assertDid), repost: expect.stringContaining(bob.assertDid) })
    // A like may be there before its author's handle has been looked at.
    await eventually(async () => (await alice.listNotifications()).data.notifications.map(({ author, reason }) => `${author.handle}: ${reason}`).sort()).toEqual([
      "bob.pds1.test: follow", "bob.pds1.test: like", "bob.pds1.test: reply", "bob.pds1.test: repost",
      "carol.pds1.test: follow", "carol.pds1.test: like"
    ])
  })

  it("shows the timeline and the thread", async () => {
    expect(await timelineOf(bob)).toEqual([
      { uri: reply, reason: undefined },
      { uri: post, reason: "app.bsky.feed.defs#reasonRepost" },
      { uri: post, reason: undefined }
    ])
    const thread = await threadOf(carol, post)
    expect(thread.post.record).toMatchObject({ text: "hello @bob.pds1.test" })
    expect(thread.replies).toHaveLength(1)
    expect(thread.replies?.[0]).toMatchObject({ post: { uri: reply, author: { handle: "bob.pds1.test" }, record: { text: "hello alice" } } })
  })

  it("undoes what is deleted", async () => {
    const like = (await postOf(carol, post)).viewer?.like ?? ""
    await carol.deleteLike(like)
    await bob.deletePost((await bob.post({ text: "a slip" })).uri)
    await eventually(async () => counts(await postOf(alice, post))).toMatchObject({ likeCount: 1 })
    await eventually(async () => (await postOf(carol, post)).viewer?.like).toBeUndefined()
    await eventually(async () => (await profileOf(alice, bob.assertDid)).postsCount).toBe(1)
  })

  it("hides by a block, and shows again when it is gone", async () => {
    const block = await alice.app.bsky.graph.block.create({ repo: alice.assertDid }, { subject: carol.assertDid, createdAt: new Date().toISOString() })
    await eventually(async () => (await carol.getPostThread({ uri: post })).data.thread.$type).toBe("app.bsky.feed.defs#blockedPost")
    await expect(carol.getAuthorFeed({ actor: alice.assertDid })).rejects.toMatchObject({ error: "BlockedByActor" })
    expect((await timelineOf(carol)).map(({ uri }) => uri)).not.toContain(post)
    expect((await carol.getProfile({ actor: alice.assertDid })).data.viewer).toMatchObject({ blockedBy: true })
    await alice.app.bsky.graph.block.delete({ repo: alice.assertDid, rkey: block.uri.split("/").at(-1)! })
    await eventually(async () => (await threadOf(carol, post)).post?.uri).toBe(post)
  })

  it("serves the feed generator's feed to who is signed in", async () => {
    const { data } = await new AtpAgent({ service: origin("feeds") }).app.bsky.feed.describeFeedGenerator()
    const feed = await alice.app.bsky.feed.generator.create(
      { repo: alice.assertDid, rkey: data.feeds[0]!.uri.split("/").at(-1)! },
      { did: data.did, displayName: "What's hot", createdAt: new Date().toISOString() }
    )
    const hottest = async () => (await bob.app.bsky.feed.getFeed({ feed: feed.uri })).data.feed.map(({ post }) => post.uri)
    await eventually(() => hottest().catch(String)).toEqual([post, reply])
  })

  it("labels by the labeler's rule, for whom the client asks for its labels", async () => {
    const labeler = `did:web:${origin("labeler").replace("http://", "").replace(":", "%3A")}`
    const { uri } = await carol.post({ text: "a nasty word" })
    bob.configureLabelers([labeler])
    await eventually(async () => (await postOf(bob, uri)).labels?.map(({ src, val }) => ({ src, val }))).toEqual([{ src: labeler, val: "rude" }])
    bob.configureLabelers([])
    expect((await postOf(bob, uri)).labels).toEqual([])
    await carol.deletePost(uri)
  })

  it("refuses a second process on the same data directory", async () => {
    const second = await serve({ port: await freePorts(hosts.length) })
    expect(await second.exited).toBe(2)
    expect(second.said.err).toContain(`The data directory ${dataDir} is in use by process`)
    expect(second.said.err.trim().split("\n")).toHaveLength(1)
  })

  it("refuses a port that is taken", async () => {
    const data = mkdtempSync(join(tmpdir(), "orrery-serve-"))
    const free = await freePorts(hosts.length)
    const taken = createServer().listen(free + 2, "127.0.0.1")
    await once(taken, "listening")
    const other = await serve({ data, port: free })
    expect(await other.exited).toBe(2)
    expect(other.said.err).toContain(`Port ${free + 2} of 127.0.0.1, for pds1.test, is taken`)
    expect(other.said.err.trim().split("\n")).toHaveLength(1)
    taken.close()
    rmSync(data, { recursive: true })
  })

  it("stops cleanly, and has everything still when it is started again", async () => {
    await eventually(async () => (await profileOf(bob, carol.assertDid)).postsCount).toBe(0)
    const everything = async () => ({
      timeline: (await bob.getTimeline()).data,
      thread: (await bob.getPostThread({ uri: post })).data,
      profiles: (await bob.getProfiles({ actors: [alice, bob, carol].map((agent) => agent.assertDid) })).data,
      notifications: (await alice.listNotifications()).data,
      handle: (await bob.resolveHandle({ handle: "carol.pds1.test" })).data.did
    })
    const before = await everything()
    const dids = [alice.assertDid, bob.assertDid]

    running.kill("SIGTERM")
    expect(await running.exited).toBe(0)
    expect(running.said.err).toBe("")
    running = await serve()
    expect(told(running.said.out, "did")).toBe(dids[0])

    alice = await signedIn(told(running.said.out, "handle"), told(running.said.out, "password"))
    bob = await signedIn("bob.pds1.test", "bob's password")
    expect([alice.assertDid, bob.assertDid]).toEqual(dids)
    expect(await everything()).toEqual(before)
  })

  it("goes on where it was: new records are indexed after the new start", async () => {
    const { uri } = await alice.post({ text: "good morning" })
    await eventually(() => timelineOf(bob)).toContainEqual({ uri, reason: undefined })
    await eventually(async () => (await profileOf(bob, alice.assertDid)).postsCount).toBe(2)
    // As under npm, which repeats the terminal's signal; after a second it would be another wish.
    running.kill("SIGINT")
    const sentAt = performance.now()
    setTimeout(() => {
      if (performance.now() - sentAt < 500) running.kill("SIGINT")
    }, 20)
    expect(await running.exited).toBe(0)
    expect(running.said.err).toBe("")
    expect(readdirSync(dataDir).sort()).toEqual([...hosts.map((host) => `${host}.test.sqlite`), "lock.sqlite"].sort())
  })
})
