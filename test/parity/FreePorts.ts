/**
 * Ports for a test's servers, that nobody else takes between one start and the
 * next: not another test file, which runs beside this one, nor an outgoing
 * connection of anybody's.
 */
import { createServer } from "node:net"

/** Below those that the system gives out by itself, which begin at 32768. */
const firstPort = 10_240
const lastPort = 32_767
/** A share is a guard and the ports after it. */
const share = 16
const shares = Math.floor((lastPort + 1 - firstPort) / share)

/** A listener on the port, or nothing where it is taken. */
const listener = (port: number) =>
  new Promise<ReturnType<typeof createServer> | undefined>((done) => {
    const server = createServer()
    server.once("error", () => done(undefined))
    server.listen(port, "127.0.0.1", () => done(server))
  })

const isFree = async (port: number): Promise<boolean> => {
  const server = await listener(port)
  if (server === undefined) return false
  await new Promise((closed) => server.close(closed))
  return true
}

/** Where this process looks next. */
let next = process.pid

/**
 * A base port with `count` free ones from there on, at most 15. They are this
 * process's own until it ends: it listens on the port before them, and who
 * finds that taken passes by.
 */
export const freePorts = async (count: number): Promise<number> => {
  if (count >= share) throw new Error(`${count} ports are more than a share of ${share - 1}`)
  for (let tries = 0; tries < shares; tries++) {
    const guard = firstPort + (next++ % shares) * share
    const held = await listener(guard)
    if (held === undefined) continue
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(guard + 1 + i)))
    if (free.every((each) => each)) {
      held.unref()
      return guard + 1
    }
    held.close()
  }
  throw new Error("no free ports")
}
