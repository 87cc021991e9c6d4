/**
 * Who writes DIDs from a device: over the directory that people look for by
 * then, or its operators, of whom the device demands proofs.
 */
import * as Effect from "effect/Effect"
import * as OwnIdentity from "../../actors/client/keys/OwnIdentity.ts"
import { originsOf } from "../scenario/Build.ts"
import type { Scene } from "./Happening.ts"

export const make = ({ whereabouts }: Pick<Scene, "whereabouts">) =>
  Effect.suspend(() => {
    const { directory } = whereabouts
    return Effect.flatMap(originsOf(directory), (origins) => OwnIdentity.make(origins, directory.consortium))
  })
