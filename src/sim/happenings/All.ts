/** Every happening that a timeline may name, in the order in which the reference lists them. */
import * as Schema from "effect/Schema"
import { Accounts } from "./Accounts.ts"
import { AppointGuardians } from "./AppointGuardians.ts"
import { AskGuardians } from "./AskGuardians.ts"
import { Claim } from "./Claim.ts"
import { Conflict } from "./Conflict.ts"
import type { Happening, Said, Scene } from "./Happening.ts"
import { KeepKeys } from "./KeepKeys.ts"
import { LosePhones } from "./LosePhones.ts"
import { Move } from "./Move.ts"
import { Organisation } from "./Organisation.ts"
import { Poison } from "./Poison.ts"
import { Reassign } from "./Reassign.ts"
import { Rename } from "./Rename.ts"
import { Seizure } from "./Seizure.ts"
import { SignCommits } from "./SignCommits.ts"
import { Succession } from "./Succession.ts"
import { Theft } from "./Theft.ts"
import { TurnHostile } from "./TurnHostile.ts"
import { TwoDevices } from "./TwoDevices.ts"
import { Vanish } from "./Vanish.ts"
import { Viral } from "./Viral.ts"
import { WebAccounts } from "./WebAccounts.ts"

export const AnyHappening = Schema.Union([Accounts.schema, AppointGuardians.schema, AskGuardians.schema, Claim.schema, Conflict.schema, KeepKeys.schema, LosePhones.schema, Move.schema, Organisation.schema, Poison.schema, Reassign.schema, Rename.schema, Seizure.schema, SignCommits.schema, Succession.schema, Theft.schema, TurnHostile.schema, TwoDevices.schema, Vanish.schema, Viral.schema, WebAccounts.schema])
export type AnyHappening = typeof AnyHappening.Type

const all: ReadonlyArray<unknown> = [Accounts, AppointGuardians, AskGuardians, Claim, Conflict, KeepKeys, LosePhones, Move, Organisation, Poison, Reassign, Rename, Seizure, SignCommits, Succession, Theft, TurnHostile, TwoDevices, Vanish, Viral, WebAccounts]
const byName = new Map((all as ReadonlyArray<Happening<Said>>).map((each) => [each.what, each]))

export const schedule = (said: AnyHappening, scene: Scene): void => byName.get(said.what)?.schedule(said, scene)

export const complaints: NonNullable<Happening<Said>["complaints"]> = (said, scenario, path) =>
  byName.get(said.what)?.complaints?.(said, scenario, path) ?? []
