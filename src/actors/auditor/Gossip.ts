/**
 * What one auditor saw, the others hear: each cosignature that is news goes to
 * every other auditor, and a cursor for each tells where to go on after it was away.
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Queue from "effect/Queue"
import * as Prepared from "../sqlite/Prepared.ts"
import { within } from "../xrpc/Deadline.ts"
import type { Checkpoints } from "./Checkpoints.ts"

const timeoutMillis = 10_000
const firstBackoffMillis = 1_000
const lastBackoffMillis = 30_000

/** A peer that fails to answer is told again later. */
export const make = Effect.fnUntraced(function*(hosts: ReadonlyArray<string>, originOf: (host: string) => string) {
  const client = yield* HttpClient
  const told = yield* Prepared.prepare("SELECT told FROM auditor_peer WHERE host = ?")
  const note = yield* Prepared.prepare("INSERT INTO auditor_peer (host, told) VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET told = excluded.told")
  const queues = new Map<string, Queue.Queue<void>>()
  for (const host of hosts) queues.set(host, yield* Queue.sliding<void>(1))

  const tellPeer = Effect.fnUntraced(function*(host: string, checkpoints: Checkpoints) {
    let backoffMillis = firstBackoffMillis
    while (true) {
      const rows = yield* checkpoints.after((yield* told.get<{ told: number }>(host))?.told ?? 0)
      if (rows.length === 0) {
        yield* Queue.take(queues.get(host)!)
        continue
      }
      const request = HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.post(`${originOf(host)}/checkpoints`), { notes: rows.map((row) => row.note) })
      const heard = yield* Effect.match(within(client.execute(request), timeoutMillis, () => undefined), {
        onFailure: () => false,
        onSuccess: ({ status }) => status < 500
      })
      if (heard) {
        yield* note.run(host, rows.at(-1)!.seq)
        backoffMillis = firstBackoffMillis
      } else {
        yield* Effect.sleep(backoffMillis)
        backoffMillis = Math.min(backoffMillis * 2, lastBackoffMillis)
      }
    }
  })

  return {
    /** There is something new. */
    tell: Effect.sync(() => {
      for (const queue of queues.values()) Queue.offerUnsafe(queue, undefined)
    }),
    run: (checkpoints: Checkpoints) => Effect.forEach(hosts, (host) => tellPeer(host, checkpoints), { concurrency: "unbounded", discard: true })
  }
})
