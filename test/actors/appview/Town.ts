/**
 * A world with one App View, and a scripted rest of the network: `pds.test` is
 * relay, PDS and handle host in one, made from real repositories; `plc.test`
 * answers for their DIDs. What people do is a call here; what the App View
 * makes of it is asked over HTTP, as they would.
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpRouter from "effect/http/HttpRouter"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Environment } from "../../../src/actors/Environment.ts"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import * as AppView from "../../../src/actors/appview/AppView.ts"
import { AppViewOptions } from "../../../src/actors/appview/Options.ts"
import * as FeedGen from "../../../src/actors/feedgen/FeedGen.ts"
import { FeedGenOptions } from "../../../src/actors/feedgen/Options.ts"
import * as Labeler from "../../../src/actors/labeler/Labeler.ts"
import { LabelerOptions } from "../../../src/actors/labeler/Options.ts"
import { PdsOptions } from "../../../src/actors/pds/Options.ts"
import * as Xrpc from "../../../src/actors/xrpc/Server.ts"
import * as BlockMap from "../../../src/protocol/car/BlockMap.ts"
import * as Car from "../../../src/protocol/car/Car.ts"
import { Cid } from "../../../src/protocol/data/Cid.ts"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import type { KeyPair } from "../../../src/protocol/keys/Keys.ts"
import { type CommitResult, Repo, type RepoWrite } from "../../../src/protocol/repo/Repo.ts"
import * as Datetime from "../../../src/protocol/syntax/Datetime.ts"
import * as Did from "../../../src/protocol/syntax/Did.ts"
import type { RepoPath } from "../../../src/protocol/syntax/RepoPath.ts"
import * as Tid from "../../../src/protocol/syntax/Tid.ts"
import * as ServiceJwt from "../../../src/protocol/xrpc/ServiceJwt.ts"
import { KeyRing } from "../../../src/sim/keys/KeyRing.ts"
import * as World from "../../../src/sim/World.ts"
import * as Upstream from "./Upstream.ts"

export const epochMillis = Date.UTC(2026, 0, 5, 18)

export interface Person {
  readonly name: string
  readonly did: Did.Did
  key: KeyPair
  handle: string
  repo: Repo
  readonly blocks: BlockMap.BlockMap
  active: boolean
  status: string | undefined
}

export interface TownOptions {
  readonly seed?: number
  readonly labelers?: ReadonlyArray<string>
  /** Actors beside the App View, the feed generator and the labelers. */
  readonly others?: { readonly [host: string]: Layer.Layer<never, unknown, Environment> }
  /** Whether the App View is there from the start. */
  readonly appView?: boolean
  readonly verifyCommits?: boolean
}

const ring = new KeyRing(1)
const keyOf = (n: number): KeyPair => ring.fromSecret("k256", new Uint8Array(32).fill(n + 1))
const didOf = (name: string): Did.Did => Did.make(`did:plc:${name.padEnd(24, "a")}`)

export class Town {
  readonly world: World.World
  readonly people = new Map<string, Person>()
  readonly log: Array<{ readonly seq: number; readonly bytes: Uint8Array }> = []
  readonly defects: Array<string> = []
  /** How often each path was asked for at pds.test. */
  readonly asked = new Map<string, number>()
  /** Frames with these numbers never reach anybody. */
  readonly lost = new Set<number>()
  /** Whether pds.test gives nobody a repository. */
  unavailable = false
  /** Whether no labeler's document is to be had. */
  documentsAway = false
  /** How far the clocks of those who commit are ahead. */
  skewMillis = 0
  seq = 0
  private micros = epochMillis * 1000
  private keys = 0
  private jti = 0

