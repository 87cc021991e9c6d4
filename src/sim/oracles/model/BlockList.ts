/**
 * Which blocks certainly stood while a question was asked: those that an App
 * View had received well before the question, and that nobody took back before
 * the answer came.
 */
import type { Observation } from "../../Observation.ts"
import type { Ledger } from "./Ledger.ts"

interface Block {
  readonly by: string
  readonly of: string
  readonly madeAt: number
  /** When each App View had it. */
  readonly receivedAt: Map<string, number>
  endedAt: number
}

export class BlockList {
  /** Time that an App View has to index what it received. */
  private readonly indexMillis = 5_000
  private readonly byUri = new Map<string, Block>()
  private readonly byCommit = new Map<string, Array<Block>>()
  private readonly ofActor = new Map<string, Set<Block>>()
  private readonly ledger: Ledger
  private readonly underWay: Array<{ readonly bytes: Uint8Array; readonly connection: number; readonly blocks: ReadonlyArray<Block> }> = []

  constructor(ledger: Ledger) {
    this.ledger = ledger
    ledger.repos.listeners.push({
      onAfter: ({ event }) => {
        for (const op of event.ops) {
          if (!op.path.startsWith("app.bsky.graph.block/")) continue
          const uri = `${event.did}/${op.path}`
          const old = this.byUri.get(uri)
          if (old !== undefined) old.endedAt = event.at
          const subject = ledger.repos.values.get(uri)?.subject
          if (op.cid === null || typeof subject !== "string") continue
          const block: Block = { by: event.did, of: subject, madeAt: event.at, receivedAt: new Map(), endedAt: Infinity }
          this.byUri.set(uri, block)
          this.byCommit.set(event.commit, [...(this.byCommit.get(event.commit) ?? []), block])
          for (const did of [block.by, block.of]) {
            const set = this.ofActor.get(did)
            if (set === undefined) this.ofActor.set(did, new Set([block]))
            else set.add(block)
          }
        }
      }
    })
  }

  /** The frames that bring a block to an App View are followed from their sending to their receipt. */
  observe(o: Observation): void {
    if (o._tag === "FrameSent") {
      const connection = this.ledger.stream.connections.get(o.connection)
      if (connection === undefined || this.byCommit.size === 0 || this.ledger.kindOf(o.to) !== "appview") return
      const event = this.ledger.stream.log(o.from).get(connection.seqs.at(-1) ?? -1)
      const blocks = event?._tag === "Commit" ? this.byCommit.get(event.commit) : undefined
      if (blocks !== undefined) this.underWay.push({ bytes: o.bytes, connection: o.connection, blocks })
    } else if (o._tag === "FrameReceived" && this.underWay.length > 0) {
      const i = this.underWay.findIndex((frame) => frame.connection === o.connection && Buffer.compare(frame.bytes, o.bytes) === 0)
      if (i < 0) return
      for (const block of this.underWay.splice(i, 1)[0]!.blocks) {
        if (!block.receivedAt.has(o.to)) block.receivedAt.set(o.to, o.at)
      }
    }
  }

  concerns(did: string): boolean {
    return this.ofActor.has(did)
  }

  /** Whoever `viewer` must not see in an answer of `appView`, asked at `askedAt`, given at `answeredAt`. */
  hiddenFrom(viewer: string, appView: string, askedAt: number, answeredAt: number): ReadonlySet<string> {
    const hidden = new Set<string>()
    for (const block of this.ofActor.get(viewer) ?? []) {
      const received = block.receivedAt.get(appView) ?? Infinity
      if (received + this.indexMillis < askedAt && block.endedAt > answeredAt) {
        hidden.add(block.by === viewer ? block.of : block.by)
      }
    }
    return hidden
  }
}
