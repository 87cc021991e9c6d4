/** A name server of one zone on a UDP port of this machine: as much of RFC 1035 as it takes to answer for TXT. */
import { createSocket } from "node:dgram"
import type { AddressInfo } from "node:net"

export interface Zone {
  /** By name: the TXT records, each the character strings that it is made of. */
  readonly txt: Readonly<Record<string, ReadonlyArray<ReadonlyArray<string>>>>
  readonly cname: Readonly<Record<string, string>>
  /** Names for which the server fails. */
  readonly failing: ReadonlyArray<string>
}

const txtType = 16
const cnameType = 5
const ttlSeconds = 60
const noError = 0
const serverFailure = 2
const nameError = 3

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
const string = (text: string): Buffer => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)])
const encodeName = (name: string): Buffer => Buffer.concat([...name.split(".").map(string), Buffer.from([0])])

const record = (name: string, type: number, data: Buffer): Buffer =>
  Buffer.concat([encodeName(name), u16(type), u16(1), Buffer.from([0, 0, 0, ttlSeconds]), u16(data.length), data])

const questionOf = (query: Buffer): { readonly name: string; readonly type: number; readonly bytes: Buffer } => {
  const labels: Array<string> = []
  let at = 12
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join("."), type: query.readUInt16BE(at + 1), bytes: query.subarray(12, at + 5) }
}

const answer = (zone: Zone, query: Buffer): Buffer => {
  const question = questionOf(query)
  const records: Array<Buffer> = []
  // Names differ in case alone are one name. [RFC 1035] §2.3.3
  let name = question.name.toLowerCase()
  for (let target = zone.cname[name]; target !== undefined; target = zone.cname[name]) {
    records.push(record(name, cnameType, encodeName(target)))
    name = target
  }
  const texts = question.type === txtType ? zone.txt[name] ?? [] : []
  for (const strings of texts) records.push(record(name, txtType, Buffer.concat(strings.map(string))))
  const code = zone.failing.includes(name) ? serverFailure : zone.txt[name] === undefined ? nameError : noError
  const flags = 0x8180 | code
  return Buffer.concat([query.subarray(0, 2), u16(flags), u16(1), u16(records.length), u16(0), u16(0), question.bytes, ...records])
}

/** Answers until it is closed; gives the address for a resolver's list of servers. */
export const serve = async (zone: Zone) => {
  const socket = createSocket("udp4")
  socket.on("message", (query, from) => socket.send(answer(zone, query), from.port, from.address))
  await new Promise<void>((ready) => socket.bind(0, "127.0.0.1", ready))
  const { port } = socket.address() as AddressInfo
  return { address: `127.0.0.1:${port}`, close: () => new Promise<void>((closed) => socket.close(() => closed())) }
}