  constructor(options: TownOptions = {}) {
    const decode = Schema.decodeUnknownSync
    const labelers = options.labelers ?? []
    const actors: ReadonlyArray<ActorSpec> = [
      { kind: "pds", host: "plc.test", options: decode(PdsOptions)({ plc: "plc.test", appView: "appview.test" }) },
      { kind: "pds", host: "pds.test", options: decode(PdsOptions)({ plc: "plc.test", appView: "appview.test" }) },
      ...labelers.map((host): ActorSpec => ({ kind: "labeler", host, options: decode(LabelerOptions)({ plc: "plc.test" }) })),
      ...["feeds.test", ...Object.keys(options.others ?? {})].map((host): ActorSpec =>
        ({ kind: "feedgen", host, options: decode(FeedGenOptions)({ plc: "plc.test", relay: "pds.test" }) })),
      { kind: "appview", host: "appview.test", options: decode(AppViewOptions)({ plc: "plc.test", relay: "pds.test", labelers, verifyCommits: options.verifyCommits ?? true }) }
    ]
    const layerOf = (spec: ActorSpec): World.ActorLayer => {
      if (spec.kind === "appview") return AppView.layer(spec.options).pipe(Layer.provide(Layer.succeed(Xrpc.ValidateOutput, true)))
      if (spec.host === "plc.test") return Upstream.plc(this) as World.ActorLayer
      if (spec.host === "pds.test") return Upstream.pds(this) as World.ActorLayer
      if (spec.kind === "labeler") return Layer.provide(Labeler.layer(spec.options), HttpRouter.middleware(this.withoutDocument).layer)
      return options.others?.[spec.host] ?? FeedGen.layer(spec.options as FeedGenOptions)
    }
    this.world = World.make({ actors }, { seed: options.seed ?? 1, layerOf, link: { latency: { kind: "constant", millis: 5 } } })
    this.world.observe((o) => o._tag === "Defect" && this.defects.push(o.message))
    for (const { host } of actors) if (host !== "appview.test" || options.appView !== false) this.world.start(host)
    this.world.runUntil(100)
  }

