/** Passwords at a live server: Argon2id, and what older hashes become. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { layerOf } from "../../src/actors/Actor.ts"
import type { Environment } from "../../src/actors/Environment.ts"
import { ActorSpec } from "../../src/actors/Network.ts"
import * as Password from "../../src/actors/pds/account/Password.ts"
import { PasswordKdf } from "../../src/actors/pds/account/PasswordKdf.ts"
import * as Client from "../../src/actors/xrpc/Client.ts"
import * as Live from "../../src/live/Live.ts"
import { backend, live } from "../../src/live/PasswordKdf.ts"
import * as LiveSecureRandom from "../../src/live/SecureRandom.ts"
import { freePorts } from "../parity/FreePorts.ts"

const simulated = PasswordKdf.defaultValue()
const salt = Buffer.from("somesalt".repeat(2))

describe("the ways to hash a password", () => {
  it.each([
    { _tag: "scrypt", costLog2: 10 },
    { _tag: "argon2id", memoryKib: 7168, passes: 2 }
  ] as const)("give the same in both worlds: $_tag", async (algorithm) => {
    const [a, b] = await Effect.runPromise(Effect.all([live, simulated].map((kdf) => kdf.derive(algorithm, "alice's pässword", salt, 32))))
    expect(Buffer.from(a!)).toEqual(Buffer.from(b!))
  })

  it("are Argon2id in Rust, at what OWASP asks for at least", () => {
    expect(backend).toBe("rust")
    expect([[47104, 1], [19456, 2], [12288, 3], [9216, 4], [7168, 5]]).toContainEqual(
      live.preferred._tag === "argon2id" ? [live.preferred.memoryKib, live.preferred.passes] : []
    )
  })

  it("are told by the hash, which other implementations read too", async () => {
    const { verify } = await import("@node-rs/argon2")
    const [hash, again] = await Effect.runPromise(
      Effect.provide(Effect.all([Password.hash(live, "alice's password"), Password.hash(live, "alice's password")]), LiveSecureRandom.layer)
    )
    expect(hash).not.toBe(again)
    expect([await verify(hash!, "alice's password"), await verify(hash!, "bob's password")]).toEqual([true, false])
    expect(await Effect.runPromise(Effect.all([Password.matches(simulated, "alice's password", hash!), Password.matches(simulated, "bob's password", hash!)]))).toEqual([true, false])
    expect([Password.isDated(live, hash!), Password.isDated(simulated, hash!)]).toEqual([false, true])
  })

  it.each(["", "scrypt$14$aa", "scrypt$x$aa$aa", "$argon2id$v=19$m=1,t=1,p=2$aa$aa", "$argon2i$v=19$m=8,t=1,p=1$aa$aa"])("fit no stored %j", async (stored) => {
    expect(await Effect.runPromise(Password.matches(live, "", stored))).toBe(false)
  })
})

describe("a password that was hashed by scrypt", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "orrery-password-"))
  let basePort = 0
  beforeAll(async () => {
    basePort = await freePorts(3)
  })
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

  const served = <A, E>(options: object, use: Effect.Effect<A, E, Environment>) =>
    Effect.runPromise(Effect.scoped(Effect.gen(function*() {
      const actors = [
        { kind: "names", host: "names.test", options: {} },
        { kind: "plc", host: "plc.test", options: {} },
        { kind: "pds", host: "pds1.test", options: { plc: "plc.test", appView: "appview.test", ...options } }
      ].map((spec) => Schema.decodeUnknownSync(ActorSpec)(spec))
      const { environment } = yield* Live.serve({ actors }, { dataDir, basePort, layerOf })
      return yield* Effect.provideContext(use, yield* environment("device.test"))
    })))

  const stored = () => {
    const database = new DatabaseSync(join(dataDir, "pds1.test.sqlite"), { readOnly: true })
    const row = database.prepare("SELECT password FROM account WHERE handle = 'alice.pds1.test'").get() as { password: string }
    database.close()
    return row.password
  }

  const signIn = (password: string) =>
    Effect.match(Client.procedure("com.atproto.server.createSession", { origin: "https://pds1.test", input: { identifier: "alice.pds1.test", password } }), {
      onSuccess: () => "ok",
      onFailure: (error) => error._tag === "XrpcError" ? error.error : error._tag
    })

  it("still opens, and is Argon2id from the next sign-in on", async () => {
    const signUp = Client.procedure("com.atproto.server.createAccount", {
      origin: "https://pds1.test",
      input: { handle: "alice.pds1.test", password: "alice's password" }
    })
    await served({ passwordCostLog2: 10 }, signUp)
    expect(stored()).toMatch(/^scrypt\$10\$/)

    expect(await served({}, signIn("bob's password"))).toBe("AuthenticationRequired")
    expect(stored()).toMatch(/^scrypt\$10\$/)
    expect(await served({}, signIn("alice's password"))).toBe("ok")
    const renewed = stored()
    expect(renewed).toMatch(/^\$argon2id\$v=19\$m=\d+,t=\d,p=1\$/)

    expect(await served({}, Effect.all([signIn("alice's password"), signIn("bob's password")]))).toEqual(["ok", "AuthenticationRequired"])
    expect(stored()).toBe(renewed)
  })
})
