import * as Result from "effect/Result"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as Signature from "../../../src/protocol/keys/Signature.ts"
import * as Log from "../../../src/protocol/plc/Log.ts"
import * as Operation from "../../../src/protocol/plc/Operation.ts"

const vectors = `${process.env["ORRERY_VECTORS"] ?? "../shared/vectors"}/plc-audit-logs`

interface AuditLine {
  readonly did: string
  readonly operation: unknown
  readonly cid: string
  readonly nullified: boolean
  readonly createdAt: string
}

const read = (folder: string) =>
  existsSync(vectors)
    ? readdirSync(`${vectors}/${folder}`).map((name) => ({ name, lines: JSON.parse(readFileSync(`${vectors}/${folder}/${name}`, "utf8")) as ReadonlyArray<AuditLine> }))
    : []

const replay = (lines: ReadonlyArray<AuditLine>): Result.Result<Log.Log, Operation.InvalidOperation | Log.PlcRefusal> => {
  const submissions: Array<Log.Submission> = []
  for (const line of lines) {
    const operation = Operation.parse(line.operation)
    if (Result.isFailure(operation)) return Result.fail(operation.failure)
    submissions.push({ operation: operation.success, createdAtMillis: Date.parse(line.createdAt) })
  }
  return Log.replay(lines[0]!.did, submissions, Signature.verify)
}

describe.skipIf(!existsSync(vectors))("PLC-1 PLC-9 audit logs of the did:plc test data", () => {
  it.each(read("valid"))("$name replays, with every CID and every mark", ({ lines }) => {
    const log = Result.getOrThrow(replay(lines))
    expect(log.map((entry) => entry.cid.toString())).toEqual(lines.map((line) => line.cid))
    expect(log.map((entry) => entry.nullified)).toEqual(lines.map((line) => line.nullified))
  })

  const reasons: { readonly [name: string]: string } = {
    "log_invalid_nullification_reused_key.json": "InvalidSignature",
    "log_invalid_sig_b64_padding_bits.json": "InvalidSignature",
    "log_invalid_sig_der.json": "InvalidSignature",
    "log_invalid_sig_k256_high_s.json": "InvalidSignature",
    "log_invalid_update_tombstoned.json": "AfterTombstone"
  }
  it.each(read("invalid"))("$name is refused, for its reason", ({ lines, name }) => {
    const log = replay(lines)
    expect(Result.isFailure(log) && log.failure._tag === "PlcRefusal" && log.failure.reason).toBe(reasons[name])
  })
})
