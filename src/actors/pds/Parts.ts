/** What the routes of a PDS are made of. */
import type { SecureRandom } from "effect/crypto/SecureRandom"
import type { SqlClient } from "effect/sql/SqlClient"
import type { KeyPair, Keys } from "../../protocol/keys/Keys.ts"
import type { Outbox } from "../firehose/Outbox.ts"
import type { ServiceAuth } from "../identity/ServiceAuth.ts"
import type { Resolver } from "../identity/Resolver.ts"
import type { Credentials } from "./account/Credentials.ts"
import type { Heard } from "./account/Heard.ts"
import type { HostedAccounts } from "./account/Hosted.ts"
import type { Email } from "./account/Email.ts"
import type { Invites } from "./account/Invites.ts"
import type { Lifecycle } from "./account/Lifecycle.ts"
import type { ReservedKeys } from "./account/ReservedKeys.ts"
import type { Retirement } from "./account/Retirement.ts"
import type { SigningKeys } from "./account/SigningKeys.ts"
import type { SignUp } from "./account/SignUp.ts"
import type { Takedowns } from "./account/Takedowns.ts"
import type { PlcUpdates } from "./identity/PlcUpdates.ts"
import type { Quotas } from "./limits/Quota.ts"
import type { RateLimits } from "./limits/RateLimits.ts"
import type { Post } from "./mail/Post.ts"
import type { Delegations } from "./delegation/Delegations.ts"
import type { PdsOptions } from "./Options.ts"
import type { Blobs } from "./repo/Blobs.ts"
import type { Commits } from "./repo/Commits.ts"
import type { Exporting } from "./repo/Exporting.ts"
import type { Importing } from "./repo/Importing.ts"
import type { RecordRows } from "./repo/RecordRows.ts"
import type { OwnCommits } from "./repo/OwnCommits.ts"
import type { Writing } from "./repo/Writing.ts"
import type { AppPasswords } from "./session/AppPasswords.ts"
import type { Auth } from "./session/Auth.ts"
import type { Operators } from "./session/Operators.ts"
import type { Sessions } from "./session/Sessions.ts"

export interface Parts {
  readonly options: PdsOptions
  /** The server's own DID: did:web of its host. */
  readonly did: string
  /** With a leading dot. */
  readonly domains: ReadonlyArray<string>
  readonly sql: SqlClient
  readonly keys: Keys["Service"]
  readonly secureRandom: SecureRandom["Service"]
  readonly rotationKey: KeyPair
  readonly outbox: Outbox
  readonly resolver: Resolver["Service"]
  readonly serviceAuth: ServiceAuth["Service"]
  readonly accounts: HostedAccounts
  readonly records: RecordRows
  readonly blobs: Blobs
  readonly commits: Commits
  readonly writing: Writing
  readonly ownCommits: OwnCommits
  readonly signingKeys: SigningKeys
  readonly exporting: Exporting
  readonly importing: Importing
  readonly lifecycle: Lifecycle
  readonly heard: Heard
  readonly retirement: Retirement
  readonly signUp: SignUp
  readonly plcUpdates: PlcUpdates
  readonly post: Post
  readonly email: Email
  readonly invites: Invites
  readonly reservedKeys: ReservedKeys
  readonly takedowns: Takedowns
  readonly operators: Operators
  readonly limits: RateLimits
  readonly quotas: Quotas
  readonly credentials: Credentials
  readonly appPasswords: AppPasswords
  readonly sessions: Sessions
  readonly delegations: Delegations
  readonly auth: Auth
}
