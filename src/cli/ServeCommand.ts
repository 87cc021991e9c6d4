/** `orrery serve FILE`: the same actors on ports of localhost, with files for disks, until Ctrl-C. */
import { join } from "node:path"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { layerOf } from "../actors/Actor.ts"
import { type Credentials, signIn, signUp } from "../actors/client/Session.ts"
import { defaultBasePort } from "../live/Directory.ts"
import * as Build from "../sim/scenario/Build.ts"
import { Failure, wrongUsage } from "./Failure.ts"
import { folder, wholeNumber } from "./Flags.ts"
import * as ScenarioFile from "./ScenarioFile.ts"
import * as Signals from "./Signals.ts"
import { columns, styleOf } from "./Style.ts"

const flags = {
  file: Argument.String("file").pipe(Argument.withDescription("A scenario file, or the name of one in scenarios/; its topology is served.")),
  data: folder("data").pipe(
    Flag.withDescription("Folder of the databases; default: data/<scenario>."),
    Flag.optional
  ),
  port: wholeNumber("port", 1, 65_535).pipe(Flag.withDescription("Port of the first actor; the others follow."), Flag.withDefault(defaultBasePort)),
  allowPrivate: Flag.Boolean("allow-private").pipe(
    Flag.withDescription("Let services call http and private addresses beyond the network, such as a feed generator of yours on localhost."),
    Flag.withDefault(false)
  ),
  set: Flag.String("set").pipe(
    Flag.withDescription("Change the scenario: path=value, such as topology.pds=2. May be repeated."),
    Flag.withMetavar("PATH=VALUE"),
    Flag.atLeast(0)
  )
}

/** An eighth of all that the program could load, and no other command needs it. */
const live = Effect.promise(() => import("../live/Live.ts"))

/** Where live services themselves cannot be reached or begun, the user can do something: port, folder, rights. */
const cannotServe = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure({ exitCode: 2, lines: [error instanceof Error ? error.message : String(error)] })

const credentialsAt = (pds: string): Credentials => ({ handle: `alice.${pds}`, email: "alice@mail.test", password: "alice-password" })

/** Alice signs in where she was before, and signs up where she is new. */
const alice = (origin: string, credentials: Credentials) =>
  Effect.catchTag(signIn(origin, credentials), "XrpcError", () => signUp(origin, credentials))

export const serve = Command.make("serve", flags, ({ allowPrivate, data, file, port, set }) =>
  Effect.scoped(Effect.gen(function*() {
    const scenario = yield* ScenarioFile.load(file, set)
    const network = Build.network(scenario, "live")
    const highest = 65_536 - network.actors.length
    if (port < 1 || port > highest) return yield* wrongUsage(`--port ${port}: expected 1 to ${highest}, for ${network.actors.length} actors take one each from there on`)
    const signals = yield* Signals.listen
    const style = styleOf(process.stdout)
    const dataDir = Option.getOrElse(data, () => join("data", scenario.name))
    const Live = yield* live
    const serving = yield* Live.serve(network, { dataDir, basePort: port, layerOf, outbound: { allowPrivate } })

    const pds = Build.pdsHosts(scenario)[0]!
    const credentials = credentialsAt(pds)
    const environment = yield* serving.environment("device.test")
    const session = yield* Effect.provideContext(alice(serving.origins.get(pds)!, credentials), environment)

    const lines = [
      style.bold(`${scenario.name} is live`),
      ...columns(network.actors.map(({ host, kind }) => [host, `${serving.origins.get(host)}  ${style.dim(kind)}`])),
      "",
      style.bold("An account to sign in with"),
      ...columns([
        ["service", serving.origins.get(pds)!],
        ["handle", credentials.handle],
        ["password", credentials.password],
        ["did", session.did]
      ]),
      "",
      style.dim(`Data is in ${dataDir}. Ctrl-C stops.`)
    ]
    yield* Console.log(lines.join("\n"))
    yield* signals.next
    yield* Console.log("Stopping.")
  })).pipe(Effect.mapError(cannotServe))).pipe(
    Command.withDescription("Run a scenario's actors as live services on localhost."),
    Command.withExamples([{ command: "orrery serve scenarios/hello.yaml", description: "A whole network to develop against" }])
  )
