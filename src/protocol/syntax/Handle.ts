/**
 * Handles: DNS host names of at least two labels. [handle]
 *
 * Upper case is read and normalised to lower. Reserved top-level domains pass
 * the syntax; registering or resolving them is refused elsewhere.
 */
import type { Branded } from "effect/Brand"
import * as Format from "./Format.ts"

export type Handle = Branded<string, "Handle">

export const MAX_LENGTH = 253

/** The longest handle that the DNS method can carry: `_atproto.` in front must fit 253. */
export const MAX_DNS_LENGTH = 244

const SHAPE = /^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/

export const { is, parse, make } = Format.make<Handle>("handle", (input) =>
  input.length > MAX_LENGTH
    ? `longer than ${MAX_LENGTH} characters`
    : SHAPE.test(input)
    ? undefined
    : "expected at least two host name labels, the last not starting with a digit")

/** Shown where a handle does not verify; never anybody's handle. */
export const INVALID: Handle = make("handle.invalid")

export const normalize = (handle: Handle): Handle => handle.toLowerCase() as Handle

const RESERVED = ["alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion"]

/** Whether the top-level domain may be neither registered nor resolved. `.test` may, in development. */
export const isReserved = (handle: Handle): boolean =>
  RESERVED.includes(handle.slice(handle.lastIndexOf(".") + 1).toLowerCase())
