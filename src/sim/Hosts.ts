/** In a simulated world a host answers under its own name. */
import type { Hosts } from "../actors/Hosts.ts"

export const make = (self: string): Hosts["Service"] => ({
  self,
  originOf: (host) => `https://${host}`,
  didOf: (host) => `did:web:${host.replaceAll(":", "%3A")}`
})
