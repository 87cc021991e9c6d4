/** The thread of a witness: it hears batches, and writes the trace as it hears. */
import { loaded } from "../withoutAsyncContext.ts"
import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads"
import { catalogue } from "../../sim/oracles/Catalogue.ts"
import { TraceWriter } from "../../sim/trace/TraceWriter.ts"
import { PresentWitness } from "../../sim/witness/PresentWitness.ts"
import { Decoder } from "../../sim/witness/Wire.ts"
import { TraceFile } from "../TraceFile.ts"
import * as Channel from "./Channel.ts"

loaded()

const { port, shared } = workerData as { readonly port: MessagePort; readonly shared: Int32Array<SharedArrayBuffer> }

const reply = (said: Channel.Reply): void => {
  port.postMessage(said)
  Channel.raise(shared, Channel.replies)
}

const begin = ({ codes, setting, trace }: Channel.Beginning): (told: Channel.Told) => void => {
  const file = trace === undefined ? undefined : new TraceFile(trace)
  const writer = file === undefined ? undefined : new TraceWriter(file)
  const oracles = catalogue.filter(({ code }) => codes.includes(code))
  const witness = new PresentWitness(oracles, setting, writer === undefined ? undefined : (lines) => writer.lines(lines))
  const decoder = new Decoder(witness)
  return (told) => {
    switch (told._tag) {
      case "Begin":
        throw new Error("a witness begins once")
      case "Batch": {
        decoder.tell(told.batch)
        witness.pause()
        const { commits, violations } = witness.soFar()
        Atomics.store(shared, Channel.commits, commits)
        Atomics.store(shared, Channel.violations, violations)
        return Channel.raise(shared, Channel.batchesHeard)
      }
      case "Rest":
        return witness.rest()
      case "Ask":
        reply({ _tag: "Questions", questions: witness.questions(told.nowMillis) })
        return witness.meanwhile()
      case "Testify":
        writer?.end()
        Atomics.store(shared, Channel.traceErrno, file?.errno ?? 0)
        return reply({ _tag: "Testimony", testimony: witness.testimony() })
    }
  }
}

/** There is nothing else for this thread to do: it sleeps on the counter, which wakes it sooner than its event loop does. */
const listen = (): void => {
  let hear: ((told: Channel.Told) => void) | undefined
  for (let heard = 1; ; heard++) {
    Channel.until(shared, Channel.told, heard)
    const { message } = receiveMessageOnPort(port) as { readonly message: Channel.Told }
    if (hear !== undefined) hear(message)
    else if (message._tag === "Begin") hear = begin(message)
    if (message._tag === "Testify") return
  }
}

try {
  listen()
} catch (error) {
  port.postMessage({ _tag: "Broke", message: error instanceof Error ? error.stack ?? error.message : String(error) } satisfies Channel.Reply)
  Atomics.store(shared, Channel.broken, 1)
  // Whoever waits, for whatever, has waited long enough.
  for (const counter of [Channel.replies, Channel.batchesHeard]) {
    Atomics.add(shared, counter, 1 << 30)
    Atomics.notify(shared, counter)
  }
}
