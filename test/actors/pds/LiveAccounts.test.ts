/**
 * The official client at a PDS that is served live: mail in a directory, app
 * passwords, lost passwords, moderation, goodbye.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AtpAgent } from "@atproto/api"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Network } from "../../../src/actors/Network.ts"
import * as Names from "../../../src/actors/names/Names.ts"
import * as Pds from "../../../src/actors/pds/Pds.ts"
import * as Plc from "../../../src/actors/plc/Plc.ts"
import * as Live from "../../../src/live/Live.ts"
import { eventually } from "../../live/Eventually.ts"
import { freePorts } from "../../parity/FreePorts.ts"
import * as Town from "./Town.ts"

let directory: string
let scope: Scope.Closeable
let origin: string

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "orrery-accounts-"))
  const basePort = await freePorts(3)
  scope = Scope.makeUnsafe()
  const mail = { kind: "directory", path: join(directory, "mail"), from: "pds1@pds1.test" }
  const network: Network = {
    actors: [
      { kind: "names", host: "names.test", options: { domains: ["people.test"], txt: {} } },
      { kind: "plc", host: "plc.test", options: {} },
      { kind: "pds", host: "pds1.test", options: Town.pdsOptions({ mail, rateLimits: {} }) }
    ]
  }
  const serving = Live.serve(network, {
    dataDir: join(directory, "data"),
    basePort,
    layerOf: (spec) =>
      spec.kind === "names" ? Names.layer(spec.options) : spec.kind === "plc" ? Plc.layer(spec.options) : spec.kind === "pds" ? Pds.layer(spec.options) : Layer.empty
  })
  origin = (await Effect.runPromise(Effect.provideService(serving, Scope.Scope, scope))).origins.get("pds1.test")!
})

afterEach(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(directory, { recursive: true, force: true })
})

/** The token in the newest letter, once there are so many. */
const token = (count: number): Promise<string> =>
  eventually(async () => {
    const files = readdirSync(join(directory, "mail")).filter((name) => name.endsWith(".eml")).sort()
    return files.length < count ? undefined : /\b[A-Z2-7]{5}-[A-Z2-7]{5}\b/.exec(readFileSync(join(directory, "mail", files.at(-1)!), "utf8"))![0]
  })

const admin = { headers: { authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` } }
const encoding = "application/json" as const

describe("the official client at a live PDS", () => {
  it("lives through what befalls an account", async () => {
    const alice = new AtpAgent({ service: origin })
    const { data: { did } } = await alice.createAccount({ handle: "alice.pds1.test", email: "alice@mail.test", password: "alice's password" })

    await alice.com.atproto.server.requestEmailConfirmation()
    await alice.com.atproto.server.confirmEmail({ email: "alice@mail.test", token: await token(1) })
    expect((await alice.com.atproto.server.getSession()).data).toMatchObject({ did, emailConfirmed: true, active: true })

    const { data: made } = await alice.com.atproto.server.createAppPassword({ name: "an app" })
    const app = new AtpAgent({ service: origin })
    await app.login({ identifier: did, password: made.password })
    const { uri, cid } = await app.post({ text: "by an app" })
    await expect(app.com.atproto.server.createAppPassword({ name: "more" })).rejects.toMatchObject({ error: "InvalidToken" })
    await alice.com.atproto.server.revokeAppPassword({ name: "an app" })
    await expect(app.post({ text: "again" })).rejects.toMatchObject({ status: 400 })

    const moderator = new AtpAgent({ service: origin })
    const take = (applied: boolean, subject: object) =>
      moderator.com.atproto.admin.updateSubjectStatus({ subject: subject as never, takedown: { applied } }, { ...admin, encoding })
    const post = { $type: "com.atproto.repo.strongRef", uri, cid }
    await take(true, post)
    await expect(moderator.com.atproto.repo.getRecord({ repo: did, collection: "app.bsky.feed.post", rkey: uri.split("/").pop()! })).rejects.toMatchObject({ error: "RecordNotFound" })
    await take(false, post)
    await take(true, { $type: "com.atproto.admin.defs#repoRef", did })
    await expect(moderator.com.atproto.sync.getRepo({ did })).rejects.toMatchObject({ error: "RepoTakendown" })
    await expect(alice.login({ identifier: did, password: "alice's password" })).rejects.toMatchObject({ error: "AccountTakedown" })
    await take(false, { $type: "com.atproto.admin.defs#repoRef", did })

    await moderator.com.atproto.server.requestPasswordReset({ email: "alice@mail.test" })
    await moderator.com.atproto.server.resetPassword({ token: await token(2), password: "a better password" })
    await alice.login({ identifier: "alice@mail.test", password: "a better password" })
    expect((await alice.com.atproto.repo.getRecord({ repo: did, collection: "app.bsky.feed.post", rkey: uri.split("/").pop()! })).data.value).toMatchObject({ text: "by an app" })

    const answer = await alice.com.atproto.server.getSession()
    expect(answer.headers).toMatchObject({ "ratelimit-limit": "3000", "ratelimit-policy": "3000;w=300" })

    await alice.com.atproto.server.requestAccountDelete()
    await alice.com.atproto.server.deleteAccount({ did, password: "a better password", token: await token(3) })
    await expect(moderator.com.atproto.sync.getRepoStatus({ did })).rejects.toMatchObject({ error: "RepoNotFound" })
  })
})
