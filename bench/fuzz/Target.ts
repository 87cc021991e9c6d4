/**
 * What is fuzzed: one decoder, with inputs that it should accept.
 *
 * `run` tells whether the bytes were accepted, and throws if the decoder broke
 * a promise. A typed failure is a promise kept. Seeds must be accepted.
 */
export interface Target {
  readonly name: string
  /** Valid inputs to start from: the more different their shapes, the better. */
  readonly seeds: () => ReadonlyArray<Uint8Array>
  /** What the inputs are made of, so that mutation keeps enough of it intact. */
  readonly form: "cbor" | "car" | "frame" | "json" | "text" | "bytes"
  readonly run: (bytes: Uint8Array) => boolean
  /** What one case may cost: a floor, and then so much for each byte. Defaults: 20 ms, 20 µs. */
  readonly floorMicros?: number
  readonly microsPerByte?: number
}

/** A promise that was broken, by a decoder that did not throw. */
export class Broken extends Error {
  override readonly name = "Broken"
}

export const assert: (condition: boolean, message: string) => asserts condition = (condition, message) => {
  if (!condition) throw new Broken(message)
}

export const sameBytes = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0
