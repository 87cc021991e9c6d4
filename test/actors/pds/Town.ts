/** A small town for tests: names, a directory, two PDSes, and whatever stands in for an App View. */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { ActorSpec } from "../../../src/actors/Network.ts"
import { PdsOptions } from "../../../src/actors/pds/Options.ts"
import * as Names from "../../../src/actors/names/Names.ts"
import * as Pds from "../../../src/actors/pds/Pds.ts"
import * as Plc from "../../../src/actors/plc/Plc.ts"
import * as Session from "../../../src/actors/client/Session.ts"
import * as PlcClient from "../../../src/actors/identity/PlcClient.ts"
import { ValidateOutput } from "../../../src/actors/xrpc/Server.ts"
import type { Kept } from "../../../src/actors/mail/Outgoing.ts"
import * as BasicAuth from "../../../src/protocol/xrpc/BasicAuth.ts"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as Result from "effect/Result"
import * as Socket from "effect/socket/Socket"
import type { Observation } from "../../../src/sim/Observation.ts"
import * as World from "../../../src/sim/World.ts"

export const pdsOptions = (options: object = {}) =>
  Schema.decodeUnknownSync(PdsOptions)({ plc: "plc.test", appView: "appview.test", passwordCostLog2: 1, ...options })

export interface TownOptions extends Partial<World.WorldOptions> {
  readonly pds?: object
  /** Runs at `appview.test`. */
  readonly appView?: World.ActorLayer
  /** What stands before the directory. */
  readonly aroundPlc?: (plc: ReturnType<typeof Plc.layer>) => ReturnType<typeof Plc.layer>
}

export const make = ({ aroundPlc = (plc) => plc, appView, pds = {}, ...options }: TownOptions = {}) => {
  const actors: ReadonlyArray<ActorSpec> = [
    { kind: "names", host: "names.test", options: { domains: ["people.test"], txt: {} } },
    { kind: "plc", host: "plc.test", options: {} },
    { kind: "appview", host: "appview.test", options: { plc: "plc.test", relay: "relay.test", labelers: [] } as never },
    { kind: "pds", host: "pds1.test", options: pdsOptions(pds) },
    { kind: "pds", host: "pds2.test", options: pdsOptions(pds) }
  ]
  const world = World.make({ actors }, {
    seed: 1,
    layerOf: (spec) => {
      switch (spec.kind) {
        case "names":
          return Names.layer(spec.options)
        case "plc":
          return aroundPlc(Plc.layer(spec.options))
        case "pds":
          // An answer that its lexicon refuses is a defect here. LEX-6
          return Layer.provide(Pds.layer(spec.options), Layer.succeed(ValidateOutput)(true))
        default:
          return appView ?? Layer.empty
      }
    },
    ...options
  })
  const observations: Array<Observation> = []
  world.observe((observation) => observations.push(observation))
  world.startAll()
  world.runUntil(1000)
  return {
    world,
    run: <A, E>(effect: Parameters<typeof world.run<A, E>>[1], within?: number) => world.run("device.test", effect, within),
    /** Methods of this prefix that were asked for, in turn. */
    requests: (prefix: string) => observations.flatMap((observation) =>
      observation._tag === "HttpRequestSent" && observation.path.startsWith(`/xrpc/${prefix}`) ? [observation.path.slice("/xrpc/".length)] : []),
    defects: () => observations.filter((observation) => observation._tag === "Defect")
  }
}

export const credentials = (name: string, pds = "pds1.test") => ({
  handle: `${name}.${pds}`,
  email: `${name}@mail.test`,
  password: `${name}'s password`
})

export const signUp = (name: string, pds = "pds1.test") => Session.signUp(`https://${pds}`, credentials(name, pds))

export const post = (text: string) => ({ $type: "app.bsky.feed.post", text, createdAt: "2026-01-05T18:00:00.000Z" })

export const createPost = (session: Session.Session, text: string) =>
  session.procedureOnce("com.atproto.repo.createRecord", { input: { repo: session.did, collection: "app.bsky.feed.post", record: post(text) } })

/** What lies in a PDS's mailbox for an address, newest first. */
export const mail = (to: string, pds = "pds1.test") =>
  Effect.gen(function*() {
    const client = yield* HttpClient
    const authorization = BasicAuth.format({ username: "admin", password: "admin" })
    const response = yield* client.get(`https://${pds}/admin/mailbox?to=${encodeURIComponent(to)}`, { headers: { authorization } })
    return ((yield* response.json) as unknown as { readonly mail: ReadonlyArray<Kept> }).mail
  })

/** Puts a rotation key of the account's own in front of its server's, by a token from its mail. */
export const putKeyFirst = Effect.fnUntraced(function*(session: Session.Session, name: string, didKey: string) {
  yield* session.procedure("com.atproto.identity.requestPlcOperationSignature", {})
  const [letter] = yield* mail(credentials(name).email)
  const plc = yield* PlcClient.make("https://plc.test")
  const { rotationKeys } = yield* plc.state(session.did)
  const { operation } = yield* session.procedureOnce("com.atproto.identity.signPlcOperation", { input: { token: letter!.token, rotationKeys: [didKey, ...rotationKeys] } })
  yield* session.procedureOnce("com.atproto.identity.submitPlcOperation", { input: { operation } })
})

export type Received = RepoEvent.RepoEvent | { readonly _tag: "Error"; readonly error: string }

export const eventOf = (bytes: Uint8Array): Received => {
  const frame = Result.getOrThrow(Frame.decode(bytes))
  return frame._tag === "Error" ? { _tag: "Error", error: frame.error } : Result.getOrThrow(RepoEvent.fromFrame(frame))
}

export const seqOf = (event: Received): number => "seq" in event ? event.seq : 0

/** What a firehose sends until `enough`, or until it closes. */
export const listen = (host: string, query: string, enough: (events: ReadonlyArray<Received>) => boolean) =>
  Effect.gen(function*() {
    const socket = yield* Socket.makeWebSocket(`wss://${host}/xrpc/com.atproto.sync.subscribeRepos${query}`)
    const pull = yield* Socket.readerBytes(socket)
    const events: Array<Received> = []
    while (!enough(events)) {
      const batch = yield* Effect.catch(pull, () => Effect.succeed(undefined))
      if (batch === undefined) break
      for (const bytes of batch) events.push(eventOf(bytes))
    }
    return events
  }).pipe(Effect.scoped)
