/**
 * What a permission set grants. [permission] [lexicon], permission
 *
 * A permission that is not understood in full grants nothing, and takes nothing
 * from the others: an unknown resource, an unknown parameter (it might narrow
 * what it stands beside), a value out of place. In a set:
 *
 * - `repo` names collections, `rpc` endpoints, never by wildcard, and only such
 *   as stand in the set's own NSID group or below it
 * - an audience is any (`*`) or the one that the set is included with, never a
 *   service that the set fixes
 * - `blob`, `account`, `identity` and `include` have no place
 */
import * as Nsid from "../syntax/Nsid.ts"
import type { Permission, PermissionSet } from "./Document.ts"

export type Action = "create" | "update" | "delete"

export type Grant =
  | { readonly resource: "repo"; readonly collection: ReadonlyArray<Nsid.Nsid>; readonly action: ReadonlyArray<Action> }
  | { readonly resource: "rpc"; readonly lxm: ReadonlyArray<Nsid.Nsid>; readonly aud: "*" | "inherited" }

const ACTIONS: ReadonlyArray<Action> = ["create", "update", "delete"]

/** Of the permission set `id`. */
export const grantsOf = (id: Nsid.Nsid, set: PermissionSet): ReadonlyArray<Grant> =>
  set.permissions.flatMap((permission) => {
    const grant = grantOf(id, permission)
    return grant === undefined ? [] : [grant]
  })

const grantOf = (id: Nsid.Nsid, permission: Permission): Grant | undefined => {
  const { action = ACTIONS, aud, collection, inheritAud, lxm, resource } = permission
  if (resource === "repo") {
    const known = hasOnly(permission, ["collection", "action"]) && isDistinct(action) && action.every(isAction)
    return known && areNear(id, collection) && isDistinct(collection) ? { resource, collection, action: action as ReadonlyArray<Action> } : undefined
  }
  if (resource === "rpc") {
    const audience = inheritAud === true ? aud === undefined : aud === "*" && (inheritAud === undefined || inheritAud === false)
    return hasOnly(permission, ["lxm", "aud", "inheritAud"]) && areNear(id, lxm) && audience
      ? { resource, lxm, aud: aud === "*" ? aud : "inherited" }
      : undefined
  }
  return undefined
}

const hasOnly = (permission: Permission, parameters: ReadonlyArray<string>): boolean =>
  Object.keys(permission).every((key) => key === "type" || key === "resource" || key === "description" || parameters.includes(key))

const isAction = (value: unknown): value is Action => (ACTIONS as ReadonlyArray<unknown>).includes(value)

const isDistinct = (value: unknown): value is ReadonlyArray<unknown> => Array.isArray(value) && new Set(value).size === value.length

/** Names in the group of `id`, which is all of it but its last part, or below. */
const areNear = (id: Nsid.Nsid, names: unknown): names is ReadonlyArray<Nsid.Nsid> => {
  const group = id.slice(0, id.lastIndexOf(".") + 1)
  return Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === "string" && Nsid.is(name) && name.startsWith(group))
}
