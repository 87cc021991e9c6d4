/**
 * A hook between what an actor says and the wire, to plant bugs: tests use it
 * to see that an oracle notices, and byzantine hosts are made of it. What it
 * returns is what the actor said, as far as anybody can observe.
 */
export type Interposed =
  | {
    readonly kind: "response"
    readonly from: string
    readonly to: string
    readonly method: string
    readonly path: string
    readonly status: number
    readonly bytes: Uint8Array
  }
  | {
    readonly kind: "frame"
    readonly from: string
    readonly to: string
    readonly path: string
    readonly connection: number
    readonly bytes: Uint8Array
  }

/** An array sends each in turn (frames), or the first (a response). A dropped response breaks the connection. */
export type Interpose = (host: string, message: Interposed) => Uint8Array | "drop" | ReadonlyArray<Uint8Array>
