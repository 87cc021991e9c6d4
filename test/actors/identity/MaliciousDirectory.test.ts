/** What a directory that lies can do to who believes its documents, and to who replays its logs. PLC-16, PLC-17; A15, A16, A18 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Resolver from "../../../src/actors/identity/Resolver.ts"
import * as Town from "../pds/Town.ts"

interface Line {
  readonly operation: { readonly prev: string | null; readonly alsoKnownAs: ReadonlyArray<string> }
}

const believing = Resolver.make({ plc: "plc.test" })
const verifying = Resolver.make({ plc: "plc.test", verifyLog: true })

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
