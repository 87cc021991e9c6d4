/**
 * Which handles this server gives out: exactly one label in front of one of
 * its domains, 3 to 18 characters, not reserved. [ref pds]; [handle]
 */
import type { Handle } from "../../../protocol/syntax/Handle.ts"

const reserved = new Set([
  "about", "abuse", "account", "admin", "administrator", "api", "app", "appview", "atproto", "auth", "billing", "blog",
  "contact", "dns", "docs", "ftp", "help", "imap", "info", "legal", "localhost", "login", "mail", "moderator", "news",
  "oauth", "official", "pds", "plc", "postmaster", "privacy", "public", "relay", "root", "security", "settings",
  "signup", "smtp", "ssl", "staff", "status", "support", "system", "team", "terms", "webmaster", "www", "xrpc"
])

export type Judgement =
  | { readonly _tag: "Ours" }
  /** A domain of its owner's; it must resolve to the account's DID. */
  | { readonly _tag: "Foreign" }
  | { readonly _tag: "Refused"; readonly error: "InvalidHandle" | "HandleNotAvailable"; readonly message: string }

/** `domains` have a leading dot. `reservedToo`: by the operator's will. */
export const judge = (handle: Handle, domains: ReadonlyArray<string>, reservedToo = false): Judgement => {
  const domain = domains.find((domain) => handle.endsWith(domain))
  if (domain === undefined) return { _tag: "Foreign" }
  const label = handle.slice(0, -domain.length)
  if (label.includes(".")) return { _tag: "Refused", error: "InvalidHandle", message: `A handle here has one label before ${domain}` }
  if (reservedToo) return { _tag: "Ours" }
  if (label.length < 3) return { _tag: "Refused", error: "InvalidHandle", message: "Handle too short" }
  if (label.length > 18) return { _tag: "Refused", error: "InvalidHandle", message: "Handle too long" }
  if (reserved.has(label)) return { _tag: "Refused", error: "HandleNotAvailable", message: "Reserved handle" }
  return { _tag: "Ours" }
}
