/**
 * A person's signed-in device: an account at a PDS, its tokens, and calls that
 * carry them. The same code runs in a simulated world and against live hosts.
 *
 * An answer may be lost while the deed is done. So every call here can be
 * repeated: signing up again finds the account by its password, a write has
 * its record key chosen by the device and is repeated by putRecord, which
 * commits nothing if the record is there already.
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import type { Methods } from "../../protocol/lexicon/generated/Methods.ts"
import * as Did from "../../protocol/syntax/Did.ts"
import { TidClock } from "../../protocol/syntax/Tid.ts"
import type { XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import * as Client from "../xrpc/Client.ts"

export interface Credentials {
  readonly handle: string
  readonly email: string
  readonly password: string
}

/**
 * How often a call without an answer is repeated, and how long is waited before
 * the first repetition, in milliseconds.
 */
const attempts = 6
const firstPauseMillis = 500

/** Waits 0.5 s, 1 s, 2 s … with jitter between attempts; only what may pass by itself is repeated. */
export const patiently = <A, R>(
  attempt: (repeated: boolean) => Effect.Effect<A, Client.CallError, R>
): Effect.Effect<A, Client.CallError, R> => {
  const from = (n: number): Effect.Effect<A, Client.CallError, R> =>
    Effect.catch(attempt(n > 0), (error) =>
      n + 1 >= attempts || !mayPass(error)
        ? Effect.fail(error)
        : Random.next.pipe(
          Effect.flatMap((jitter) => Effect.sleep(firstPauseMillis * 2 ** n * (0.5 + jitter))),
          Effect.andThen(from(n + 1))
        ))
  return from(0)
}

const mayPass = (error: Client.CallError): boolean =>
  error._tag === "XrpcUnreachable" || error.status >= 500 || error.status === 429

const tokenIsOver = (error: Client.CallError): error is XrpcError =>
  error._tag === "XrpcError" && (error.error === "ExpiredToken" || error.error === "InvalidToken")

type NsidOf<Kind extends "query" | "procedure"> = {
  [K in keyof Methods]: Methods[K]["kind"] extends Kind ? K : never
}[keyof Methods]

/**
 * A device that signs commits and service tokens itself: what it does in the
 * place of a call. Undefined: the PDS does that.
 */
export interface Signer {
  readonly didKey: string
  /** A service token of the account. */
  readonly token: (claims: { readonly aud: string; readonly lxm: string }) => Effect.Effect<string>
  readonly procedure: (session: Session, nsid: string, input: unknown) => Effect.Effect<unknown, Client.CallError> | undefined
  readonly query: (nsid: string, params: unknown, headers: Readonly<Record<string, string>>) => Effect.Effect<unknown, Client.CallError> | undefined
  /** The head at this host is the one to go on from, though one of these keys signed it. */
  readonly adopt: (session: Session, former: ReadonlyArray<string>) => Effect.Effect<void, Client.CallError>
}

export class Session {
  readonly did: Did.Did
  readonly credentials: Credentials
  handle: string
  /** Of the PDS; another one after a move. */
  origin: string
  readonly tids: TidClock
  /** Where the owner holds the signing key. */
  signer: Signer | undefined
  private accessJwt: string
  private refreshJwt: string

  constructor(options: {
    readonly did: Did.Did
    readonly credentials: Credentials
    readonly origin: string
    readonly tids: TidClock
    readonly accessJwt: string
    readonly refreshJwt: string
  }) {
    this.did = options.did
    this.credentials = options.credentials
    this.handle = options.credentials.handle
    this.origin = options.origin
    this.tids = options.tids
    this.accessJwt = options.accessJwt
    this.refreshJwt = options.refreshJwt
  }

  /** The tokens of another sign-in, such as the one at a new PDS. */
  adopt(origin: string, tokens: { readonly accessJwt: string; readonly refreshJwt: string }): void {
    this.origin = origin
    this.accessJwt = tokens.accessJwt
    this.refreshJwt = tokens.refreshJwt
  }

  /** Takes over another sign-in of the same account, such as the one after a move. */
  become(other: Session): void {
    this.adopt(other.origin, { accessJwt: other.accessJwt, refreshJwt: other.refreshJwt })
    this.handle = other.handle
  }

  /** For calls beside those below. */
  get authorization(): Readonly<Record<string, string>> {
    return Client.bearer(this.accessJwt)
  }

  private headers(extra: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
    return { ...Client.bearer(this.accessJwt), ...extra }
  }

