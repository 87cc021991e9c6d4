/** Calls that both PDSes get, right and wrong. `{alice}` stands for her DID at the server that is asked, `{cid}` for her first record's CID. */
export interface Call {
  readonly nsid: string
  readonly params?: string
  /** JSON, or bytes with a `content-type` among the headers. */
  readonly body?: unknown
  readonly as?: "alice" | "bob" | "carol" | "app" | "refresh" | "operator"
  readonly headers?: Readonly<Record<string, string>>
  readonly verb?: "GET" | "HEAD" | "POST"
}

const posts = "app.bsky.feed.post"
const record = { $type: posts, text: "hello", createdAt: "2026-01-01T00:00:00.000Z" }
const other = "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq"
const nobody = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
const callers = [undefined, "alice", "app", "refresh", "carol", "operator"] as const
const broken = new TextEncoder().encode("{")

const repo = (name: string, body: object, as: Call["as"] = "alice"): Call => ({ nsid: `com.atproto.repo.${name}`, as, body: { repo: "{alice}", collection: posts, ...body } })
const server = (name: string, body?: object, as?: Call["as"]): Call => ({ nsid: `com.atproto.server.${name}`, verb: "POST", ...(body === undefined ? {} : { body }), ...(as === undefined ? {} : { as }) })
const sync = (name: string, params: string): Call => ({ nsid: `com.atproto.sync.${name}`, params })
const write = (kind: string, more: object) => ({ $type: `com.atproto.repo.applyWrites#${kind}`, collection: posts, ...more })

