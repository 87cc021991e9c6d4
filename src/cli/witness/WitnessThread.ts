/** A witness in a thread of its own, as the thread of the world sees it. */
import { setFlagsFromString } from "node:v8"
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads"
import { catalogue } from "../../sim/oracles/Catalogue.ts"
import type { Oracle, ProbeAnswer, Question } from "../../sim/oracles/Oracle.ts"
import type { Observation } from "../../sim/Observation.ts"
import { Encoder } from "../../sim/witness/Wire.ts"
import type { Setting, Testimony, Witness } from "../../sim/witness/Witness.ts"
import * as Channel from "./Channel.ts"

/** Facts and bytes that are worth a message. */
interface BatchSize {
  readonly facts: number
  readonly bytes: number
}
const acting: BatchSize = { facts: 2_000, bytes: 1 << 19 }
/** Answers are judged while the world works on the next: what is kept back is waited for at the end of a list. */
const answering: BatchSize = { facts: 250, bytes: 1 << 16 }
/** How far the world may run ahead: some 30 MiB of bodies, and the text of what happened with them, which is not counted. */
const maxBatchesUnheard = 64
/**
 * Objects of a witness die at once or not at all. What the command line grants
 * the young of the world would be granted to those of the thread as well: V8
 * reads its flags when a heap is made, whatever the thread's own limits say.
 */
const youngFlag = "--max-semi-space-size=16"
/** What is told in a progress bar is not older than this, and what the world does meanwhile. */
const lagMillis = 200
/** A thread that died without a word is not waited for longer. */
const patienceSeconds = 120

export interface WitnessThreadOptions {
  /** Where the trace goes, an open file, to be kept open until the testimony is given. */
  readonly trace?: number
  /** The program of the thread. */
  readonly program?: URL
}

export class WitnessThread implements Witness {
  private readonly worker: Worker
  private readonly port: MessagePort
  private readonly shared = Channel.makeCounters()
  private readonly encoder = new Encoder()
  private batchSize = acting
  private readonly trace: number | undefined
  private batchesSent = 0
  private sentAtMillis = 0
  private repliesHeard = 0
  private died: string | undefined

  constructor({ program, trace }: WitnessThreadOptions = {}) {
    const { port1, port2 } = new MessageChannel()
    this.trace = trace
    this.port = port1
    setFlagsFromString(youngFlag)
    this.worker = new Worker(program ?? new URL("thread.ts", import.meta.url), {
      name: "witness",
      workerData: { port: port2, shared: this.shared },
      transferList: [port2]
    })
    this.worker.on("error", (error) => this.died = error instanceof Error ? error.stack ?? error.message : String(error))
    this.worker.on("exit", (code) => this.died ??= `it ended with code ${code}`)
    this.worker.unref()
  }

  begin(oracles: ReadonlyArray<Oracle>, setting: Setting): this {
    const strange = oracles.find((oracle) => !catalogue.includes(oracle))
    if (strange !== undefined) throw new Error(`${strange.code} is no oracle of the catalogue: another thread does not know it`)
    this.tell({ _tag: "Begin", codes: oracles.map(({ code }) => code), setting, trace: this.trace })
    return this
  }

  observe(o: Observation): void {
    this.encoder.observe(o)
    this.sendIfFull()
  }

  readTimeline(uris: ReadonlyArray<string>, at: number): void {
    this.encoder.readTimeline(uris, at)
  }

  /** What broke is told between two slices, too. */
  pause(): void {
    this.complain()
    if (performance.now() - this.sentAtMillis > lagMillis) this.send()
  }

  soFar(): { readonly commits: number; readonly violations: number } {
    return { commits: Atomics.load(this.shared, Channel.commits), violations: Atomics.load(this.shared, Channel.violations) }
  }

  rest(): void {
    this.send()
    this.tell({ _tag: "Rest" })
    this.batchSize = answering
  }

  questions(nowMillis: number): ReadonlyArray<Question> {
    this.send()
    this.tell({ _tag: "Ask", nowMillis })
    const reply = this.reply()
    if (reply._tag !== "Questions") throw new Error(`the witness was asked for questions and gave a ${reply._tag}`)
    return reply.questions
  }

  answer(nowMillis: number, answer: ProbeAnswer): void {
    this.encoder.answer(nowMillis, answer)
    this.sendIfFull()
  }

  testimony(): Testimony {
    this.send()
    this.tell({ _tag: "Testify" })
    const reply = this.reply()
    if (reply._tag !== "Testimony") throw new Error(`the witness was asked to testify and gave a ${reply._tag}`)
    return reply.testimony
  }

  /** After the testimony: the error number with which writing the trace ended, or 0. */
  get traceErrno(): number {
    return Atomics.load(this.shared, Channel.traceErrno)
  }

  /** Ends the thread, whatever it does. */
  close(): Promise<number> {
    this.port.close()
    return this.worker.terminate()
  }

  private sendIfFull(): void {
    if (this.encoder.length >= this.batchSize.facts || this.encoder.byteLength >= this.batchSize.bytes) this.send()
  }

  private send(): void {
    if (this.encoder.length === 0) return
    const batch = this.encoder.take()
    this.tell({ _tag: "Batch", batch }, [batch.bytes.buffer])
    this.batchesSent++
    this.sentAtMillis = performance.now()
    this.until(Channel.batchesHeard, this.batchesSent - maxBatchesUnheard)
  }

  private tell(told: Channel.Told, transfer: ReadonlyArray<ArrayBuffer> = []): void {
    this.complain()
    this.port.postMessage(told, transfer)
    Channel.raise(this.shared, Channel.told)
  }

  private reply(): Channel.Reply {
    this.until(Channel.replies, this.repliesHeard + 1)
    this.complain()
    return this.heard()
  }

  private heard(): Channel.Reply {
    const message = receiveMessageOnPort(this.port) as { readonly message: Channel.Reply } | undefined
    if (message === undefined) throw broke("it gave a sign, but no reply")
    this.repliesHeard++
    return message.message
  }

  private until(counter: number, wanted: number): void {
    if (!Channel.until(this.shared, counter, wanted, patienceSeconds)) throw broke(`nothing was heard of it for ${patienceSeconds} s`)
  }

  /** Throws if it broke. */
  private complain(): void {
    if (this.died !== undefined) throw broke(this.died)
    if (Atomics.load(this.shared, Channel.broken) === 0) return
    const reply = this.heard()
    throw broke(reply._tag === "Broke" ? reply.message : "and said nothing")
  }
}

const broke = (why: string): Error => new Error(`the thread of the witness broke: ${why}`)
