/**
 * Every method that a PDS serves, and who may call it: each is there, is closed
 * to all others, and refuses by a name that its lexicon declares or that is
 * generic. The inputs are made from the lexicons. XRPC-1, XRPC-3, XRPC-4, AUTH-4
 */
import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { HttpClient } from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { describe, expect, it } from "vitest"
import * as Client from "../../../src/actors/xrpc/Client.ts"
import * as BasicAuth from "../../../src/protocol/xrpc/BasicAuth.ts"
import * as Town from "./Town.ts"

const origin = "https://pds1.test"

/** By the part of the NSID after which they differ. */
const methods: Readonly<Record<"anybody" | "signedIn" | "ownPassword" | "refreshToken" | "operator", Readonly<Record<string, string>>>> = {
  anybody: {
    "com.atproto.server": "describeServer createAccount createSession reserveSigningKey deleteAccount requestPasswordReset resetPassword",
    "com.atproto.repo": "getRecord listRecords describeRepo",
    "com.atproto.identity": "resolveHandle",
    "com.atproto.sync": "getRepo getLatestCommit getRepoStatus listRepos getRecord getBlob listBlobs getBlocks getHead getCheckout"
  },
  signedIn: {
    "com.atproto.server": "getSession getServiceAuth checkAccountStatus requestEmailConfirmation confirmEmail",
    "com.atproto.repo": "createRecord putRecord deleteRecord applyWrites uploadBlob listMissingBlobs",
    "com.atproto.identity": "updateHandle getRecommendedDidCredentials submitPlcOperation",
    "com.atproto.moderation": "createReport",
    "com.atproto.temp": "checkSignupQueue",
    "app.bsky.actor": "getPreferences putPreferences getProfile getProfiles searchActors",
    "app.bsky.feed": "getTimeline getAuthorFeed getPostThread getActorLikes getFeed getLikes",
    "app.bsky.notification": "registerPush unregisterPush listNotifications"
  },
  ownPassword: {
    "com.atproto.server":
      "activateAccount deactivateAccount requestAccountDelete createAppPassword listAppPasswords revokeAppPassword getAccountInviteCodes requestEmailUpdate updateEmail",
    "com.atproto.repo": "importRepo",
    "com.atproto.identity": "requestPlcOperationSignature signPlcOperation"
  },
  refreshToken: { "com.atproto.server": "refreshSession deleteSession" },
  operator: {
    "com.atproto.server": "createInviteCode createInviteCodes",
    "com.atproto.admin":
      "updateSubjectStatus getSubjectStatus getAccountInfo getAccountInfos searchAccounts getInviteCodes disableInviteCodes enableAccountInvites disableAccountInvites sendEmail updateAccountEmail updateAccountHandle updateAccountPassword updateAccountSigningKey deleteAccount"
  }
}

const nsidsOf = (who: keyof typeof methods): ReadonlyArray<string> =>
  Object.entries(methods[who]).flatMap(([group, names]) => names.split(" ").map((name) => `${group}.${name}`))

const generic = new Set([
  "InvalidRequest", "ExpiredToken", "InvalidToken", "AuthenticationRequired", "Forbidden", "XRPCNotSupported", "PayloadTooLarge",
  "UnsupportedMediaType", "UpstreamFailure", "UpstreamTimeout"
])

/** Undeclared, but what the reference answers: docs/pds.md. */
const asTheReference: Readonly<Record<string, string>> = {
  "com.atproto.sync.getHead": "RepoNotFound",
  "com.atproto.sync.getCheckout": "RepoNotFound",
  "com.atproto.admin.getAccountInfo": "NotFound",
  "com.atproto.admin.getSubjectStatus": "NotFound",
  "com.atproto.admin.updateSubjectStatus": "NotFound",
  "com.atproto.admin.updateAccountHandle": "HandleNotAvailable",
  "com.atproto.identity.updateHandle": "HandleNotAvailable"
}

interface Field {
  readonly type: string
  readonly format?: string
  readonly ref?: string
  readonly refs?: ReadonlyArray<string>
  readonly items?: Field
  readonly required?: ReadonlyArray<string>
  readonly properties?: Readonly<Record<string, Field>>
  readonly minimum?: number
}

const document = (nsid: string) => JSON.parse(readFileSync(`lexicons/${nsid.replaceAll(".", "/")}.json`, "utf8")) as {
  readonly defs: Readonly<Record<string, Field & {
    readonly parameters?: Field
    readonly input?: { readonly encoding: string; readonly schema?: Field }
    readonly errors?: ReadonlyArray<{ readonly name: string }>
  }>>
}

