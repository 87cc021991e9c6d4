/** Every happening that a timeline may name, in the order in which the reference lists them. */
import * as Schema from "effect/Schema"
import type { Happening, Said, Scene } from "./Happening.ts"
import { Move } from "./Move.ts"
import { Viral } from "./Viral.ts"

export const AnyHappening = Schema.Union([Move.schema, Viral.schema])
export type AnyHappening = typeof AnyHappening.Type

const all: ReadonlyArray<unknown> = [Move, Viral]
const byName = new Map((all as ReadonlyArray<Happening<Said>>).map((each) => [each.what, each]))

export const schedule = (said: AnyHappening, scene: Scene): void => byName.get(said.what)?.schedule(said, scene)

export const complaints: NonNullable<Happening<Said>["complaints"]> = (said, scenario, path) =>
  byName.get(said.what)?.complaints?.(said, scenario, path) ?? []
