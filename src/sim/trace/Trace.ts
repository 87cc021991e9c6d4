/**
 * Every observation as one line of JSON, in the order of the world. Bodies and
 * frames are told by their length and the world's own short hash: enough to
 * compare two traces, and to find the message that a violation speaks of.
 * What a refusal says is short, tells much, and holds no secret: it is kept.
 */
import { hashBytes } from "../kernel/Hash.ts"
import type { Observation } from "../Observation.ts"

const quote = JSON.stringify

const body = (bytes: Uint8Array): string => bytes.length === 0 ? "" : `,"bytes":${bytes.length},"hash":${hashBytes(bytes) >>> 0}`

/** Host names need no escapes. */
const between = (o: { readonly from: string; readonly to: string }): string => `"from":"${o.from}","to":"${o.to}"`

const keptRefusalBytes = 300

const refusal = (status: number, bytes: Uint8Array): string =>
  status < 400 ? "" : `,"refusal":${quote(Buffer.from(bytes.subarray(0, keptRefusalBytes)).toString("utf8"))}`

export const line = (o: Observation): string => {
  const head = `{"at":${o.at},"event":"${o._tag}",`
  switch (o._tag) {
    case "HttpRequestSent":
      return `${head}"exchange":${o.exchange},${between(o)},"method":"${o.method}","path":${quote(o.path)}${body(o.body)}}\n`
    case "HttpResponseReceived":
      return `${head}"exchange":${o.exchange},"status":${o.status}${body(o.body)}${refusal(o.status, o.body)}}\n`
    case "HttpFailed":
      return `${head}"exchange":${o.exchange},"reason":${quote(o.reason)}}\n`
    case "SocketOpened":
      return `${head}"connection":${o.connection},${between(o)},"path":${quote(o.path)}}\n`
    case "FrameSent":
    case "FrameReceived":
      return `${head}"connection":${o.connection},${between(o)}${body(o.bytes)}}\n`
    case "SocketClosed":
      return `${head}"connection":${o.connection},${between(o)},"code":${o.code},"reason":${quote(o.reason)}}\n`
    case "ActorStarted":
      return `${head}"host":${quote(o.host)},"kind":"${o.kind}"}\n`
    case "ActorStopped":
      return `${head}"host":${quote(o.host)},"kind":"${o.kind}","how":"${o.how}"}\n`
    case "FaultFired":
      return `${head}"kind":${quote(o.kind)},"detail":${quote(o.detail)}}\n`
    case "Defect":
      return `${head}"host":${quote(o.host)},"message":${quote(o.message)}}\n`
  }
}
