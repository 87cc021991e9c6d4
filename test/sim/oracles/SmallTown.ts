/**
 * A small town in which a bug is planted, and what its oracles say of it: a
 * few people on one PDS who write, block and read a great deal in four
 * virtual minutes.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import { expect } from "vitest"
import { layerOf } from "../../../src/actors/Actor.ts"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import * as AppViewTables from "../../../src/actors/appview/Tables.ts"
import * as Tables from "../../../src/actors/pds/Tables.ts"
import * as Car from "../../../src/protocol/car/Car.ts"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import { type KeyPair, Keys } from "../../../src/protocol/keys/Keys.ts"
import * as Commit from "../../../src/protocol/repo/Commit.ts"
import type { Interpose, Interposed } from "../../../src/sim/network/Interpose.ts"
import * as Run from "../../../src/sim/Run.ts"
import type { ActorLayer } from "../../../src/sim/World.ts"
import { Scenario } from "../../../src/sim/scenario/Scenario.ts"

/** Few, and all of them busy: fifteen acts a minute each. */
export const people = {
  accounts: 6,
  signUpWithin: "10s",
  customHandles: "40%",
  graph: { meanFollows: 4, clusterSize: 6 },
  rhythm: { depth: 0 },
  unevenness: 0.3,
  habits: {
    post: 120, reply: 80, like: 150, repost: 30, follow: 20, unfollow: 10, block: 18, delete: 30, profile: 6,
    readTimeline: 200, readThread: 60, readProfile: 10, readFeed: 10, readNotifications: 10
  }
}

export const scenario = (changes: object = {}): Scenario =>
  Schema.decodeUnknownSync(Scenario)({
    name: "small-town",
    description: "A few busy people.",
    duration: "2m",
    topology: { pds: 1, feedGenerators: 1 },
    population: people,
    network: { latency: { median: "15ms", tail: 0.4 } },
    ...changes
  })

export interface Bug {
  readonly interpose?: Interpose
  readonly layerOf?: (spec: ActorSpec) => ActorLayer
  /** Changes to the scenario. */
  readonly town?: object
  readonly seed?: number
}

/** The whole run's outcome. */
export const run = ({ seed = 1, town, ...plants }: Bug = {}) =>
  Run.toEnd(new Run.Run({ scenario: scenario(town), seed, layerOf, ...plants })).run

/** The codes that a bug violates. */
export const violated = (bug: Bug): ReadonlyArray<string> =>
  run(bug).invariants.filter(({ violationCount }) => violationCount > 0).map(({ code }) => code)

/** The oracle of `code` notices, and nobody does but it and those that see a consequence. */
export const expectCaught = (bug: Bug, code: string, consequences: ReadonlyArray<string> = []): void => {
  const codes = violated(bug)
  expect(codes).toContain(code)
  expect(codes.filter((other) => other !== code && !consequences.includes(other))).toEqual([])
}

type FrameSaid = Extract<Interposed, { readonly kind: "frame" }>
type Response = Extract<Interposed, { readonly kind: "response" }>

/** Changes the frames of one host; every consumer of a frame is told the same. */
export const frames = (
  host: string,
  change: (event: RepoEvent.RepoEvent, frame: FrameSaid) => Uint8Array | "drop" | ReadonlyArray<Uint8Array>
): Interpose => {
  const said = new Map<number, Uint8Array | "drop" | ReadonlyArray<Uint8Array>>()
  return (from, message) => {
    if (from !== host || message.kind !== "frame") return message.bytes
    const seq = RepoEvent.seqOf(message.bytes) ?? -1
    const known = said.get(seq)
    if (known !== undefined) return known
    const event = Result.getOrThrow(RepoEvent.fromFrame(Result.getOrThrow(Frame.decode(message.bytes))))
    const changed = change(event, message)
    said.set(seq, changed)
    return changed
  }
}

/** Changes the `nth` commit that fits, and no other. */
export const oneCommit = (
  host: string,
  fits: (event: RepoEvent.CommitEvent) => boolean,
  change: (event: RepoEvent.CommitEvent, frame: Uint8Array) => RepoEvent.CommitEvent | Uint8Array | "drop",
  nth = 20
): Interpose => {
  let count = 0
  return frames(host, (event, { bytes }) => {
    if (event._tag !== "Commit" || !fits(event) || ++count !== nth) return bytes
    const changed = change(event, bytes)
    return changed instanceof Uint8Array || changed === "drop" ? changed : RepoEvent.encode(changed)
  })
}

export const anyCommit = (): boolean => true