  /** Fresh tokens: by the refresh token, and if that is over too, by the password. */
  private renew(client: Client.Client): Effect.Effect<void, Client.CallError> {
    return patiently(() =>
      client.procedure("com.atproto.server.refreshSession", { origin: this.origin, headers: Client.bearer(this.refreshJwt) })
    ).pipe(
      Effect.catchIf(tokenIsOver, () => signInAgain(client, this.origin, this.did, this.credentials.password)),
      Effect.map((tokens) => this.adopt(this.origin, tokens))
    )
  }

  private renewing<A>(client: Client.Client, call: () => Effect.Effect<A, Client.CallError>): Effect.Effect<A, Client.CallError> {
    return Effect.catchIf(call(), tokenIsOver, () => Effect.andThen(this.renew(client), Effect.suspend(call)))
  }

  query<K extends NsidOf<"query">>(nsid: K, params: Methods[K]["params"], headers?: Readonly<Record<string, string>>) {
    const own = this.signer?.query(nsid, params, headers ?? {}) as Effect.Effect<Methods[K]["output"], Client.CallError> | undefined
    return own !== undefined ? patiently(() => own) : Effect.flatMap(Client.make, (client) =>
      patiently(() =>
        this.renewing(client, () => client.query(nsid, { origin: this.origin, params, headers: this.headers(headers) }))))
  }

  /** Once, without repetition: for what must not happen twice. */
  procedureOnce<K extends NsidOf<"procedure">>(nsid: K, options: Omit<Client.ProcedureOptions<K>, "origin">) {
    const own = this.signer?.procedure(this, nsid, options.input) as Effect.Effect<Methods[K]["output"], Client.CallError> | undefined
    return own ?? Effect.flatMap(Client.make, (client) =>
      this.renewing(client, () =>
        client.procedure(nsid, { ...options, origin: this.origin, headers: this.headers(options.headers) } as Client.ProcedureOptions<K>)))
  }

  /** Repeated until it is answered: for what may happen twice without harm. */
  procedure<K extends NsidOf<"procedure">>(nsid: K, options: Omit<Client.ProcedureOptions<K>, "origin">) {
    return patiently(() => this.procedureOnce(nsid, options))
  }
}

const signInAgain = (client: Client.Client, origin: string, identifier: string, password: string) =>
  patiently(() => client.procedure("com.atproto.server.createSession", { origin, input: { identifier, password } }))

const clockIds = 1024

const open = (origin: string, credentials: Credentials, answer: { readonly did: string; readonly accessJwt: string; readonly refreshJwt: string }) =>
  Effect.map(Random.nextIntBetween(0, clockIds, { halfOpen: true }), (clockId) =>
    new Session({
      did: Did.make(answer.did),
      credentials,
      origin,
      tids: new TidClock(clockId),
      accessJwt: answer.accessJwt,
      refreshJwt: answer.refreshJwt
    }))

const isRefused = (error: Client.CallError): boolean => error._tag === "XrpcError" && (error.status === 400 || error.status === 401)
const isTaken = (error: Client.CallError): boolean => error._tag === "XrpcError" && error.error === "HandleNotAvailable"
/** Time for syncs of a slow disk, and for the directory between them. */
const underWay = { schedule: Schedule.spaced("5 seconds"), times: 24 }

/** A new account; or the one that an unanswered attempt of ours made. */
export const signUp = Effect.fnUntraced(function*(origin: string, credentials: Credentials) {
  const client = yield* Client.make
  const { email, handle, password } = credentials
  const create = client.procedure("com.atproto.server.createAccount", { origin, input: { handle, email, password } })
  const enter = client.procedure("com.atproto.server.createSession", { origin, input: { identifier: handle, password } })
  const answer = yield* patiently((repeated) =>
    !repeated ? create : Effect.catchIf(enter, isRefused, () =>
      Effect.catchIf(create, isTaken, (taken) =>
        // By ourselves, perhaps: what we asked for without an answer may still be under way.
        Effect.catchIf(Effect.retry(enter, { ...underWay, while: isRefused }), isRefused, () => Effect.fail(taken)))))
  return yield* open(origin, credentials, answer)
})

export const signIn = Effect.fnUntraced(function*(origin: string, credentials: Credentials) {
  const client = yield* Client.make
  return yield* open(origin, credentials, yield* signInAgain(client, origin, credentials.handle, credentials.password))
})
