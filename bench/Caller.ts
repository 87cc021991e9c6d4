/** One client for all servers of a bench: XRPC over keep-alive connections, and so many calls at a time. */
import { Agent, request } from "node:http"

export interface Caller {
  readonly procedure: (nsid: string, body: object, token?: string) => Promise<unknown>
  readonly query: (nsid: string, params: URLSearchParams) => Promise<unknown>
}

/** `resends`: over another connection, where the one that was to be used again was reset. */
export const caller = (origin: string, concurrency: number, { resends = false } = {}): Caller => {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  const { hostname, port } = new URL(origin)
  const call = (method: "GET" | "POST", path: string, headers: Record<string, string | number>, payload?: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const sent = request({ agent, hostname, port, path: `/xrpc/${path}`, method, headers }, (response) => {
        const chunks: Array<Buffer> = []
        response.on("data", (chunk: Buffer) => chunks.push(chunk))
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString()
          if (response.statusCode === 200) resolve(JSON.parse(text))
          else reject(new Error(`${path}: ${response.statusCode} ${text}`))
        })
      })
      const isUnread = (error: NodeJS.ErrnoException) => resends && sent.reusedSocket && error.code === "ECONNRESET"
      sent.on("error", (error) => isUnread(error) ? resolve(call(method, path, headers, payload)) : reject(error))
      sent.end(payload)
    })
  return {
    procedure: (nsid, body, token) => {
      const payload = JSON.stringify(body)
      return call("POST", nsid, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(payload),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` })
      }, payload)
    },
    query: (nsid, params) => call("GET", `${nsid}?${params}`, {})
  }
}

export interface Session {
  readonly did: string
  readonly accessJwt: string
}

export const signUp = ({ procedure }: Caller, handle: string): Promise<Session> =>
  procedure("com.atproto.server.createAccount", {
    handle,
    email: `${handle.split(".")[0]}@mail.test`,
    password: "alice's password"
  }) as Promise<Session>

export const post = ({ procedure }: Caller, { accessJwt, did }: Session, text: string): Promise<unknown> => {
  const record = { $type: "app.bsky.feed.post", text, createdAt: new Date().toISOString() }
  return procedure("com.atproto.repo.createRecord", { repo: did, collection: "app.bsky.feed.post", record }, accessJwt)
}

/** Runs `one` for 0 … count−1 with so many at a time; gives the seconds that it took. */
export const timed = async (count: number, concurrency: number, one: (n: number) => Promise<void>): Promise<number> => {
  const begun = performance.now()
  let next = 0
  const worker = async () => {
    while (next < count) await one(next++)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return (performance.now() - begun) / 1000
}