export const touches = (collection: string, action?: RepoEvent.RepoOp["action"]) => (event: RepoEvent.CommitEvent): boolean =>
  event.ops.some((op) => op.path.startsWith(`${collection}/`) && (action === undefined || op.action === action))

/** Changes what a host answers in JSON to one method; `undefined` leaves it as it is. */
export const answers = (host: string, method: string, change: (json: never, response: Response) => unknown): Interpose => (from, message) => {
  if (from !== host || message.kind !== "response" || message.status !== 200) return message.bytes
  const path = message.path.split("?")[0]!
  if (path !== method && path !== `/xrpc/${method}`) return message.bytes
  const changed = change(JSON.parse(Buffer.from(message.bytes).toString()) as never, message)
  return changed === undefined ? message.bytes : new TextEncoder().encode(JSON.stringify(changed))
}

/** A frame of an event. */
export const encoded = RepoEvent.encode

export const both = (first: Interpose, second: Interpose): Interpose => (host, message) => {
  const said = first(host, message)
  return said instanceof Uint8Array ? second(host, { ...message, bytes: said }) : said
}

/** The real actors, those of one kind over signing services of ours. */
export const signing = (kind: ActorSpec["kind"], wrap: (keys: Keys["Service"]) => Keys["Service"]) => (spec: ActorSpec): ActorLayer =>
  spec.kind === kind
    ? Layer.provide(layerOf(spec), Layer.effect(Keys)(Effect.map(Keys, wrap)))
    : layerOf(spec)

/** The real actors, those of one kind with a trigger on their tables. */
export const withTrigger = (trigger: string, kind: "pds" | "appview" = "pds") => (spec: ActorSpec): ActorLayer =>
  spec.kind !== kind ? layerOf(spec) : Layer.unwrap(Effect.gen(function*() {
    yield* kind === "pds" ? Tables.create : AppViewTables.create
    yield* Effect.flatMap(SqlClient, (sql) => sql.unsafe(`CREATE TRIGGER IF NOT EXISTS bug ${trigger}`))
    return layerOf(spec)
  }).pipe(Effect.orDie)) as ActorLayer

/** The real actors, those of one kind with `wrong` in the place of `right` in each statement of their databases that has it. */
export const withStatement = (kind: ActorSpec["kind"], right: string, wrong: string) => (spec: ActorSpec): ActorLayer =>
  spec.kind !== kind ? layerOf(spec) : Layer.provide(layerOf(spec), Layer.effect(SqlClient)(Effect.map(SqlClient, (sql) =>
    new Proxy(sql, {
      get: (target, name, receiver) =>
        name !== "unsafe"
          ? Reflect.get(target, name, receiver)
          : (statement: string, parameters?: ReadonlyArray<unknown>) => target.unsafe(statement.replaceAll(right, wrong), parameters)
    }))))

/** Whether these are the bytes of a commit, to be signed: a map of five fields of which the first is its DID. */
export const isCommit = (message: Uint8Array): boolean => message[0] === 0xa5 && Buffer.from(message.subarray(1, 5)).toString("latin1") === "cdid"

/** Remembers each account's key, so that a bug can sign what the PDS never meant to. */
export class Forger {
  private readonly keys = new Map<string, { readonly key: KeyPair; readonly sign: Keys["Service"]["sign"] }>()

  readonly layerOf = signing("pds", (keys) => ({
    ...keys,
    sign: (key, message) => {
      const did = isCommit(message) ? /did:plc:[a-z2-7]{24}/.exec(Buffer.from(message).toString("latin1"))?.[0] : undefined
      if (did !== undefined) this.keys.set(did, { key, sign: keys.sign })
      return keys.sign(key, message)
    }
  }))

  /** The event as it were had the PDS committed `changes` instead, soundly signed. */
  recommit(event: RepoEvent.CommitEvent, changes: (commit: Commit.Commit) => Partial<Commit.UnsignedCommit>): RepoEvent.CommitEvent {
    const { key, sign } = this.keys.get(event.repo)!
    const { blocks } = Result.getOrThrow(Car.read(event.blocks))
    const commit = Result.getOrThrow(Commit.decode(blocks.get(event.commit)!))
    const forged = Commit.sign({ ...commit, ...changes(commit) }, (message) => sign(key, message))
    blocks.delete(event.commit)
    return {
      ...event,
      commit: forged.cid,
      rev: forged.commit.rev,
      blocks: Car.write([forged.cid], [[forged.cid, forged.bytes], ...blocks.entries()])
    }
  }
}
