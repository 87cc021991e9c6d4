/** Connections that are used again, as their callers see them. */
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Scope from "effect/Scope"
import { describe, expect, it } from "vitest"
import * as HttpServer from "../../src/live/HttpServer.ts"
import { freePorts } from "../parity/FreePorts.ts"

const get = "GET / HTTP/1.1\r\nHost: here.test\r\n\r\n"

const withServer = async <A>(limits: Partial<typeof HttpServer.limits>, use: (port: number) => Promise<A>): Promise<A> => {
  const scope = Scope.makeUnsafe()
  const port = await freePorts(1)
  const serving = Effect.gen(function*() {
    const router = yield* HttpRouter.HttpRouter
    yield* router.add("GET", "/", HttpServerResponse.text("here"))
    yield* router.add("GET", "/nothing", HttpServerResponse.empty({ status: 200 }))
    yield* router.add("GET", "/no-content", HttpServerResponse.empty())
    yield* HttpServer.serve({ host: "here.test", port }, router, { ...HttpServer.limits, ...limits })
  })
  await Effect.runPromise(Effect.provideService(Effect.provide(serving, HttpRouter.layer), Scope.Scope, scope))
  return use(port).finally(() => Effect.runPromise(Scope.close(scope, Exit.void)))
}

/** What comes next, or how the connection ended. */
const next = async (socket: Socket): Promise<string> =>
  socket.destroyed ? "closed" : Promise.race([
    once(socket, "data").then(([data]) => (data as Buffer).toString("latin1"), (error: NodeJS.ErrnoException) => error.code ?? error.message),
    once(socket, "close").then(() => "closed", (error: NodeJS.ErrnoException) => error.code ?? error.message)
  ])

/** Nothing else happens in this process, in the server's part of it either. */
const stall = (millis: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis)
}

describe("a connection that is kept alive", () => {
  it("is not closed over a request that came in time, though the server was too busy to see it in time", () =>
    withServer({ idleMillis: 200 }, async (port) => {
      const socket = connect(port, "127.0.0.1")
      socket.write(get)
      expect(await next(socket)).toContain("200 OK")
      const answers: Array<string> = []
      for (let n = 0; n < 3; n++) {
        // It is with the system before the server stands still.
        socket.write(get)
        stall(1_500)
        answers.push((await next(socket)).split("\r\n")[0]!)
      }
      expect(answers).toEqual(["HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK"])
      socket.destroy()
    }))

  it("tells where an answer without a body ends by its length, and names none where none can be", () =>
    withServer({}, async (port) => {
      const socket = connect(port, "127.0.0.1")
      const headOf = async (path: string) => {
        socket.write(get.replace("/", path))
        return (await next(socket)).toLowerCase()
      }
      const [nothing, noContent] = [await headOf("/nothing"), await headOf("/no-content")]
      expect(nothing).toContain("content-length: 0\r\n")
      expect(nothing).not.toContain("transfer-encoding")
      expect(noContent).toContain("204 no content")
      expect(noContent).not.toContain("content-length")
      socket.destroy()
    }))

  it("is closed once nobody has used it for as long as was announced", () =>
    withServer({ idleMillis: 1_000 }, async (port) => {
      const socket = connect(port, "127.0.0.1")
      socket.write(get)
      expect((await next(socket)).toLowerCase()).toContain("keep-alive: timeout=1\r\n")
      const begun = performance.now()
      expect(await next(socket)).toBe("closed")
      expect(performance.now() - begun).toBeGreaterThan(1_000)
    }))

  it("outlives the minute for which proxies keep theirs", () =>
    withServer({}, async (port) => {
      const socket = connect(port, "127.0.0.1")
      socket.write(get)
      const [, seconds] = /keep-alive: timeout=(\d+)\r\n/i.exec(await next(socket)) ?? []
      expect(Number(seconds)).toBeGreaterThan(60)
      socket.destroy()
    }))
})
