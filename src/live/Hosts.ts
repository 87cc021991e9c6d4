/** Live, a host of the network is a port of localhost. */
import type { Hosts } from "../actors/Hosts.ts"
import type { Directory } from "./Directory.ts"

export const make = (self: string, directory: Directory): Hosts["Service"] => ({
  self,
  originOf: (host) => directory.originOf(host),
  // did:web writes the colon of a port as %3A.
  didOf: (host) => `did:web:${directory.originOf(host).replace(/^https?:\/\//, "").replaceAll(":", "%3A")}`
})
