/**
 * `npm run compare:pds`: the same calls to our PDS and to the reference's, and
 * where status, name of the error or fields of the answer differ. docs/pds.md
 * says which differences are meant. The reference is as in `bench:peer`.
 */
import * as Both from "./Both.ts"
import { type Call, calls } from "./Calls.ts"

const basePort = 3730

interface Side {
  readonly origin: string
  readonly authorization: Readonly<Record<string, string>>
  /** What stands in braces in the calls. */
  readonly names: Readonly<Record<string, string>>
}

interface Answer {
  readonly status: number
  readonly json: Readonly<Record<string, unknown>>
}

const ask = async (origin: string, { body, headers = {}, nsid, params, verb }: Call): Promise<Answer> => {
  const raw = body instanceof Uint8Array
  const response = await fetch(`${origin}/xrpc/${nsid}${params === undefined ? "" : `?${params}`}`, {
    method: verb ?? (body === undefined ? "GET" : "POST"),
    headers: { ...(body === undefined || raw ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: raw ? new Uint8Array(body) : JSON.stringify(body) })
  })
  const text = await response.text()
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true && text !== ""
  return { status: response.status, json: isJson ? JSON.parse(text) as Record<string, unknown> : {} }
}

const post = async (origin: string, nsid: string, body: object, authorization?: string) => {
  const { json, status } = await ask(origin, { nsid, body, ...(authorization === undefined ? {} : { headers: { authorization } }) })
  if (status !== 200) throw new Error(`${nsid}: ${status} ${JSON.stringify(json)}`)
  return json as Readonly<Record<string, string>>
}

const settle = async (origin: string): Promise<Side> => {
  const signUp = (name: string) => post(origin, "com.atproto.server.createAccount", { handle: `${name}9.test`, email: `${name}@mail.test`, password: `${name}'s password` })
  const [alice, bob, carol] = [await signUp("alice"), await signUp("bob"), await signUp("carol")]
  const bearer = (token: string | undefined) => `Bearer ${token}`
  const own = bearer(alice["accessJwt"])
  const { password } = await post(origin, "com.atproto.server.createAppPassword", { name: "phone" }, own)
  const app = await post(origin, "com.atproto.server.createSession", { identifier: alice["did"], password })
  const record = { $type: "app.bsky.feed.post", text: "first", createdAt: "2026-01-01T00:00:00.000Z" }
  const { cid } = await post(origin, "com.atproto.repo.createRecord", { repo: alice["did"], collection: "app.bsky.feed.post", rkey: "3kaaaaaaaaa22", record }, own)
  await post(origin, "com.atproto.server.deactivateAccount", {}, bearer(carol["accessJwt"]))
  return {
    origin,
    authorization: {
      alice: own, bob: bearer(bob["accessJwt"]), carol: bearer(carol["accessJwt"]), app: bearer(app["accessJwt"]),
      refresh: bearer(alice["refreshJwt"]), operator: `Basic ${btoa("admin:admin")}`
    },
    names: { alice: alice["did"]!, bob: bob["did"]!, carol: carol["did"]!, none: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", cid: cid! }
  }
}

const filled = (text: string, names: Side["names"]): string => text.replace(/\{(\w+)\}/g, (braces, name: string) => names[name] ?? braces)

const at = (side: Side, call: Call): Promise<Answer> =>
  ask(side.origin, {
    ...call,
    ...(call.params === undefined ? {} : { params: filled(call.params, side.names) }),
    ...(call.body === undefined || call.body instanceof Uint8Array ? {} : { body: JSON.parse(filled(JSON.stringify(call.body), side.names)) as unknown }),
    headers: { ...(call.as === undefined ? {} : { authorization: side.authorization[call.as]! }), ...call.headers }
  })

const summary = ({ json, status }: Answer): string =>
  status < 300 ? `${status} ${Object.keys(json).sort().join(" ")}` : `${status} ${String(json["error"])}`

Both.install()
await Both.run(basePort, async (ours, reference) => {
  const [us, them] = [await settle(ours.origin), await settle(reference.origin)]
  let alike = 0
  for (const call of calls) {
    const [mine, theirs] = [await at(us, call), await at(them, call)]
    if (summary(mine) === summary(theirs)) alike++
    else {
      const asked = `${call.as ?? "nobody"}: ${call.nsid} ${call.params ?? ""} ${call.body instanceof Uint8Array ? "" : JSON.stringify(call.body ?? "").slice(0, 160)}`
      console.log(`${asked}\n  orrery        ${summary(mine)} ${String(mine.json["message"] ?? "")}\n  @atproto/pds  ${summary(theirs)} ${String(theirs.json["message"] ?? "")}`)
    }
  }
  console.log(`\n${calls.length} calls, ${alike} answered alike`)
})
