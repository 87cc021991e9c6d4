/**
 * The relay scenarios, as far as a message by itself decides: `drop` and
 * `invalid` there may also be for a repeated seq, which is the stream's matter,
 * so messages whose seq does not rise are left to the relay's own tests.
 */
import * as Result from "effect/Result"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { DataObject } from "../../../src/protocol/data/Data.ts"
import * as Cbor from "../../../src/protocol/data/Cbor.ts"
import * as Json from "../../../src/protocol/data/Json.ts"
import * as Frame from "../../../src/protocol/frames/Frame.ts"
import * as RepoEvent from "../../../src/protocol/frames/RepoEvent.ts"
import * as DidKey from "../../../src/protocol/keys/DidKey.ts"
import * as Signature from "../../../src/protocol/keys/Signature.ts"
import { chain, verifyCommit, type VerifiedCommit } from "../../../src/protocol/sync/VerifyCommit.ts"
import { verifySync } from "../../../src/protocol/sync/VerifySync.ts"

const folder = join(process.env["ORRERY_VECTORS"] ?? "../shared/vectors", "relay-scenarios")

interface Scenario {
  readonly lenient: boolean
  readonly accounts: ReadonlyArray<{
    readonly identity: { readonly did: string; readonly keys: { readonly atproto: { readonly publicKeyMultibase: string } } }
  }>
  readonly messages: ReadonlyArray<{
    readonly frame: { readonly header: { readonly t: string }; readonly body: { readonly seq: number; readonly blobs?: unknown } }
    readonly drop: boolean
    readonly invalid: boolean
  }>
}

describe.skipIf(!existsSync(folder))("relay scenarios (shared/vectors/relay-scenarios)", () => {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : []

  it.each(files)("%s: every message decodes, and verifies unless it is to be dropped", (file) => {
    const scenario = JSON.parse(readFileSync(join(folder, file), "utf8")) as Scenario
    const keys = new Map(scenario.accounts.map(({ identity }) =>
      [identity.did, `did:key:${identity.keys.atproto.publicKeyMultibase}`]))
    for (const key of keys.values()) expect(Result.isSuccess(DidKey.parse(key))).toBe(true)
    let lastSeq = 0
    let known: VerifiedCommit | undefined
    for (const { drop, frame, invalid } of scenario.messages) {
      const body = Result.getOrThrow(Json.fromJson({ ...frame.body, ...("blobs" in frame.body ? { blobs: [] } : {}) })) as DataObject
      const bytes = Frame.encode(frame.header.t, body)
      const event = Result.getOrThrow(RepoEvent.fromFrame(Result.getOrThrow(Frame.decode(bytes))))
      const rises = frame.body.seq > lastSeq
      lastSeq = Math.max(lastSeq, frame.body.seq)
      const did = RepoEvent.didOf(event)!
      const options = { signingKey: keys.get(did)!, verify: Signature.verify, nowMillis: Date.UTC(2026, 0, 1), lenient: scenario.lenient }
      if (event._tag === "Commit") {
        const verdict = verifyCommit(event, options)
        if (rises) expect(Result.isSuccess(verdict)).toBe(!drop && !invalid)
        if (Result.isFailure(verdict) || !rises) continue
        if (known !== undefined) expect(verdict.success.rev > known.rev).toBe(true)
        if (known?.data.equals(verdict.success.prevData ?? known.commit) === true && verdict.success.since === known.rev) {
          expect(chain(known, verdict.success)).toBe("continuous")
        }
        known = verdict.success
        const strict = verifyCommit(event, { ...options, lenient: false })
        if (!scenario.lenient) expect(Result.isSuccess(strict)).toBe(true)
        const stranger = verifyCommit(event, { ...options, signingKey: "did:key:zQ3shbzd9YoCFQrzfdw2AGpxUHTjUhh69MXRh7hHBavx9wQon" })
        expect(Result.isFailure(stranger) && stranger.failure.step).toBe(4)
      } else if (event._tag === "Sync") {
        expect(Result.isSuccess(verifySync(event, options))).toBe(!drop && !invalid)
      } else {
        expect(["Identity", "Account"]).toContain(event._tag)
      }
      expect(Result.isSuccess(Cbor.decode(Cbor.encode(body)))).toBe(true)
    }
  })
})
