/**
 * Names of the network, and those under the reserved top-level domains (RFC
 * 6761), come from the network's names actor; the rest from the system.
 */
import * as NodeDns from "@effect/platform-node/NodeDns"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as EffectDns from "effect/net/Dns"
import * as NetAddress from "effect/net/NetAddress"
import * as Result from "effect/Result"
import * as NamesResolver from "../actors/dns/NamesResolver.ts"
import type { Directory } from "./Directory.ts"

const reserved = /(?:^|\.)(?:test|example|invalid|localhost)\.?$/

export const layer = (directory: Directory): Layer.Layer<EffectDns.Dns, never, HttpClient.HttpClient> =>
  Layer.effect(EffectDns.Dns)(
    Effect.gen(function*() {
      const system = yield* EffectDns.Dns
      const client = yield* HttpClient.HttpClient
      const ours = (name: string) => reserved.test(name) || directory.lookup(name) !== undefined
      const network = NamesResolver.make({
        origin: directory.namesOrigin,
        client,
        trust: directory.zoneTrust,
        lookup: (host) =>
          directory.lookup(host) === undefined
            ? Effect.fail(new EffectDns.DnsError({ reason: "NotFound", method: "lookup", hostname: host }))
            : Effect.succeed([Result.getOrThrow(NetAddress.ipFromInput("127.0.0.1"))])
      })
      return EffectDns.make({
        lookup: (host, family) => {
          const dns = ours(host) ? network : system
          return family === undefined ? dns.lookup(host) : dns.lookup(host, { family })
        },
        resolve: (name, type) => (ours(name) ? network : system).resolve(name, type),
        reverse: (address) => system.reverse(address)
      })
    })
  ).pipe(Layer.provide(NodeDns.layer))
