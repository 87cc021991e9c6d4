/** Keeps the last messages of a run, so that a violation can show what went on around it. */
import type { Observation } from "../Observation.ts"
import type { DiagramMessage } from "./ReportData.ts"

const kept = 4_000
const shown = 40

const method = (path: string): string => path.split("?")[0]!.replace("/xrpc/", "")

const toMessage = (o: Observation): DiagramMessage | undefined => {
  switch (o._tag) {
    case "HttpRequestSent":
      return { at: o.at, from: o.from, to: o.to, label: `${o.method} ${method(o.path)}`, kind: "request" }
    case "HttpResponseReceived":
      return { at: o.at, from: o.request.to, to: o.request.from, label: `${o.status} ${method(o.request.path)}`, kind: "response" }
    case "HttpFailed":
      return { at: o.at, from: o.request.from, to: o.request.to, label: `no answer: ${o.reason}`, kind: "failure" }
    case "FrameSent":
      return { at: o.at, from: o.from, to: o.to, label: `frame, ${o.bytes.length} B`, kind: "frame" }
    case "SocketOpened":
      return { at: o.at, from: o.from, to: o.to, label: `opens ${method(o.path)}`, kind: "event" }
    case "SocketClosed":
      return { at: o.at, from: o.from, to: o.to, label: `closes, ${o.code}`, kind: "event" }
    case "ActorStarted":
      return { at: o.at, from: o.host, to: o.host, label: "starts", kind: "event" }
    case "ActorStopped":
      return { at: o.at, from: o.host, to: o.host, label: o.how === "crash" ? "crashes" : "stops", kind: "event" }
    case "Defect":
      return { at: o.at, from: o.host, to: o.host, label: `defect: ${o.message}`, kind: "failure" }
    case "FrameReceived":
    case "FaultFired":
      return undefined
  }
}

export class Recorder {
  private readonly ring: Array<Observation> = []
  private next = 0

  observe(o: Observation): void {
    this.ring[this.next] = o
    this.next = (this.next + 1) % kept
  }

  /** The latest messages to or from the hosts in `about`; of all hosts if it names none. */
  around(about: ReadonlyArray<string>): ReadonlyArray<DiagramMessage> {
    const ordered = [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)]
    const hosts = new Set(about)
    const messages: Array<DiagramMessage> = []
    for (const o of ordered) {
      const message = toMessage(o)
      if (message !== undefined) messages.push(message)
    }
    const concerned = messages.filter((m) => hosts.has(m.from) || hosts.has(m.to))
    return (concerned.length > 0 ? concerned : messages).slice(-shown)
  }
}