export const calls: ReadonlyArray<Call> = [
  // Who may.
  ...callers.flatMap((as): ReadonlyArray<Call> => [
    "com.atproto.server.getSession", "com.atproto.server.checkAccountStatus", "com.atproto.server.listAppPasswords",
    "com.atproto.repo.listMissingBlobs", "com.atproto.identity.getRecommendedDidCredentials", "app.bsky.actor.getPreferences"
  ].map((nsid) => ({ nsid, ...(as === undefined ? {} : { as }) }))),
  ...callers.map((as): Call => server("requestAccountDelete", undefined, as)),
  { nsid: "com.atproto.server.getSession", headers: { authorization: "Bearer x" } },
  // Records.
  ...[true, false, undefined].flatMap((validate): ReadonlyArray<Call> => [
    repo("createRecord", { record, validate }),
    repo("createRecord", { record: { ...record, text: 5 }, validate }),
    repo("createRecord", { collection: "com.example.thing", record: { $type: "com.example.thing" }, validate })
  ]),
  ...["self", "a b", "", ".", "..", "a/b", "a:b", "a~b", "x".repeat(512), "x".repeat(513), "é", "a@b"].map((rkey) =>
    repo("createRecord", { collection: "com.example.thing", rkey, record: { $type: "com.example.thing" } })),
  ...["createRecord", "putRecord", "deleteRecord"].flatMap((name) =>
    [other, "no cid", 5].map((swapCommit) => repo(name, { rkey: "3kaaaaaaaam22", record, swapCommit }))),
  ...["putRecord", "deleteRecord"].flatMap((name) =>
    [other, "no cid", null, "{cid}"].map((swapRecord) => repo(name, { rkey: "3kaaaaaaaaa22", record, swapRecord }))),
  repo("createRecord", { record, repo: "{bob}" }),
  repo("createRecord", { record }, "carol"),
  repo("applyWrites", { writes: [] }),
  repo("applyWrites", { writes: [write("create", { rkey: "3kaaaaaaaab22", value: record }), write("update", { rkey: "3kaaaaaaaab22", value: { ...record, text: "later" } })] }),
  repo("applyWrites", { writes: [write("delete", { rkey: "3kaaaaaaaaz22" })] }),
  repo("applyWrites", { writes: Array.from({ length: 201 }, () => write("create", { value: record })) }),
  repo("applyWrites", { writes: [{ $type: "com.example.x" }] }),
  // Blobs.
  ...["text/plain", "a b c", "*/*"].map((type): Call => ({ nsid: "com.atproto.repo.uploadBlob", as: "alice", body: new TextEncoder().encode("hello"), headers: { "content-type": type } })),
  { nsid: "com.atproto.repo.uploadBlob", as: "alice", body: new TextEncoder().encode("hello"), headers: { "content-type": "text/plain", "content-encoding": "zork" } },
  sync("getBlob", `did={alice}&cid=${other}`),
  // Reads.
  ...["alice", "carol", "none"].flatMap((who): ReadonlyArray<Call> => [
    ...["getRepo", "getLatestCommit", "getRepoStatus", "listBlobs", "getHead", "getCheckout"].map((name) => sync(name, `did={${who}}`)),
    { nsid: "com.atproto.repo.describeRepo", params: `repo={${who}}` },
    { nsid: "com.atproto.repo.listRecords", params: `repo={${who}}&collection=${posts}&cursor=&limit=2` }
  ]),
  ...["limit=0", "limit=101", "limit=x", "cursor=zz", "reverse=true", "novelty=1"].map((more): Call => ({ nsid: "com.atproto.repo.listRecords", params: `repo={alice}&collection=${posts}&${more}` })),
  // Accounts.
  ...["bad handle", "a.b.test", "x.test", "admin.test", "dan.example.com", "dan.local", "averyverylonghandleindeed.test"].map((handle) =>
    server("createAccount", { handle, email: "dan@mail.test", password: "dan's password" })),
  server("createAccount", { handle: "dan7.test", email: "no address", password: "dan's password" }),
  server("createSession", { identifier: "{alice}", password: "wrong" }),
  server("createSession", { identifier: nobody, password: "wrong" }),
  server("createSession", { identifier: "{alice}" }),
  server("resetPassword", { token: "AAAAA-AAAAA", password: "a new password" }),
  server("createAppPassword", { name: "tablet" }, "app"),
  { nsid: "com.atproto.server.getServiceAuth", params: "aud=did:web:x.test&exp=1", as: "alice" },
  { nsid: "com.atproto.server.getServiceAuth", params: "aud=did:web:x.test&lxm=chat.bsky.convo.getLog", as: "app" },
  { nsid: "com.atproto.identity.resolveHandle", params: "handle=nobody.test" },
  { nsid: "com.atproto.identity.submitPlcOperation", as: "alice", body: { operation: {} } },
  // Who asks, before what: bodies that are wrong, by callers who may not.
  ...[
    "com.atproto.repo.createRecord", "com.atproto.repo.applyWrites", "com.atproto.repo.uploadBlob", "com.atproto.repo.importRepo", "app.bsky.actor.putPreferences",
    "com.atproto.identity.updateHandle", "com.atproto.identity.signPlcOperation", "com.atproto.server.createAppPassword", "com.atproto.server.deactivateAccount",
    "com.atproto.server.createInviteCode", "com.atproto.admin.updateAccountEmail", "com.atproto.admin.updateSubjectStatus", "com.atproto.server.createAccount"
  ].flatMap((nsid): ReadonlyArray<Call> => [
    { nsid, body: broken, headers: { "content-type": "application/json" } },
    { nsid, body: broken, headers: { "content-type": "application/json" }, as: "refresh" },
    { nsid, body: broken, headers: { "content-type": "application/json" }, as: "carol" },
    { nsid, body: broken, headers: { "content-type": "text/x-nothing", authorization: "Bearer x" } },
    { nsid, body: broken, headers: { "content-type": "application/json", "content-encoding": "zork", authorization: "Bearer x" } }
  ]),
  { nsid: "com.atproto.repo.listMissingBlobs", params: "limit=x" },
  // The envelope.
  { nsid: "com.atproto.server.describeServer", verb: "HEAD" },
  { nsid: "com.atproto.repo.createRecord", as: "alice", body: new TextEncoder().encode("{"), headers: { "content-type": "application/json" } },
  { nsid: "com.atproto.repo.createRecord", as: "alice", body: new TextEncoder().encode("{}"), headers: { "content-type": "text/plain" } },
  { nsid: "com.example.any.method", as: "alice", headers: { "atproto-proxy": "did:web:x" } }
]
