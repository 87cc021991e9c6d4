/**
 * What a session may do, and what a method asks for. [ref pds]
 *
 *              account  app password,  app password  taken down
 *                       privileged
 *     full        ✓
 *     privileged  ✓          ✓                                    direct messages, createAccount elsewhere
 *     standard    ✓          ✓              ✓                     everything else
 *     (a method may let a taken-down account in besides: to leave, and to complain)
 */
import type { Delegable } from "../delegation/Delegations.ts"

export type Scope =
  | "com.atproto.access"
  | "com.atproto.appPassPrivileged"
  | "com.atproto.appPass"
  | "com.atproto.takendown"

export interface Demand {
  /** Absent: standard. */
  readonly level?: "standard" | "privileged" | "full"
  /** Whether an account that is taken down is let in too. */
  readonly takendown?: boolean
  /** Whether the account is to be active. */
  readonly active?: boolean
  /** What a delegated key would need; absent: none may. */
  readonly delegable?: Delegable
}

const levels = { standard: 0, privileged: 1, full: 2 } as const

const levelOf: { readonly [S in Scope]: number } = {
  "com.atproto.access": 2,
  "com.atproto.appPassPrivileged": 1,
  "com.atproto.appPass": 0,
  "com.atproto.takendown": -1
}

export const isScope = (text: string): text is Scope => Object.hasOwn(levelOf, text)

/** Whether a session of this scope may call a method of this demand. */
export const suffices = (scope: Scope, { level = "standard", takendown = false }: Demand): boolean =>
  scope === "com.atproto.takendown" ? takendown : levelOf[scope] >= levels[level]

export const isFull = (scope: Scope): boolean => scope === "com.atproto.access"

/** Methods that an ordinary app password never reaches, here or at another service in its account's name. */
export const isPrivileged = (nsid: string): boolean => nsid.startsWith("chat.bsky.") || nsid === "com.atproto.server.createAccount"
