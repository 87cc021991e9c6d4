/**
 * What the outside of a world can see: every HTTP message, every WebSocket
 * frame, every start and crash. Oracles, the trace and the report are made
 * from these alone, so the same checks can be pointed at any other network.
 *
 * `at` is virtual milliseconds since the world began. `from` and `to` are host
 * names. Bodies are the bytes on the wire; nobody may change them.
 */
export type Observation =
  | HttpRequestSent
  | HttpResponseReceived
  | HttpFailed
  | SocketOpened
  | FrameSent
  | FrameReceived
  | SocketClosed
  | ActorStarted
  | ActorStopped
  | FaultFired
  | Defect

interface Base {
  readonly at: number
}

/** `exchange` numbers requests from 1 over the whole world. */
export interface HttpRequestSent extends Base {
  readonly _tag: "HttpRequestSent"
  readonly exchange: number
  readonly from: string
  readonly to: string
  readonly method: string
  /** Path and query, `/xrpc/…?…`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/** The caller has the whole answer. */
export interface HttpResponseReceived extends Base {
  readonly _tag: "HttpResponseReceived"
  readonly exchange: number
  readonly request: HttpRequestSent
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/**
 * The caller got no answer: unreachable, reset, or the callee crashed. What the
 * callee did is unknown to the caller.
 */
export interface HttpFailed extends Base {
  readonly _tag: "HttpFailed"
  readonly exchange: number
  readonly request: HttpRequestSent
  readonly reason: string
}

/** `from` dialled `to`. `connection` numbers sockets from 1 over the whole world. */
export interface SocketOpened extends Base {
  readonly _tag: "SocketOpened"
  readonly connection: number
  readonly from: string
  readonly to: string
  readonly path: string
}

/** A frame left `from` (after any interposed change: this is what the actor said). */
export interface FrameSent extends Base {
  readonly _tag: "FrameSent"
  readonly connection: number
  readonly from: string
  readonly to: string
  readonly path: string
  readonly bytes: Uint8Array
}

export interface FrameReceived extends Base {
  readonly _tag: "FrameReceived"
  readonly connection: number
  readonly from: string
  readonly to: string
  readonly path: string
  readonly bytes: Uint8Array
}

/**
 * The first of the two ends knows that it is over, or neither host is there any
 * more to know. Each `SocketOpened` has one, unless it still stands.
 */
export interface SocketClosed extends Base {
  readonly _tag: "SocketClosed"
  readonly connection: number
  readonly from: string
  readonly to: string
  readonly path: string
  readonly code: number
  readonly reason: string
}

export interface ActorStarted extends Base {
  readonly _tag: "ActorStarted"
  readonly host: string
  readonly kind: string
}

export interface ActorStopped extends Base {
  readonly _tag: "ActorStopped"
  readonly host: string
  readonly kind: string
  readonly how: "crash" | "stop"
}

export interface FaultFired extends Base {
  readonly _tag: "FaultFired"
  readonly kind: string
  readonly detail: string
}

/** An unexpected throw or die inside an actor: always fails the run (Law 5). */
export interface Defect extends Base {
  readonly _tag: "Defect"
  readonly host: string
  readonly message: string
}
