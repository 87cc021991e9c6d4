/**
 * A key manager. [C4–C7] notes of 2022, "Key management": it
 *
 *     keeps root keys, sealed             Vault
 *     publishes updates of DID documents  Publishing
 *     issues and revokes delegated keys   Delegating
 *     handles lost and stolen keys        Recovering
 *
 * and, for its owners as others' guardians,
 *
 *     keeps shares of recovery keys       Guarding
 *
 * What an owner's document says of it: its root key among the rotation keys,
 * its key for delegations as `#delegation`, its origin as service
 * `#orrery_keys`, where revocations are listed. Its own name is its did:web.
 *
 * It is trusted with less than a PDS: without the owner's passphrase it can
 * delegate, and the owner's root key ends that; it cannot touch the identity.
 */
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { serviceId, serviceType } from "../pds/delegation/Standings.ts"
import * as Outgoing from "../mail/Outgoing.ts"
import * as ServerSecret from "../ServerSecret.ts"
import { Hosts } from "../Hosts.ts"
import { listOf } from "../identity/Directory.ts"
import * as Resolver from "../identity/Resolver.ts"
import * as ServiceAuth from "../identity/ServiceAuth.ts"
import * as Delegating from "./Delegating.ts"
import * as GuardianRoutes from "./GuardianRoutes.ts"
import * as Guarding from "./Guarding.ts"
import * as Guesses from "./Guesses.ts"
import type { KeyManagerOptions } from "./Options.ts"
import * as Owners from "./Owners.ts"
import * as Publishing from "./Publishing.ts"
import * as Recovering from "./Recovering.ts"
import * as Routes from "./Routes.ts"
import * as Tables from "./Tables.ts"
import * as Vault from "./Vault.ts"

export const layer = (options: KeyManagerOptions) =>
  Layer.unwrap(Effect.gen(function*() {
    const hosts = yield* Hosts
    const secureRandom = yield* SecureRandom.SecureRandom
    const serviceAuth = yield* ServiceAuth.ServiceAuth
    yield* Tables.create
    const did = hosts.didOf(hosts.self)
    const endpoint = hosts.originOf(hosts.self)
    const vault = yield* Vault.make({ secureRandom, sealingSecret: options.sealingSecret, costLog2: options.passphraseCostLog2 })
    const owners = yield* Owners.make({
      vault,
      guesses: Guesses.make(),
      // Signs sessions. A stolen database gives sessions away, and no key.
      tokenSecret: yield* ServerSecret.of("tokens", secureRandom.randomBytes(32)),
      audience: did
    })
    const delegating = yield* Delegating.make({ vault, secureRandom })
    const publishing = yield* Publishing.make(listOf(options.plc).map(hosts.originOf), options.consortium)
    const outgoing = yield* Outgoing.make({ kind: "mailbox" })
    const recovering = yield* Recovering.make({ vault, owners, delegating, publishing, outgoing, secureRandom })
    const guarding = yield* Guarding.make({ owners, publishing, outgoing })
    return Layer.mergeAll(
      GuardianRoutes.layer({ did, owners, guarding, serviceAuth }),
      Routes.layer({ did, endpoint, owners, delegating, publishing, recovering, outgoing, serviceAuth, adminPassword: options.adminPassword }),
      HttpRouter.add("GET", "/.well-known/did.json", HttpServerResponse.jsonUnsafe({
        "@context": ["https://www.w3.org/ns/did/v1"],
        id: did,
        service: [{ id: `#${serviceId}`, type: serviceType, serviceEndpoint: endpoint }]
      }))
    )
  })).pipe(
    Layer.provide(ServiceAuth.layer),
    Layer.provide(Resolver.layer(options))
  )
