/** The load: accounts, then records, over keep-alive connections of one client that is the same for all. */
import { Agent, request } from "node:http"

export interface Rates {
  readonly accountsPerSecond: number
  /** Of the server's process. */
  readonly cpuMillisPerAccount: number
  readonly cpuMillisPerRecord: number
  readonly recordsPerSecond: number
  /** Of createRecord. */
  readonly p50Millis: number
  readonly p99Millis: number
}

export interface Load {
  readonly accounts: number
  readonly records: number
  /** Requests under way at any time. */
  readonly concurrency: number
}

interface Session {
  readonly did: string
  readonly accessJwt: string
}

const caller = (origin: string, concurrency: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  const { hostname, port } = new URL(origin)
  return (nsid: string, body: object, token?: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const payload = JSON.stringify(body)
      const headers = {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(payload),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` })
      }
      const sent = request({ agent, hostname, port, path: `/xrpc/${nsid}`, method: "POST", headers }, (response) => {
        const chunks: Array<Buffer> = []
        response.on("data", (chunk: Buffer) => chunks.push(chunk))
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString()
          if (response.statusCode === 200) resolve(JSON.parse(text))
          else reject(new Error(`${nsid}: ${response.statusCode} ${text}`))
        })
      })
      sent.on("error", reject)
      sent.end(payload)
    })
}

/** Runs `one` for 0 … count−1 with so many at a time; gives the seconds that it took. */
const timed = async (count: number, concurrency: number, one: (n: number) => Promise<void>): Promise<number> => {
  const begun = performance.now()
  let next = 0
  const worker = async () => {
    while (next < count) await one(next++)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return (performance.now() - begun) / 1000
}

/**
 * `cpuMillis`: what the server's process has used so far. Each kind of call is
 * warmed up first, with a fifth of the load.
 */
export const run = async (origin: string, { accounts, concurrency, records }: Load, cpuMillis: () => number): Promise<Rates> => {
  const call = caller(origin, concurrency)
  const sessions: Array<Session> = []
  const signUp = async (n: number) => {
    const body = { handle: `alice${n}.test`, email: `alice${n}@mail.test`, password: "alice's password" }
    sessions.push(await call("com.atproto.server.createAccount", body) as Session)
  }
  const warmUp = Math.round(accounts / 5)
  await timed(warmUp, concurrency, signUp)
  const beforeAccounts = cpuMillis()
  const accountSeconds = await timed(accounts, concurrency, (n) => signUp(warmUp + n))
  const cpuMillisPerAccount = (cpuMillis() - beforeAccounts) / accounts
  const millis: Array<number> = []
  const post = async (n: number) => {
    const { accessJwt, did } = sessions[n % sessions.length]!
    const record = { $type: "app.bsky.feed.post", text: `post ${n} of the bench`, createdAt: new Date().toISOString() }
    const begun = performance.now()
    await call("com.atproto.repo.createRecord", { repo: did, collection: "app.bsky.feed.post", record }, accessJwt)
    millis.push(performance.now() - begun)
  }
  await timed(Math.round(records / 5), concurrency, post)
  millis.length = 0
  const beforeRecords = cpuMillis()
  const recordSeconds = await timed(records, concurrency, post)
  millis.sort((a, b) => a - b)
  const at = (share: number) => millis[Math.floor(share * (millis.length - 1))]!
  return {
    accountsPerSecond: accounts / accountSeconds,
    cpuMillisPerAccount,
    cpuMillisPerRecord: (cpuMillis() - beforeRecords) / records,
    recordsPerSecond: records / recordSeconds,
    p50Millis: at(0.5),
    p99Millis: at(0.99)
  }
}
