import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { WebSocket } from "ws"
import type { Environment } from "../../src/actors/Environment.ts"
import * as Live from "../../src/live/Live.ts"
import { freePorts } from "../parity/FreePorts.ts"
import { layerOf, network } from "../sim/TestNetwork.ts"
import { within } from "./Within.ts"

let dataDir: string
let basePort: number
const scopes: Array<Scope.Closeable> = []
const children: Array<ChildProcess> = []

const serve = async (options: Partial<Live.LiveOptions<unknown>> = {}) => {
  const scope = Scope.makeUnsafe()
  scopes.push(scope)
  const serving = await Effect.runPromise(
    Effect.provideService(Live.serve(network, { dataDir, basePort, layerOf, ...options }), Scope.Scope, scope)
  )
  return { serving, stop: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

const refused = async () => {
  const scope = Scope.makeUnsafe()
  scopes.push(scope)
  return Effect.runPromise(Effect.flip(
    Effect.provideService(Live.serve(network, { dataDir, basePort, layerOf: () => Layer.empty }), Scope.Scope, scope)
  ))
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "orrery-live-"))
  basePort = await freePorts(2)
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL")
  for (const scope of scopes.splice(0)) await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(dataDir, { recursive: true, force: true })
})

const count = async (port: number) => (await (await fetch(`http://127.0.0.1:${port}/count`, { method: "POST" })).json()) as { count: number }

describe("a live network", () => {
  it("gives each actor a port of localhost, in the network's order", async () => {
    const { serving } = await serve()
    expect([...serving.origins]).toEqual([
      ["alice.test", `http://localhost:${basePort}`],
      ["bob.test", `http://localhost:${basePort + 1}`]
    ])
    const response = await fetch(`http://localhost:${basePort + 1}/who`)
    expect(await response.json()).toEqual({ self: "bob.test", host: `localhost:${basePort + 1}`, url: "/who" })
  })

  it("keeps what was written from one run to the next", async () => {
    const first = await serve()
    expect(await count(basePort)).toEqual({ count: 1 })
    await first.stop()
    await serve()
    expect(await count(basePort)).toEqual({ count: 2 })
  })

  it("stops fast and gives its ports back, though a socket is open and a request waits", async () => {
    const { stop } = await serve()
    const slow = fetch(`http://127.0.0.1:${basePort}/slow`).then((response) => response.status, () => "broken")
    const socket = new WebSocket(`ws://127.0.0.1:${basePort}/ping`)
    await once(socket, "open")
    const closed = once(socket, "close")
    expect(await within(3000, stop().then(() => "stopped"))).toBe("stopped")
    await closed
    expect([503, "broken"]).toContain(await slow)
    await serve()
    expect((await fetch(`http://127.0.0.1:${basePort}/who`)).status).toBe(200)
  })

  it("refuses a second run on the same data directory, and says who holds it", async () => {
    await serve()
    const error = await refused()
    expect(error).toMatchObject({ _tag: "DataDirectoryInUse" })
    expect(error.message).toContain(dataDir)
    expect(error.message).toContain(`process ${process.pid}`)
  })

  it("refuses a directory that another process holds, until that is killed", async () => {
    const program = `
      const [{ acquire }, Effect, Scope] = await Promise.all([
        import(${JSON.stringify(new URL("../../src/live/DataDirectory.ts", import.meta.url).href)}),
        import("effect/Effect"), import("effect/Scope")])
      await Effect.runPromise(Effect.provideService(acquire(${JSON.stringify(dataDir)}), Scope.Scope, Scope.makeUnsafe()))
      // Nobody refers to the scope any more.
      await new Promise((turn) => setTimeout(turn))
      gc()
      console.log("held")
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] })
    children.push(child)
    await once(child.stdout, "data")
    expect((await refused()).message).toContain(`process ${child.pid}`)
    child.kill("SIGKILL")
    await once(child, "exit")
    await serve()
    expect(await count(basePort)).toEqual({ count: 1 })
  })

  it("says which port is taken, and by whom it was wanted", async () => {
    const server = createServer()
    server.listen(basePort + 1, "127.0.0.1")
    await once(server, "listening")
    const error = await refused()
    expect(error).toMatchObject({ _tag: "PortTaken", host: "bob.test", port: basePort + 1 })
    expect(error.message).toContain("choose another base port")
    server.close()
    await once(server, "close")
    // What had started is stopped: the directory and the first port are free.
    await Effect.runPromise(Scope.close(scopes.pop() as Scope.Closeable, Exit.void))
    await serve()
  })

  it("makes a writer wait for a slow consumer", async () => {
    let written = 0
    const flood = HttpRouter.use((router) =>
      router.add("GET", "/flood", Effect.gen(function*() {
        const request = yield* HttpServerRequest.HttpServerRequest
        const socket = yield* request.upgrade
        const writer = yield* socket.writer
        yield* socket.reader
        for (let i = 0; i < 2000; i++) {
          yield* writer.write(new Uint8Array(50_000))
          written++
        }
        return HttpServerResponse.empty()
      }).pipe(Effect.scoped, Effect.orDie))) as Layer.Layer<never, never, Environment>
    await serve({ layerOf: () => flood })
    const socket = new WebSocket(`ws://127.0.0.1:${basePort}/flood`)
    await once(socket, "open")
    socket.pause()
    for (let before = -1; before !== written;) {
      before = written
      await new Promise((done) => setTimeout(done, 500))
    }
    // It stands still, and there is much to come.
    expect(written).toBeLessThan(1000)
    socket.resume()
    await once(socket, "close")
    expect(written).toBe(2000)
  })
})
