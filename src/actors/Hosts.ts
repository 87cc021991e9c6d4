/**
 * Where an actor lives and how it names the others. A network is a map from
 * host name to actor; the origin under which a host answers is
 * `https://<host>` in a simulated world and `http://localhost:<port>` live,
 * so actors never build an origin themselves.
 */
import * as Context from "effect/Context"

export class Hosts extends Context.Service<Hosts, {
  /** This actor's host name in the network, such as `pds1.test`. */
  readonly self: string
  /** The origin of a host, without a trailing slash. A host outside the network is `https://<host>`. */
  readonly originOf: (host: string) => string
  /** The did:web of a host: `did:web:pds1.test`, or `did:web:localhost%3A2583` live. */
  readonly didOf: (host: string) => string
}>()("orrery/Hosts") {}