const nobody = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
const samples: Record<string, string> = {
  did: nobody, handle: "dan.pds1.test", "at-identifier": nobody, nsid: "app.bsky.feed.post", "record-key": "self", tid: "3kznmn7xqxl22",
  "at-uri": `at://${nobody}/app.bsky.feed.generator/hot`, cid: "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq", uri: "https://alice.test",
  datetime: "2026-01-05T18:00:00.000Z"
}

/** The least that a schema takes. */
const least = (field: Field, nsid: string): unknown => {
  const named = (ref: string) => {
    const [home, name = "main"] = ref.startsWith("#") ? [nsid, ref.slice(1)] : ref.split("#") as [string, string?]
    return { home, def: document(home).defs[name]!, type: name === "main" ? home : `${home}#${name}` }
  }
  switch (field.type) {
    case "string":
      return samples[field.format ?? ""] ?? "com.atproto.moderation.defs#reasonSpam"
    case "integer":
      return field.minimum ?? 1
    case "boolean":
      return true
    case "array":
      return [least(field.items!, nsid)]
    case "ref": {
      const { def, home } = named(field.ref!)
      return least(def, home)
    }
    case "union": {
      const { def, home, type } = named(field.refs![0]!)
      return { $type: type, ...least(def, home) as object }
    }
    case "object":
    case "params":
      return Object.fromEntries((field.required ?? []).map((name) => [name, least(field.properties![name]!, nsid)]))
    default:
      return { $type: "app.bsky.feed.post", text: "Hello", createdAt: samples["datetime"] }
  }
}

const call = (nsid: string, authorization?: string, body?: string) =>
  Effect.gen(function*() {
    const { input, parameters, type } = document(nsid).defs["main"]!
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries((parameters === undefined ? {} : least(parameters, nsid)) as object)) {
      for (const one of [value].flat()) search.append(name, String(one))
    }
    const url = `${origin}/xrpc/${nsid}?${search}`
    const bytes = new TextEncoder().encode(body !== undefined ? body : input?.schema === undefined ? "some bytes" : JSON.stringify(least(input.schema, nsid)))
    const bare = type === "query" ? HttpClientRequest.get(url) : HttpClientRequest.post(url)
    const request = input === undefined ? bare : HttpClientRequest.bodyUint8Array(bare, bytes, input.encoding === "*/*" ? "image/png" : input.encoding)
    const client = yield* HttpClient
    const response = yield* client.execute(authorization === undefined ? request : HttpClientRequest.setHeader(request, "authorization", authorization))
    const text = yield* response.text
    // A service behind the PDS may refuse without a word.
    const error = response.status < 300 ? undefined : text === "" ? "nothing" : (JSON.parse(text) as { readonly error: string }).error
    return { nsid, status: response.status, error }
  })

type Answer = Effect.Success<ReturnType<typeof call>>

const said = ({ error, status }: Answer): string => error === undefined ? "ok" : `${status} ${error}`

/** What does not answer as it should, so that a failure names it. */
const others = (answers: ReadonlyArray<Answer>, right: RegExp): ReadonlyArray<string> =>
  answers.filter((answer) => !right.test(said(answer))).map((answer) => `${answer.nsid}: ${said(answer)}`)

const foreign = (answers: ReadonlyArray<Answer>): ReadonlyArray<string> =>
  answers.filter(({ error, nsid }) =>
    error !== undefined && error !== "nothing" && !generic.has(error) && error !== asTheReference[nsid] && !(document(nsid).defs["main"]!.errors ?? []).some(({ name }) => name === error))
    .map((answer) => `${answer.nsid}: ${said(answer)}`)

