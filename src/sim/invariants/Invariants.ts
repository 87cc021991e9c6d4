/** The whole table of invariants, in the order of the protocol's chapters. */
import { accounts, quotas } from "./Accounts.ts"
import { blobs } from "./Blobs.ts"
import { data } from "./Data.ts"
import { delegation } from "./Delegation.ts"
import { identifiers } from "./Identifiers.ts"
import { didWeb, documents, handles } from "./Identities.ts"
import type { Invariant } from "./Invariant.ts"
import { labels } from "./Labels.ts"
import { lexicons } from "./Lexicons.ts"
import { log } from "./Log.ts"
import { migrations } from "./Migrations.ts"
import { moderation } from "./Moderation.ts"
import { oauth } from "./OAuth.ts"
import { plc } from "./Plc.ts"
import { relays } from "./Relays.ts"
import { cars, repositories, trees } from "./Repositories.ts"
import { signatures } from "./Signatures.ts"
import { spaces } from "./Spaces.ts"
import { streams } from "./Streams.ts"
import { sync } from "./Sync.ts"
import { feeds, images, views } from "./Views.ts"
import { auth, proxying, xrpc } from "./Xrpc.ts"

export const invariants: ReadonlyArray<Invariant> = [
  ...identifiers,
  ...data,
  ...blobs,
  ...signatures,
  ...trees,
  ...repositories,
  ...cars,
  ...streams,
  ...sync,
  ...relays,
  ...handles,
  ...documents,
  ...didWeb,
  ...plc,
  ...log,
  ...accounts,
  ...quotas,
  ...migrations,
  ...xrpc,
  ...auth,
  ...proxying,
  ...delegation,
  ...oauth,
  ...lexicons,
  ...labels,
  ...moderation,
  ...views,
  ...feeds,
  ...images,
  ...spaces
]
