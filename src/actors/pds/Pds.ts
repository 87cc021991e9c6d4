/**
 * A Personal Data Server: accounts, their repositories, blobs and private
 * state, their firehose, and the door to everything else by proxy.
 * [account], [repository], [sync], [xrpc]
 *
 *     request ─ routes/ ─▶ session/Auth ─▶ repo/Writing ─▶ repo/Commits ─▶ SQL + Outbox ─▶ relays
 *
 * Out of scope: OAuth.
 */
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import { type KeyPair, Keys } from "../../protocol/keys/Keys.ts"
import { TidClock } from "../../protocol/syntax/Tid.ts"
import * as Outbox from "../firehose/Outbox.ts"
import { Hosts } from "../Hosts.ts"
import { listOf } from "../identity/Directory.ts"
import * as Resolver from "../identity/Resolver.ts"
import * as ServiceAuth from "../identity/ServiceAuth.ts"
import * as Outgoing from "../mail/Outgoing.ts"
import * as ServerSecret from "../ServerSecret.ts"
import * as GroupCommit from "../sqlite/GroupCommit.ts"
import * as Xrpc from "../xrpc/Server.ts"
import * as Credentials from "./account/Credentials.ts"
import * as Creation from "./account/Creation.ts"
import * as Email from "./account/Email.ts"
import * as HandleHolders from "./account/HandleHolders.ts"
import * as Heard from "./account/Heard.ts"
import * as Homes from "./account/Homes.ts"
import * as HostedAccounts from "./account/Hosted.ts"
import * as Invites from "./account/Invites.ts"
import * as Lifecycle from "./account/Lifecycle.ts"
import * as ReservedKeys from "./account/ReservedKeys.ts"
import * as Retirement from "./account/Retirement.ts"
import * as SigningKeys from "./account/SigningKeys.ts"
import * as SignUp from "./account/SignUp.ts"
import * as Takedowns from "./account/Takedowns.ts"
import * as Crawl from "./Crawl.ts"
import * as Delegations from "./delegation/Delegations.ts"
import * as Revocations from "./delegation/Revocations.ts"
import * as Standings from "./delegation/Standings.ts"
import * as Uses from "./delegation/Uses.ts"
import * as Events from "./Events.ts"
import * as Consortium from "../identity/Consortium.ts"
import * as PlcClient from "../identity/PlcClient.ts"
import * as PlcChanges from "./identity/PlcChanges.ts"
import * as PlcUpdates from "./identity/PlcUpdates.ts"
import * as Quota from "./limits/Quota.ts"
import * as RateLimits from "./limits/RateLimits.ts"
import * as MailTokens from "./mail/MailTokens.ts"
import * as Post from "./mail/Post.ts"
import type { PdsOptions } from "./Options.ts"
import type { Parts } from "./Parts.ts"
import * as Proxy from "./Proxy.ts"
import * as Recovery from "./recovery/Recovery.ts"
import * as Blobs from "./repo/Blobs.ts"
import * as Commits from "./repo/Commits.ts"
import * as Exporting from "./repo/Exporting.ts"
import * as Importing from "./repo/Importing.ts"
import * as OwnCommits from "./repo/OwnCommits.ts"
import * as RecordRows from "./repo/RecordRows.ts"
import * as Writing from "./repo/Writing.ts"
import * as ActorRoutes from "./routes/ActorRoutes.ts"
import * as AdminRoutes from "./routes/AdminRoutes.ts"
import * as DelegationRoutes from "./routes/DelegationRoutes.ts"
import * as IdentityRoutes from "./routes/IdentityRoutes.ts"
import * as OwnKeyRoutes from "./routes/OwnKeyRoutes.ts"
import * as ReadRoutes from "./routes/ReadRoutes.ts"
import * as RepoRoutes from "./routes/RepoRoutes.ts"
import * as ServerRoutes from "./routes/ServerRoutes.ts"
import * as SyncRoutes from "./routes/SyncRoutes.ts"
import * as WebRoutes from "./routes/WebRoutes.ts"
import * as AppPasswords from "./session/AppPasswords.ts"
import * as Auth from "./session/Auth.ts"
import * as Operators from "./session/Operators.ts"
import * as Sessions from "./session/Sessions.ts"
import * as Tables from "./Tables.ts"

/** Accounts kept in memory with their trees. */
const accountsInMemory = 10_000

