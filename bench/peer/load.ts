/** The load: accounts, then records, by one client that is the same for all. */
import * as Caller from "../Caller.ts"

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

/**
 * `cpuMillis`: what the server's process has used so far. Each kind of call is
 * warmed up first, with a fifth of the load.
 */
export const run = async (origin: string, { accounts, concurrency, records }: Load, cpuMillis: () => number): Promise<Rates> => {
  const caller = Caller.caller(origin, concurrency)
  const sessions: Array<Caller.Session> = []
  const signUp = async (n: number) => {
    sessions.push(await Caller.signUp(caller, `alice${n}.test`))
  }
  const warmUp = Math.round(accounts / 5)
  await Caller.timed(warmUp, concurrency, signUp)
  const beforeAccounts = cpuMillis()
  const accountSeconds = await Caller.timed(accounts, concurrency, (n) => signUp(warmUp + n))
  const cpuMillisPerAccount = (cpuMillis() - beforeAccounts) / accounts
  const millis: Array<number> = []
  const post = async (n: number) => {
    const begun = performance.now()
    await Caller.post(caller, sessions[n % sessions.length]!, `post ${n} of the bench`)
    millis.push(performance.now() - begun)
  }
  await Caller.timed(Math.round(records / 5), concurrency, post)
  millis.length = 0
  const beforeRecords = cpuMillis()
  const recordSeconds = await Caller.timed(records, concurrency, post)
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
