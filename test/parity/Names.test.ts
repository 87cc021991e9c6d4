/** Names resolve through the network's own names actor, in both worlds. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Dns from "effect/net/Dns"
import { expect, it } from "vitest"
import * as Security from "../../src/actors/dns/Security.ts"
import type { Network } from "../../src/actors/Network.ts"
import * as Names from "../../src/actors/names/Names.ts"
import { inBothWorlds } from "./BothWorlds.ts"

const did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
const options = { domains: ["people.test"], zoneSecret: "03".repeat(32), txt: { "_atproto.alice.test": [`did=${did}`, "v=spf1 \"quoted\""] } }
const network: Network = { actors: [{ kind: "names", host: "names.test", options }] }

const txt = (name: string) =>
  Effect.flatMap(Dns.Dns, (dns) => dns.resolve(name, "TXT")).pipe(Effect.map((records) => records.map((record) => record.chunks.join(""))))

inBothWorlds(network, () => Names.layer(options), (arm) => {
  it("gives the TXT records of a name, underscores and quotes included", async () => {
    expect((await arm.run(txt("_atproto.alice.test"))).sort()).toEqual([`did=${did}`, "v=spf1 \"quoted\""])
  })

  it("says NotFound for a name that has none", async () => {
    expect((await arm.run(Effect.flip(txt("_atproto.bob.test")))).reason).toBe("NotFound")
  })

  it("says of each answer of a signed zone that it is secure, absences included", async () => {
    const records = await arm.run(Effect.flatMap(Dns.Dns, (dns) => dns.resolve("_atproto.alice.test", "TXT")))
    const absent = await arm.run(Effect.flip(Effect.flatMap(Dns.Dns, (dns) => dns.resolve("_atproto.bob.test", "TXT"))))
    expect([...records.map(Security.ofRecord), Security.ofFailure(absent)]).toEqual(["secure", "secure", "secure"])
  })

  it("brings the hosts under a domain that the actor sells to it", async () => {
    const response = await arm.run(HttpClient.get("https://carol.people.test/.well-known/atproto-did"))
    expect(response.status).toBe(404)
  })
})
