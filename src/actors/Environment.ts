/**
 * What the world provides to an actor (Law 1). An actor is a
 * `Layer<never, E, Environment>`: building it is starting it, closing its
 * scope is a crash, building it again over the same `SqlClient` is a restart.
 *
 * `Clock`, `Random`, `Scheduler` and `Tracer` are references: they are in the
 * fiber and need no entry here.
 */
import type { HttpClient } from "effect/http/HttpClient"
import type { HttpRouter } from "effect/http/HttpRouter"
import type { SecureRandom } from "effect/crypto/SecureRandom"
import type { Dns } from "effect/net/Dns"
import type { WebSocketConstructor } from "effect/socket/Socket"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Keys } from "../protocol/keys/Keys.ts"
import type { Hosts } from "./Hosts.ts"

export type Environment =
  | HttpRouter
  | HttpClient
  | WebSocketConstructor
  | Dns
  | SqlClient
  | SecureRandom
  | Keys
  | Hosts
