/** What a directory that lies can do to who believes its documents, and to who replays its logs. PLC-16, PLC-17 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import * as Town from "../pds/Town.ts"

interface Line {
  readonly operation: { readonly prev: string | null; readonly alsoKnownAs: ReadonlyArray<string> }
}

const believing = Resolver.make({ plc: "plc.test" })
const verifying = Resolver.make({ plc: "plc.test", verifyPlcLog: true })

/** alice, who has changed her handle once; then the directory lies. */
const town = (lie: (lines: ReadonlyArray<Line>) => ReadonlyArray<unknown>) => {
  const { run, world } = Town.make()
  const alice = run(Effect.gen(function*() {
    const alice = yield* Town.signUp("alice")
    yield* alice.procedure("com.atproto.identity.updateHandle", { input: { handle: "alice2.pds1.test" } })
    return alice
  }))
  world.interpose((host, message) => {
    if (host !== "plc.test" || message.kind !== "response" || message.method !== "GET") return message.bytes
    const text = Buffer.from(message.bytes).toString()
    return new TextEncoder().encode(message.path.endsWith("/log/audit")
      ? JSON.stringify(lie(JSON.parse(text) as ReadonlyArray<Line>))
      : text.replaceAll("at://alice2.pds1.test", "at://mallet.test"))
  })
  return run(Effect.gen(function*() {
    const handleOf = (resolver: typeof verifying) =>
      Effect.map(Effect.result(Effect.flatMap(resolver, ({ did }) => did(alice.did))), (answer) =>
        Result.match(answer, { onFailure: (error) => error.reason, onSuccess: (document) => document.handle }))
    return { believed: yield* handleOf(believing), verified: yield* handleOf(verifying) }
  }))
}

describe("a directory that lies", () => {
  it("in its documents fools who believes them, and nobody who replays its logs", () => {
    expect(town((lines) => lines)).toEqual({ believed: "mallet.test", verified: "alice2.pds1.test" })
  })

  it("by an altered operation, one told twice, or a log without its genesis, is not believed at all", () => {
    const altered = (lines: ReadonlyArray<Line>) =>
      lines.map((line, i) => i === 1 ? { ...line, operation: { ...line.operation, alsoKnownAs: ["at://mallet.test"] } } : line)
    expect(town(altered).verified).toBe("Invalid")
    expect(town((lines) => [...lines, { ...lines[1]!, createdAt: "2027-01-01T00:00:00.000Z" }]).verified).toBe("Invalid")
    expect(town((lines) => lines.slice(1)).verified).toBe("Invalid")
  })

  it("by leaving out, or by denying, harms as far as that goes: the state of before, or none", () => {
    expect(town((lines) => lines.slice(0, 1)).verified).toBe("alice.pds1.test")
    expect(town(() => []).verified).toBe("NotFound")
  })
})

/**
 * What a PDS signs and submits, when alice wants another handle and the
 * directory tells of a rotation key that nobody put in.
 */
const signedUpon = (verifyPlcLog: boolean) => {
  const { run, world } = Town.make({ pds: { verifyPlcLog } })
  const alice = run(Town.signUp("alice"))
  const submitted: Array<string> = []
  world.observe((o) => {
    if (o._tag === "HttpRequestSent" && o.to === "plc.test" && o.method === "POST") submitted.push(Buffer.from(o.body).toString())
  })
  world.interpose((host, message) => {
    if (host !== "plc.test" || message.kind !== "response" || message.method !== "GET") return message.bytes
    const text = Buffer.from(message.bytes).toString()
    return new TextEncoder().encode(text.replace(/"rotationKeys":\[/, `"rotationKeys":["${mallet}",`))
  })
  const answer = run(Effect.exit(alice.procedureOnce("com.atproto.identity.updateHandle", { input: { handle: "alice2.pds1.test" } })))
  return { answer, submitted }
}

const mallet = "did:key:zQ3shunBKsXixLxKtC5qeSG9E4J5RkGN57im31pcTzbNQnm5w"

describe("a PDS under a directory that tells of a stranger's rotation key", () => {
  it("signs that key in, if it takes the directory's word", () => {
    const { submitted } = signedUpon(false)
    expect(submitted.map((operation) => operation.includes(mallet))).toContain(true)
  })

  it("signs nothing, and says that it cannot, if it replays the log", () => {
    const { answer, submitted } = signedUpon(true)
    expect(submitted).toEqual([])
    expect(answer).toMatchObject({ _tag: "Failure" })
    expect(String(answer)).toContain("its log does not stand")
  })

  it("works as ever where the directory tells the truth", () => {
    const { run } = Town.make({ pds: { verifyPlcLog: true } })
    const alice = run(Town.signUp("alice"))
    run(alice.procedure("com.atproto.identity.updateHandle", { input: { handle: "alice2.pds1.test" } }))
    expect(run(Effect.flatMap(verifying, ({ did }) => did(alice.did))).handle).toBe("alice2.pds1.test")
  })
})
