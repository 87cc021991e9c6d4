/**
 * What a violation speaks of: records and accounts that it names, or hosts. A
 * message is of concern if it names the same, in its path or its bytes, or is
 * the answer to one that does.
 */
import type { Observation } from "../Observation.ts"

export interface Concern {
  /** `messages that name did:plc:…` */
  readonly chosen: string
  readonly of: (o: Observation) => boolean
}

const recordUri = /at:\/\/(did:[a-z]+:[\w.:%-]*\w)\/([A-Za-z][\w.-]*\/[\w.~:-]*\w)/g
const did = /did:[a-z]+:[\w.:%-]*\w/g

const bytesOf = (o: Observation): Uint8Array | undefined => "body" in o ? o.body : "bytes" in o ? o.bytes : undefined

const holds = (o: Observation, text: string): boolean => {
  if ("path" in o && (o.path.includes(text) || o.path.includes(encodeURIComponent(text)))) return true
  const bytes = bytesOf(o)
  return bytes !== undefined && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text)
}

/** Both halves of an exchange concern whom one of them concerns. */
const withAnswers = (observations: ReadonlyArray<Observation>, names: (o: Observation) => boolean): (o: Observation) => boolean => {
  const named = new Set(observations.filter(names))
  const exchanges = new Set([...named].flatMap((o) => "exchange" in o ? [o.exchange] : []))
  return (o) => named.has(o) || ("exchange" in o && exchanges.has(o.exchange))
}

const isBetween = (o: Observation, hosts: ReadonlySet<string>): boolean => {
  const ends = "request" in o ? o.request : o
  return ("from" in ends && (hosts.has(ends.from) || hosts.has(ends.to))) || ("host" in o && hosts.has(o.host))
}

/** From the narrowest to the widest: records, accounts, hosts. */
export const concerns = (about: ReadonlyArray<string>, message: string, observations: ReadonlyArray<Observation>): ReadonlyArray<Concern> => {
  const said = [...about, message].join(" ")
  const records = new Map([...said.matchAll(recordUri)].map(([uri, of, path]) => [uri, { of: of!, path: path! }]))
  const accounts = [...new Set(said.match(did) ?? [])]
  const words = new Set(said.split(/[\s,;:()"]+/))
  const hosts = new Set([...about, ...observations.flatMap((o) => "from" in o ? [o.from, o.to] : [])].filter((host) => words.has(host)))
  const naming = (names: ReadonlyArray<string>, test: (o: Observation) => boolean): ReadonlyArray<Concern> =>
    names.length === 0 ? [] : [{ chosen: `messages that name ${names.join(" or ")}`, of: withAnswers(observations, test) }]
  return [
    ...naming([...records.keys()], (o) => records.entries().some(([uri, { of, path }]) => holds(o, uri) || (holds(o, path) && holds(o, of)))),
    ...naming(accounts, (o) => accounts.some((account) => holds(o, account))),
    ...(hosts.size === 0 ? [] : [{ chosen: `messages to or from ${[...hosts].join(" or ")}`, of: (o: Observation) => isBetween(o, hosts) }]),
    { chosen: "messages of all hosts", of: () => true }
  ]
}
