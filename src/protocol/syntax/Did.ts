/**
 * Decentralised identifiers, without path, query or fragment. [did]
 *
 * Any method passes: whether one is supported is the resolver's question.
 * Percent signs are allowed and mean nothing here.
 */
import type { Branded } from "effect/Brand"
import * as Format from "./Format.ts"

export type Did = Branded<string, "Did">

export const MAX_LENGTH = 2048

const SHAPE = /^did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]$/

export const { is, parse, make } = Format.make<Did>("did", (input) =>
  input.length > MAX_LENGTH
    ? `longer than ${MAX_LENGTH} characters`
    : SHAPE.test(input)
    ? undefined
    : "expected did:method:identifier, not ending in : or %")

/** The method name: `plc`, `web`, … */
export const method = (did: Did): string => did.slice(4, did.indexOf(":", 4))

/** What follows the method's colon. */
export const identifier = (did: Did): string => did.slice(did.indexOf(":", 4) + 1)
