/** com.atproto.admin.*: what operators and moderators do at the host. */
import * as Layer from "effect/Layer"
import type { Parts } from "../Parts.ts"
import * as Accounts from "./admin/Accounts.ts"
import * as Invites from "./admin/Invites.ts"
import * as Subjects from "./admin/Subjects.ts"

export const layer = (parts: Parts) => Layer.mergeAll(Accounts.layer(parts), Invites.layer(parts), Subjects.layer(parts))
