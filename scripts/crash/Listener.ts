/**
 * A consumer of the firehose that always comes back with its last cursor, and
 * remembers every frame that it ever got.
 */
import * as Result from "effect/Result"
import { WebSocket } from "ws"
import * as Frame from "../../src/protocol/frames/Frame.ts"
import * as RepoEvent from "../../src/protocol/frames/RepoEvent.ts"

const retryMillis = 30

export interface Heard {
  readonly bytes: Uint8Array
  readonly event: RepoEvent.RepoEvent
}

export class Listener {
  /** By seq, in the order of hearing. */
  readonly heard = new Map<number, Heard>()
  readonly complaints: Array<string> = []
  private readonly origin: () => string
  private cursor = 0
  private stopped = false
  private socket: WebSocket | undefined

  constructor(origin: () => string) {
    this.origin = origin
  }

  start(): void {
    if (this.stopped) return
    const socket = new WebSocket(`${this.origin().replace("http", "ws")}/xrpc/com.atproto.sync.subscribeRepos?cursor=${this.cursor}`)
    this.socket = socket
    socket.on("message", (data: Buffer) => this.hear(new Uint8Array(data)))
    socket.on("error", () => {})
    socket.on("close", () => setTimeout(() => this.start(), retryMillis))
  }

  stop(): void {
    this.stopped = true
    this.socket?.close()
  }

  private hear(bytes: Uint8Array): void {
    const frame = Result.getOrThrow(Frame.decode(bytes))
    if (frame._tag !== "Message") return void this.complaints.push(`the stream said ${frame._tag === "Error" ? frame.error : "nothing known"}`)
    const event = Result.getOrThrow(RepoEvent.fromFrame(frame))
    if (!("seq" in event)) return void this.complaints.push(`the stream said ${event._tag}`)
    const { seq } = event
    const known = this.heard.get(seq)
    if (known !== undefined) {
      this.complaints.push(`seq ${seq} came again${Buffer.compare(known.bytes, bytes) === 0 ? "" : ", for another event"}`)
      return
    }
    if (seq <= this.cursor) this.complaints.push(`seq ${seq} after ${this.cursor}`)
    this.cursor = seq
    this.heard.set(seq, { bytes, event })
  }
}
