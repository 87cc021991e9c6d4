/** `Dns` of one life of a host: TXT records come from the world's names actor, addresses from the world itself. */
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as EffectDns from "effect/net/Dns"
import * as NetAddress from "effect/net/NetAddress"
import * as Result from "effect/Result"
import * as NamesResolver from "../actors/dns/NamesResolver.ts"
import * as ZoneTrust from "../actors/dns/ZoneTrust.ts"
import type { Net } from "./network/Net.ts"

export const make = (net: Net, client: HttpClient): EffectDns.Dns["Service"] => {
  const names = [...net.machines.values()].find((machine) => machine.kind === "names")
  return NamesResolver.make({
    origin: names === undefined ? undefined : `https://${names.name}`,
    client,
    trust: names?.spec === undefined ? undefined : ZoneTrust.of(names.spec),
    lookup: (host) =>
      Effect.suspend(() => {
        const machine = net.machines.lookup(host)
        if (machine === undefined) {
          return Effect.fail(new EffectDns.DnsError({ reason: "NotFound", method: "lookup", hostname: host }))
        }
        return Effect.succeed([Result.getOrThrow(NetAddress.ipFromInput(machine.address))])
      })
  })
}