  private readonly withoutDocument = <E, R>(route: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
    Effect.flatMap(HttpServerRequest, (request) =>
      this.documentsAway && request.url.includes("/.well-known/did.json") ? Effect.succeed(HttpServerResponse.empty({ status: 503 })) : route)

  // What people do

  /** Lets the network settle. */
  settle(millis = 2_000): this {
    this.world.runUntil(this.world.now + millis)
    return this
  }

  get nowMillis(): number {
    return epochMillis + this.world.now
  }

  private nextTid(): Tid.Tid {
    this.micros = Math.max(this.micros + 1, (this.nowMillis + this.skewMillis) * 1000)
    return Tid.fromMicros(this.micros, 1)
  }

  private get time(): Datetime.Datetime {
    return Datetime.fromMillis(this.nowMillis)
  }

  emit(event: (seq: number) => Exclude<RepoEvent.RepoEvent, RepoEvent.UnknownEvent>): number {
    const seq = ++this.seq
    this.log.push({ seq, bytes: RepoEvent.encode(event(seq)) })
    return seq
  }

  person(name: string): Person {
    return this.people.get(name)!
  }

  did(name: string): string {
    return this.people.get(name)?.did ?? didOf(name)
  }

  join(...names: ReadonlyArray<string>): void {
    for (const name of names) {
      const did = didOf(name)
      const key = keyOf(this.keys++)
      const blocks = new BlockMap.BlockMap()
      const first = Result.getOrThrow(Repo.create(did, { rev: this.nextTid(), sign: (bytes) => ring.sign(key, bytes), blocks }))
      for (const [cid, bytes] of first.newBlocks) blocks.set(cid, bytes)
      const person: Person = { name, did, key, handle: `${name}.pds.test`, repo: first.repo, blocks, active: true, status: undefined }
      this.people.set(name, person)
      this.identity(name)
      this.account(name, true)
      this.emitCommit(person, first)
    }
  }

  private emitCommit(person: Person, result: CommitResult): number {
    const { car, head, ops, prevData, since } = result
    return this.emit((seq) => ({
      _tag: "Commit",
      seq,
      repo: person.did,
      commit: head.commit,
      rev: head.rev,
      since,
      blocks: car,
      ops,
      ...(prevData === null ? {} : { prevData }),
      time: this.time
    }))
  }

  identity(name: string): void {
    const { did, handle } = this.person(name)
    this.emit((seq) => ({ _tag: "Identity", seq, did, handle: handle as never, time: this.time }))
  }

  account(name: string, active: boolean, status?: string): void {
    const person = this.person(name)
    person.active = active
    person.status = status
    this.emit((seq) => ({ _tag: "Account", seq, did: person.did, active, ...(status === undefined ? {} : { status }), time: this.time }))
  }

  /** One commit; gives the `seq` of its event. */
  commit(name: string, writes: ReadonlyArray<RepoWrite>): number {
    const person = this.person(name)
    const result = Result.getOrThrow(
      person.repo.applyWrites(writes, { rev: this.nextTid(), sign: (bytes) => ring.sign(person.key, bytes) })
    )
    for (const [cid, bytes] of result.newBlocks) person.blocks.set(cid, bytes)
    person.repo = result.repo
    return this.emitCommit(person, result)
  }

  /** The commit as `#sync` tells it. */
  sync(name: string): void {
    const { blocks, did, repo } = this.person(name)
    const car = Car.write([repo.head.commit], [[repo.head.commit, blocks.get(repo.head.commit)!]])
    this.emit((seq) => ({ _tag: "Sync", seq, did, rev: repo.head.rev, blocks: car, time: this.time }))
  }

  create(name: string, collection: string, record: DataObject, rkey: string = this.nextTid()): string {
    const path = `${collection}/${rkey}` as RepoPath
    this.commit(name, [{ action: "create", path, record: { $type: collection, ...record } }])
    return `at://${this.did(name)}/${path}`
  }

  remove(uri: string): void {
    const [did, collection, rkey] = uri.slice(5).split("/")
    const person = [...this.people.values()].find((one) => one.did === did)!
    this.commit(person.name, [{ action: "delete", path: `${collection}/${rkey}` as RepoPath }])
  }

  ref(uri: string): { readonly uri: string; readonly cid: string } {
    const [did, collection, rkey] = uri.slice(5).split("/")
    const person = [...this.people.values()].find((one) => one.did === did)
    const cid = person?.repo.get(`${collection}/${rkey}` as RepoPath) ?? Cid.ofCbor(new Uint8Array([0xa0]))
    return { uri, cid: cid.toString() }
  }

  post(name: string, text: string, more: DataObject = {}): string {
    return this.create(name, "app.bsky.feed.post", { text, createdAt: this.time, ...more })
  }

  reply(name: string, parent: string, text: string, root: string = parent): string {
    return this.post(name, text, { reply: { root: this.ref(root), parent: this.ref(parent) } })
  }

  quote(name: string, uri: string, text: string): string {
    return this.post(name, text, { embed: { $type: "app.bsky.embed.record", record: this.ref(uri) } })
  }

  like(name: string, uri: string): string {
    return this.create(name, "app.bsky.feed.like", { subject: this.ref(uri), createdAt: this.time })
  }

  repost(name: string, uri: string): string {
    return this.create(name, "app.bsky.feed.repost", { subject: this.ref(uri), createdAt: this.time })
  }

  follow(name: string, whom: string): string {
    return this.create(name, "app.bsky.graph.follow", { subject: this.did(whom), createdAt: this.time })
  }

  block(name: string, whom: string): string {
    return this.create(name, "app.bsky.graph.block", { subject: this.did(whom), createdAt: this.time })
  }

  rotateKey(name: string): void {
    this.person(name).key = keyOf(this.keys++)
  }

  /** A feed that is declared by a person and served by a host. */
  feed(name: string, host: string, rkey: string): string {
    return this.create(name, "app.bsky.feed.generator", { did: `did:web:${host}`, displayName: rkey, createdAt: this.time }, rkey)
  }

  /** A labeler's verdict. */
  label(host: string, verdict: { readonly uri: string; readonly val: string; readonly cid?: string; readonly neg?: true }): void {
    const request = HttpClientRequest.bodyUint8Array(
      HttpClientRequest.post(`https://${host}/admin/labels`),
      new TextEncoder().encode(JSON.stringify([verdict])),
      "application/json"
    )
    const { status } = this.send(HttpClientRequest.setHeader(request, "authorization", `Basic ${Buffer.from("admin:admin").toString("base64")}`))
    if (status !== 200) throw new Error(`the labeler answers ${status}`)
  }

  // What they see

  /** A token of a person's for one method. */
  token(name: string, lxm: string, more: Partial<ServiceJwt.CreateOptions> = {}): string {
    const { did, key } = this.person(name)
    const iatSeconds = Math.floor(this.nowMillis / 1000)
    return ServiceJwt.create(
      { iss: did, aud: "did:web:appview.test#bsky_appview", lxm, iatSeconds, expSeconds: iatSeconds + 60, jti: `jti${++this.jti}`, ...more },
      key,
      ring
    )
  }

  private send(request: HttpClientRequest.HttpClientRequest) {
    return this.world.run("device.test", Effect.gen(function*() {
      const response = yield* HttpClient.execute(request)
      const text = yield* response.text
      return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) }
    }))
  }

  /** A query, as one of the people or as nobody, with everything that came back. */
  fetch(
    nsid: string,
    params: Readonly<Record<string, string | number | boolean | ReadonlyArray<string>>> = {},
    as?: string,
    headers: Readonly<Record<string, string>> = {}
  ) {
    return this.fetchFrom("appview.test", nsid, params, { ...(as === undefined ? {} : { authorization: `Bearer ${this.token(as, nsid)}` }), ...headers })
  }

  /** A query to any of the hosts. */
  fetchFrom(host: string, nsid: string, params: Parameters<Town["fetch"]>[1] = {}, headers: Readonly<Record<string, string>> = {}) {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(params)) for (const one of [value].flat()) search.append(name, String(one))
    return this.send(HttpClientRequest.setHeaders(HttpClientRequest.get(`https://${host}/xrpc/${nsid}?${search}`), headers))
  }

  /** The body of a query. Tests know what they ask for. */
  ask(nsid: string, params: Parameters<Town["fetch"]>[1] = {}, as?: string): any {
    return this.fetch(nsid, params, as).body
  }

  tell(nsid: string, input: unknown, as: string) {
    const request = HttpClientRequest.bodyUint8Array(
      HttpClientRequest.post(`https://appview.test/xrpc/${nsid}`),
      new TextEncoder().encode(JSON.stringify(input)),
      "application/json"
    )
    return this.send(HttpClientRequest.setHeader(request, "authorization", `Bearer ${this.token(as, nsid)}`))
  }

  profile(name: string, as?: string): any {
    return this.ask("app.bsky.actor.getProfile", { actor: this.did(name) }, as)
  }

  postView(uri: string, as?: string): any {
    return this.ask("app.bsky.feed.getPosts", { uris: [uri] }, as).posts[0]
  }

  /** The posts of a person's timeline: `text` of posts, `name: text` of reposts by name. */
  timeline(name: string, params: Parameters<Town["fetch"]>[1] = {}): ReadonlyArray<string> {
    return this.lines(this.ask("app.bsky.feed.getTimeline", params, name).feed)
  }

  lines(feed: ReadonlyArray<any>): ReadonlyArray<string> {
    return feed.map((item) =>
      item.reason?.by === undefined ? item.post.record.text : `${item.reason.by.handle.split(".")[0]}: ${item.post.record.text}`)
  }
}