describe("a PDS's methods", () => {
  const town = Town.make({ pds: { labeler: "appview.test" } })
  const { alice, app } = town.run(Effect.gen(function*() {
    const alice = yield* Town.signUp("alice")
    const { password } = yield* alice.procedure("com.atproto.server.createAppPassword", { input: { name: "phone", privileged: true } })
    const { accessJwt } = yield* Client.procedure("com.atproto.server.createSession", { origin, input: { identifier: alice.did, password } })
    return { alice, app: `Bearer ${accessJwt}` }
  }))
  Object.assign(samples, { did: alice.did, "at-identifier": alice.did })
  const own = alice.authorization["authorization"]!
  const operator = BasicAuth.format({ username: "admin", password: "admin" })
  const all = (nsids: ReadonlyArray<string>, authorization?: string) => town.run(Effect.forEach(nsids, (nsid) => call(nsid, authorization)))

  it("that are queries leave no trace on its disk, whoever asks [XRPC-3]", () => {
    const queries = [...new Set(Object.keys(methods).flatMap((who) => nsidsOf(who as keyof typeof methods)))]
      .filter((nsid) => document(nsid).defs["main"]!.type === "query")
    const disk = () => Buffer.from(town.world.backup("pds1.test")!)
    const before = disk()
    const answers = [undefined, own, app, operator].flatMap((authorization) => queries.map((nsid) => {
      const [answer] = all([nsid], authorization)
      return { ...answer!, wrote: !disk().equals(before) }
    }))
    expect(answers.filter(({ error }) => error === undefined).length).toBeGreaterThan(40)
    expect(answers.filter(({ wrote }) => wrote)).toEqual([])
    town.run(Town.createPost(alice, "hello"))
    expect(disk().equals(before)).toBe(false)
  })

  it("that are for anybody ask for no credentials", () => {
    const served: Array<string> = []
    for (const did of [nobody, alice.did]) {
      Object.assign(samples, { did, "at-identifier": did })
      const answers = all(nsidsOf("anybody"))
      // Only where a password is what it asks for.
      expect(answers.filter(({ status }) => status === 401).map(({ nsid }) => nsid)).toEqual(["com.atproto.server.createSession", "com.atproto.server.deleteAccount"])
      expect(others(answers.filter(({ status }) => status !== 401), /^(ok|40[04] (?!XRPCNotSupported)\w+)$/)).toEqual([])
      expect(foreign(answers)).toEqual([])
      served.push(answers.filter(({ error }) => error === undefined).map(({ nsid }) => nsid.split(".").at(-1)!).join(" "))
    }
    expect(served).toEqual([
      "describeServer createAccount reserveSigningKey resolveHandle listRepos",
      "describeServer reserveSigningKey listRecords describeRepo resolveHandle getRepo getLatestCommit getRepoStatus listRepos getRecord listBlobs getHead getCheckout"
    ])
  })

  it("that are for somebody are closed to nobody", () => {
    const answers = all([...nsidsOf("signedIn"), ...nsidsOf("ownPassword"), ...nsidsOf("refreshToken"), ...nsidsOf("operator")])
    expect(others(answers, /^401 AuthenticationRequired$/)).toEqual([])
  })

  it("that are for somebody look at who asks before they look at a body [ref xrpc-server]", () => {
    const withInput = [...nsidsOf("signedIn"), ...nsidsOf("ownPassword"), ...nsidsOf("operator")].filter((nsid) => document(nsid).defs["main"]!.input !== undefined)
    expect(withInput.length).toBe(30)
    const broken = (authorization?: string) => town.run(Effect.forEach(withInput, (nsid) => call(nsid, authorization, "{")))
    expect(others(broken(), /^401 AuthenticationRequired$/)).toEqual([])
    expect(others(broken("Bearer x"), /^40[01] (InvalidToken|BadJwt)$|^401 AuthenticationRequired$/)).toEqual([])
    // Whose token holds is told what is wrong with the body, and whom the method is not for is not.
    expect(others(broken(own), /^(ok|40[04] \w+|401 (AuthenticationRequired|BadJwt\w*)|403 Forbidden)$/)).toEqual([])
    expect(broken(own).filter((answer) => said(answer) === "400 InvalidRequest").length).toBeGreaterThan(10)
    expect(town.defects()).toEqual([])
  })

  it("that are for who is signed in are open to an app password, and those for the own password are not", () => {
    const answers = all(nsidsOf("signedIn").filter((nsid) => !nsid.endsWith(".putPreferences")), app)
    expect(others(answers, /^(ok|400 \w+|404 nothing)$/)).toEqual([])
    expect(answers.filter(({ error }) => error === undefined).length).toBeGreaterThan(8)
    expect(foreign(answers)).toEqual([])
    const closed = all(nsidsOf("ownPassword"), app)
    expect(others(closed, /^40[013] (InvalidToken|Forbidden)$/)).toEqual([])
  })

  it("that are for a refresh token take no other", () => {
    for (const authorization of [own, app, operator]) {
      expect(others(all(nsidsOf("refreshToken"), authorization), /^40[01] (InvalidToken|AuthenticationRequired)$/)).toEqual([])
    }
  })

  it("that are for the operator are open to the operator alone", () => {
    for (const authorization of [own, app, BasicAuth.format({ username: "admin", password: "guess" })]) {
      expect(others(all(nsidsOf("operator"), authorization), /^401 (AuthenticationRequired|BadJwt\w+)$/)).toEqual([])
    }
    const answers = all(nsidsOf("operator"), operator)
    expect(others(answers, /^(ok|400 (?!XRPCNotSupported)\w+)$/)).toEqual([])
    expect(answers.filter(({ error }) => error === undefined).length).toBeGreaterThan(5)
    expect(foreign(answers)).toEqual([])
    expect(town.defects()).toEqual([])
  })
})