const assemble = Effect.fnUntraced(function*(options: PdsOptions) {
  const sql = yield* SqlClient
  const keys = yield* Keys
  const hosts = yield* Hosts
  const secureRandom = yield* SecureRandom.SecureRandom
  const resolver = yield* Resolver.Resolver
  const serviceAuth = yield* ServiceAuth.ServiceAuth
  yield* Tables.create

  const did = hosts.didOf(hosts.self)
  const endpoint = hosts.originOf(hosts.self)
  const domains = (options.handleDomains.length > 0 ? options.handleDomains : [hosts.self]).map((domain) => `.${domain.replace(/^\./, "")}`)
  const rotationSecret = yield* ServerSecret.of("rotation", Effect.map(keys.generate("k256"), (key) => key.secret))
  const rotationKey: KeyPair = keys.fromSecret("k256", rotationSecret)
  const tokenSecret = yield* ServerSecret.of("tokens", secureRandom.randomBytes(32))

  const outbox = yield* Outbox.make({ table: "outbox", windowMillis: options.backfillWindowMillis, windowBytes: options.backfillWindowBytes })
  const events = Events.make(outbox)
  const group = yield* GroupCommit.make
  const clock = new TidClock(yield* secureRandom.intBetween(0, 1023))
  const accounts = yield* HostedAccounts.make({ keys, capacity: accountsInMemory })
  const records = yield* RecordRows.make
  const quotas = yield* Quota.make(options.quota)
  const blobs = yield* Blobs.make(quotas)
  const takedowns = yield* Takedowns.make
  const onCommit = yield* Crawl.make(options.relays)
  const commits = yield* Commits.make({ group, keys, outbox, clock, records, blobs, quotas, onCommit })
  const writing = Writing.make({ accounts, records, blobs, commits, clock, takedowns })
  const operators = options.consortium === undefined ? undefined : yield* Consortium.make(options.consortium)
  const plc = yield* PlcClient.make(listOf(options.plc).map(hosts.originOf), { operators, verify: options.verifyPlcLog === true ? keys.verify : undefined })
  const invites = yield* Invites.make(hosts.self)
  const reservedKeys = yield* ReservedKeys.make(keys)
  const holders = yield* HandleHolders.make
  const creation = yield* Creation.make({ group, holders, keys, plc, rotationKey, endpoint, accounts, commits, events, invites })
  const changes = yield* PlcChanges.make({ accounts, commits, endpoint, events, group, holders, keys, plc, resolver })
  const sessions = yield* Sessions.make({ group, secret: tokenSecret, audience: did })
  const appPasswords = yield* AppPasswords.make
  const credentials = yield* Credentials.make({ accounts, appPasswords, costLog2: options.passwordCostLog2 })
  const outgoing = yield* Outgoing.make(options.mail)
  const post = Post.make({ outgoing, sql, tokens: yield* MailTokens.make(options.mailTokenMillis) })
  const moderators = new Set([...options.moderators, ...(options.labeler === undefined ? [] : [hosts.didOf(options.labeler)])])
  const lifecycle = yield* Lifecycle.make({
    accounts, commits, events, outbox, sessions, takedowns, resolver, plc, endpoint, rotationDidKey: rotationKey.didKey
  })
  yield* Recovery.run({ accounts, blobs, commits, events, keys, lifecycle, outbox, outgoing, relays: options.relays })
  const homes = yield* Homes.make({ endpoint, lifecycle, resolver })
  const standings = yield* Standings.make({ resolver, boundMillis: options.revocationBoundMillis, plainHttp: endpoint.startsWith("http:") })
  const delegations = yield* Delegations.make({ keys, accounts, standings, revocations: yield* Revocations.make, uses: yield* Uses.make, audience: did })
  const parts: Parts = {
    options, did, domains, sql, keys, secureRandom, rotationKey, outbox, resolver, serviceAuth, accounts, records, blobs, commits,
    writing, lifecycle, credentials, appPasswords, sessions,
    ownCommits: OwnCommits.make({ accounts, commits, events, keys, lifecycle, resolver, writing }),
    signingKeys: yield* SigningKeys.make({ accounts, commits, events, reservedKeys, resolver }),
    signUp: yield* SignUp.make({ options, domains, accounts, creation, credentials, holders, invites, reservedKeys, resolver }),
    plcUpdates: yield* PlcUpdates.make({ accounts, changes, keys, plc, rotationKey, endpoint }),
    retirement: yield* Retirement.make(lifecycle),
    heard: yield* Heard.make({ accounts, commits, relays: options.relays }),
    exporting: Exporting.make({ commits, records }),
    importing: yield* Importing.make({ accounts, blobs, commits, keys, plc, quotas, records, resolver, limitBytes: options.importLimitBytes }),
    limits: RateLimits.make(options.rateLimits),
    post, invites, quotas, reservedKeys, takedowns,
    email: Email.make({ accounts, credentials, post, sessions, sql }),
    operators: Operators.make({ adminPassword: options.adminPassword, moderators, serviceAuth, did }),
    delegations,
    auth: Auth.make({ sessions, accounts, delegations, lookAgain: homes.lookAgain })
  }
  return { parts, endpoint, proxy: yield* Proxy.make(parts) }
})

export const layer = (options: PdsOptions) =>
  Layer.unwrap(Effect.map(assemble(options), ({ endpoint, parts, proxy }) =>
    parts.limits.around(Layer.mergeAll(
      ServerRoutes.layer(parts),
      AdminRoutes.layer(parts),
      RepoRoutes.layer(parts, proxy.anonymously),
      OwnKeyRoutes.layer(parts),
      IdentityRoutes.layer(parts),
      DelegationRoutes.layer(parts),
      SyncRoutes.layer(parts),
      ActorRoutes.layer(parts, proxy),
      ReadRoutes.layer(parts, proxy),
      WebRoutes.layer(parts, endpoint),
      Xrpc.fallback(proxy.forward)
    )))).pipe(
      Layer.provide(ServiceAuth.layer),
      Layer.provide(Resolver.layer(options))
    )
