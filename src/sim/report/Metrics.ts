/**
 * What a run measures of itself, from observations alone: traffic by virtual
 * time, load by actor, and how long a post takes from the person's click to
 * the App View's hands.
 */
import type { Observation } from "../Observation.ts"
import type { Ledger } from "../oracles/model/Ledger.ts"
import { Histogram } from "./Histogram.ts"
import type { ActorLoad, MetricsData } from "./ReportData.ts"

type MutableLoad = { -readonly [K in keyof ActorLoad]: ActorLoad[K] }

const seriesNames = ["commits", "frames", "requests", "failures"] as const

export class Metrics {
  /** From the request that made a post until an App View received its commit. */
  readonly postToAppView = new Histogram()
  /** From the request that made a post until another person first read it in a timeline. */
  readonly postToTimeline = new Histogram()
  readonly requestRoundTrip = new Histogram()
  commits = 0
  /** Records created or updated. */
  records = 0
  events = 0

  private readonly bucketMillis: number
  private readonly buckets: Record<(typeof seriesNames)[number], Array<number>> = { commits: [], frames: [], requests: [], failures: [] }
  private readonly loads = new Map<string, MutableLoad>()
  private readonly kinds: ReadonlyMap<string, string>
  private readonly ledger: Ledger
  /** Commit CID → when the client sent the write; until an App View has it. */
  private readonly clickedAt = new Map<string, number>()
  /** Commit CID → when an App View got it; until the client has its answer, which tells what it was the answer to. */
  private readonly receivedAt = new Map<string, number>()
  private readonly underWay = new Map<number, Array<{ readonly bytes: Uint8Array; readonly commit: string }>>()
  private readonly postedAt = new Map<string, number>()

  constructor(ledger: Ledger, bucketMillis: number) {
    this.ledger = ledger
    this.bucketMillis = bucketMillis
    this.kinds = new Map(ledger.hosts.map(({ host, kind }) => [host, kind]))
    ledger.stream.listeners.push({
      onEvent: (event) => {
        if (event._tag !== "Commit" || this.kinds.get(event.host) !== "pds") return
        this.commits++
        for (const op of event.ops) if (op.cid !== null) this.records++
        this.count("commits", event.at)
      }
    })
  }

  /** Feed it after the ledger has seen the same observation. */
  observe(o: Observation): void {
    this.events++
    switch (o._tag) {
      case "HttpRequestSent": {
        this.count("requests", o.at)
        const from = this.load(o.from)
        from.requestsOut++
        from.bytesOut += o.body.length
        const to = this.load(o.to)
        to.requestsIn++
        to.bytesIn += o.body.length
        return
      }
      case "HttpResponseReceived":
        this.load(o.request.from).bytesIn += o.body.length
        this.load(o.request.to).bytesOut += o.body.length
        this.requestRoundTrip.add(o.at - o.request.at)
        if (o.status === 200) this.written()
        return
      case "HttpFailed":
        this.count("failures", o.at)
        this.load(o.request.from).failures++
        return
      case "FrameSent":
        this.count("frames", o.at)
        this.load(o.from).framesOut++
        this.load(o.from).bytesOut += o.bytes.length
        this.sentToAppView(o.connection, o.from, o.to, o.bytes)
        return
      case "FrameReceived":
        this.load(o.to).framesIn++
        this.load(o.to).bytesIn += o.bytes.length
        this.receivedByAppView(o.connection, o.bytes, o.at)
        return
    }
  }

  /** A person read its timeline: `uris` of posts by others. */
  readTimeline(uris: Iterable<string>, at: number): void {
    for (const uri of uris) {
      const postedAt = this.postedAt.get(uri)
      if (postedAt === undefined) continue
      this.postedAt.delete(uri)
      this.postToTimeline.add(at - postedAt)
    }
  }

  private lastWrite = 0

  /** New acknowledged writes in the ledger: note when the click was. */
  private written(): void {
    const { writes } = this.ledger.acknowledged
    for (; this.lastWrite < writes.length; this.lastWrite++) {
      const write = writes[this.lastWrite]!
      if (write.action !== "put" || !write.path.startsWith("app.bsky.feed.post/")) continue
      this.postedAt.set(`at://${write.did}/${write.path}`, write.askedAt)
      const receivedAt = this.receivedAt.get(write.commit)
      this.receivedAt.delete(write.commit)
      if (receivedAt === undefined) this.clickedAt.set(write.commit, write.askedAt)
      else this.postToAppView.add(receivedAt - write.askedAt)
    }
  }

  private sentToAppView(connection: number, from: string, to: string, bytes: Uint8Array): void {
    if (this.kinds.get(to) !== "appview") return
    const seq = this.ledger.stream.connections.get(connection)?.seqs.at(-1)
    const event = seq === undefined ? undefined : this.ledger.stream.log(from).get(seq)
    if (event?._tag !== "Commit" || !event.ops.some((op) => op.path.startsWith("app.bsky.feed.post/"))) return
    const list = this.underWay.get(connection)
    if (list === undefined) this.underWay.set(connection, [{ bytes, commit: event.commit }])
    else list.push({ bytes, commit: event.commit })
  }

  private receivedByAppView(connection: number, bytes: Uint8Array, at: number): void {
    const list = this.underWay.get(connection)
    const first = list?.[0]
    if (first === undefined || first.bytes.length !== bytes.length || Buffer.compare(first.bytes, bytes) !== 0) return
    list!.shift()
    const clickedAt = this.clickedAt.get(first.commit)
    this.clickedAt.delete(first.commit)
    if (clickedAt === undefined) this.receivedAt.set(first.commit, at)
    else this.postToAppView.add(at - clickedAt)
  }

  private count(series: (typeof seriesNames)[number], at: number): void {
    const bucket = Math.floor(at / this.bucketMillis)
    const counts = this.buckets[series]
    while (counts.length <= bucket) counts.push(0)
    counts[bucket]!++
  }

  private load(host: string): MutableLoad {
    let load = this.loads.get(host)
    if (load === undefined) {
      this.loads.set(host, load = {
        host,
        kind: this.kinds.get(host) ?? "client",
        requestsIn: 0,
        requestsOut: 0,
        failures: 0,
        framesIn: 0,
        framesOut: 0,
        bytesIn: 0,
        bytesOut: 0
      })
    }
    return load
  }

  data(): MetricsData {
    const length = Math.max(...seriesNames.map((name) => this.buckets[name].length))
    return {
      bucketMillis: this.bucketMillis,
      series: seriesNames.map((name) => ({
        name,
        counts: Array.from({ length }, (_, i) => this.buckets[name][i] ?? 0)
      })),
      latencies: [
        this.postToAppView.summary("post → App View", "From the person's click until the App View received the commit."),
        this.postToTimeline.summary("post → timeline", "From the person's click until somebody else first read the post in a timeline: it includes how often people look."),
        this.requestRoundTrip.summary("request → answer", "Every HTTP exchange of the network.")
      ],
      actors: [...this.loads.values()].sort((a, b) => a.host < b.host ? -1 : 1)
    }
  }
}
