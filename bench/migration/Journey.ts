/** A small world in which devices of alice's move her account, and much goes wrong; `end` mends all and judges. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import { SqlClient } from "effect/sql/SqlClient"
import * as Result from "effect/Result"
import * as Keyring from "../../src/actors/client/keys/Keyring.ts"
import * as OwnIdentity from "../../src/actors/client/keys/OwnIdentity.ts"
import * as Migrate from "../../src/actors/client/migration/Migrate.ts"
import type { Plan, State } from "../../src/actors/client/migration/Plan.ts"
import * as Client from "../../src/actors/xrpc/Client.ts"
import { openMemory } from "../../src/actors/sqlite/Sqlite.ts"
import { rotationSecretOf } from "../../src/sim/happenings/RotationSecret.ts"
import { Keys } from "../../src/protocol/keys/Keys.ts"
import * as Log from "../../src/protocol/plc/Log.ts"
import * as Operation from "../../src/protocol/plc/Operation.ts"
import * as BasicAuth from "../../src/protocol/xrpc/BasicAuth.ts"
import type { World } from "../../src/sim/World.ts"
import * as Checks from "./Checks.ts"
import * as People from "./People.ts"
import { hosts, originOf, phone, SmallWorld, type SmallWorldOptions } from "./SmallWorld.ts"

interface Trip {
  plan: Plan
  state: State | undefined
  trouble: string | undefined
  running: boolean
}

/** Where a hostile host writes in alice's name. */
const ownDesk = "operator.test"
const over = new Set(["arrived", "stayed", "overtaken"])
const limitMillis = 3_600_000
/** Longer than a stream's reader waits before it dials again, however often it found nobody. */
const quietMillis = 60_000
const sliceMillis = 5_000

export class Journey {
  readonly small: SmallWorld
  readonly world: World
  readonly cast: People.Cast
  private readonly kind: People.Kind
  private readonly trips = new Map<string, Trip>()
  private readonly open = new Set<string>()
  private preferences: ReadonlyArray<unknown>
  private readonly asked: Array<ReadonlyArray<unknown>> = []
  private withholding: string | undefined
  private changes: Partial<Plan> = {}

  constructor(seed: number, kind: People.Kind, options: Pick<SmallWorldOptions, "apart" | "pds" | "twoAppViews"> = {}) {
    this.small = new SmallWorld({
      seed,
      third: true,
      ...options,
      interpose: (host, message) => {
        const refused = this.withholding === host && message.to !== ownDesk && message.kind === "response" && /getRepo|getBlob|createSession|getServiceAuth|deactivate/.test(message.path)
        return refused ? "drop" : message.bytes
      }
    })
    this.world = this.small.world
    this.cast = People.settle(this.small, kind)
    this.kind = kind
    this.preferences = this.cast.preferences
  }

  stateOf(device: string): State | undefined {
    return this.trips.get(device)?.state
  }

  /** What the last run of a device's move failed with. */
  troubleOf(device: string): string | undefined {
    return this.trips.get(device)?.trouble
  }

  /** What the owner has entered differs from now on: in moves to come, and in what is under way. */
  plan(changes: Partial<Plan>): void {
    this.changes = { ...this.changes, ...changes }
    for (const trip of this.trips.values()) trip.plan = { ...trip.plan, ...changes }
  }

  /** Another device has the saved plan of this one. */
  copyTrip(from: string, to: string): void {
    const trip = this.trips.get(from)
    if (trip === undefined) return
    const disk = this.world.backup(from)
    this.small.run(Effect.void, to)
    this.world.crash(to)
    if (disk !== undefined) this.world.restoreBackup(to, disk)
    this.trips.set(to, { ...trip, running: false })
  }

  /** The host that the DID names. */
  get home(): string {
    return this.small.run(this.homeNow, "observer.test")
  }

  /** The handle that the DID names. */
  get handle(): string {
    return this.small.run(Effect.map(this.told, ({ alsoKnownAs }) => alsoKnownAs[0]?.replace("at://", "") ?? ""), "observer.test")
  }

  private get homeNow(): Effect.Effect<string, Client.CallError | HttpClientError, HttpClient.HttpClient> {
    return Effect.map(this.told, ({ services }) => services["atproto_pds"]!.endpoint.replace("https://", ""))
  }

  private get told(): Effect.Effect<Operation.PlcState, Client.CallError | HttpClientError, HttpClient.HttpClient> {
    if (this.cast.web) return Effect.flatMap(People.webDocument, ({ read }) => read)
    return Effect.flatMap(HttpClient.HttpClient, (client) => client.get(`${originOf(hosts.plc)}/${this.cast.alice.did}/data`)).pipe(
      Effect.flatMap((response) => response.json),
      Effect.map((json) => json as unknown as Operation.PlcState)
    )
  }

  pass(millis: number): void {
    this.world.runUntil(this.world.now + millis)
  }

  /** Millisecond by millisecond, a minute at most. */
  passUntil(holds: () => boolean): void {
    for (let millis = 0; millis < 60_000 && !holds(); millis++) this.pass(1)
  }

  crash(host: string): void {
    this.world.crash(host)
  }

  /** Towards a host, from where the DID is now; a device that is on its way already goes on. */
  setOut(device: string, to: string): void {
    const isOnItsWay = () => this.trips.has(device) && !over.has(this.trips.get(device)?.state?.step ?? "")
    if (isOnItsWay()) return this.resume(device)
    this.small.fork("set out", device, Effect.ignore(Effect.map(this.homeNow, (from) => {
      // By now another wish may have been asked and answered.
      if (isOnItsWay()) return this.resume(device)
      if (from === to) return
      const plan = { ...People.planOf(this.cast, this.kind, to), from: originOf(from), ...this.changes }
      this.trips.set(device, { plan, state: undefined, trouble: undefined, running: false })
      this.resume(device)
    })))
  }

  resume(device: string): void {
    const trip = this.trips.get(device)
    if (trip === undefined || trip.running || over.has(trip.state?.step ?? "")) return
    trip.running = true
    const effect = Effect.gen({ self: this }, function*() {
      const means = yield* People.meansOf(this.cast)
      const outcome = yield* Migrate.run(trip.plan, means, { onState: (state) => (trip.state = state) })
      trip.state = outcome.state
    })
    this.small.fork("move", device, effect).addObserver((exit) => {
      trip.running = false
      trip.trouble = exit._tag === "Failure" ? JSON.stringify(exit.cause).slice(0, 600) : undefined
    })
  }

  /** The device does not know that it is done, and does the same again. */
  repeat(device: string): void {
    const trip = this.trips.get(device)
    if (trip !== undefined) trip.state = undefined
    this.resume(device)
  }

  quit(device: string): void {
    const trip = this.trips.get(device)
    if (trip === undefined) return
    this.small.fork("quit", device, Effect.ignore(Migrate.quit(this.cast.alice.did)))
    if (!trip.running) this.resume(device)
  }

  crashDevice(device: string): void {
    if (this.trips.has(device)) {
      this.world.crash(device)
      this.world.at(this.world.now + 500, () => this.resume(device))
    }
  }

  /** From a desk, at the host where the DID is, if the account is awake there. */
  post(): void {
    this.small.fork("post", "desk2.test", Effect.ignore(Effect.flatMap(this.homeNow, (host) => this.writeAt(host))))
  }

  /** In alice's name, by a host that does not care whether it still may. */
  postAt(host: string, counts = false): void {
    this.small.fork("post", ownDesk, Effect.ignore(this.writeAt(host, counts)))
  }

  /** Another device of hers wakes the account at a host, as far as that host allows it. */
  wakeAt(host: string): void {
    this.small.run(Effect.flatMap(People.signedInAt(this.cast, host), (session) => session.procedureOnce("com.atproto.server.activateAccount", {})))
  }

  /** At a host, the account is deleted at once. */
  deleteAt(host: string): void {
    this.small.run(Effect.gen({ self: this }, function*() {
      const session = yield* People.signedInAt(this.cast, host)
      const deleteAfter = new Date(yield* Clock.currentTimeMillis).toISOString()
      yield* session.procedure("com.atproto.server.deactivateAccount", { input: { deleteAfter } })
    }))
  }

  private writeAt(host: string, counts = true) {
    return Effect.gen({ self: this }, function*() {
      const session = yield* People.signedInAt(this.cast, host)
      const rkey = this.cast.alice.tids.next((yield* Clock.currentTimeMillis) * 1_000)
      const path = `app.bsky.feed.post/${rkey}`
      if (counts) this.open.add(path)
      const record = { $type: "app.bsky.feed.post", text: "From the desk.", createdAt: "2026-01-05T18:00:00.000Z" }
      const { cid } = yield* session.procedureOnce("com.atproto.repo.createRecord", { input: { repo: session.did, collection: "app.bsky.feed.post", rkey, record } })
      if (counts) this.cast.records.set(path, cid)
    })
  }

  setPreferences(preferences: ReadonlyArray<unknown> = this.somePreferences()): void {
    this.small.fork("prefer", "desk2.test", Effect.ignore(Effect.gen({ self: this }, function*() {
      const session = yield* People.signedInAt(this.cast, yield* this.homeNow)
      // Only awake accounts: what is set at one that is just moving in is the move's business.
      const { active } = yield* session.query("com.atproto.server.getSession", {})
      if (active !== true) return
      this.asked.push(preferences)
      yield* session.procedureOnce("app.bsky.actor.putPreferences", { input: { preferences: preferences as never } })
      this.preferences = preferences
      this.asked.length = 0
    })))
  }

  private somePreferences(): ReadonlyArray<unknown> {
    return [{ $type: "app.bsky.actor.defs#adultContentPref", enabled: this.world.now % 2 === 0 }, { $type: "app.bsky.actor.defs#interestsPref", tags: [`at ${this.world.now}`] }]
  }

  /** The device's backup loses a blob. */
  loseFromBackup(cid: string, device = phone): void {
    this.small.run(Effect.flatMap(SqlClient, (sql) => sql`DELETE FROM backup_blob WHERE cid = ${cid}`), device)
  }

  /** The host answers nobody who wants alice's things. */
  withhold(host: string): void {
    this.withholding = host
  }

  /** The old host's operator signs the DID over to another host, with the rotation key from its disk. */
  usurp(to: string, owner: "kept" | "dropped" = "kept"): void {
    const copy = this.world.backup(hosts.old)
    const secret = copy === undefined ? undefined : rotationSecretOf(copy)
    if (secret === undefined) return
    const { did } = this.cast.alice
    this.small.fork("usurp", "operator.test", Effect.ignore(Effect.gen(function*() {
      const keys = yield* Keys
      const identity = yield* OwnIdentity.make(originOf(hosts.plc))
      const key = keys.fromSecret("k256", secret)
      yield* identity.update(new Keyring.Keyring([key]), did, (state) => ({
        ...state,
        ...(owner === "dropped" ? { rotationKeys: [key.didKey] } : {}),
        verificationMethods: { atproto: key.didKey },
        services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: originOf(to) } }
      }))
    })))
  }

  /** The DID ends, by the old host's operator or by another device of its owner. */
  tombstone(by: "host" | "owner" = "host"): void {
    const { did } = this.cast.alice
    const secret = rotationSecretOf(this.world.backup(hosts.old)!)!
    this.small.run(Effect.gen({ self: this }, function*() {
      const keys = yield* Keys
      const identity = yield* OwnIdentity.make(originOf(hosts.plc))
      const head = Log.head(yield* identity.log(did))!
      const key = by === "host" ? keys.fromSecret("k256", secret) : this.cast.ring!.strongest(Operation.stateOf(head.operation)!.rotationKeys)!.key
      yield* identity.submit(did, Operation.sign({ type: "plc_tombstone", prev: head.cid.toString() }, key, keys.sign))
    }))
  }

  /** A bug: the account is awake at a host although its owner put it to sleep. */
  wakeByForce(host: string): void {
    this.onDiskOf(host, (database) =>
      database.prepare("UPDATE account SET status = NULL, deactivated_at = NULL WHERE did = ?").run(this.cast.alice.did))
  }

  /** A host has another key to sign DIDs with, as after a loss of its own. */
  changeRotationKey(host: string): void {
    this.onDiskOf(host, (database) => database.prepare("UPDATE server_key SET secret = ? WHERE name = 'rotation'").run(new Uint8Array(32).fill(7)))
  }

  private onDiskOf(host: string, change: (database: ReturnType<typeof openMemory>) => unknown): void {
    this.world.stop(host)
    this.pass(1_000)
    const database = openMemory()
    database.deserialize(this.world.backup(host)!)
    change(database)
    this.world.restoreBackup(host, database.serialize())
    database.close()
    this.world.start(host)
    this.pass(1_000)
  }

  /** At a host, by the account's owner. */
  changeHandle(host: string, handle: string): void {
    this.small.run(Effect.flatMap(People.signedInAt(this.cast, host), (session) => session.procedureOnce("com.atproto.identity.updateHandle", { input: { handle } })))
  }

  /** From a desk, at the host where the DID is, if the account is awake there. */
  rename(name: string): void {
    this.small.fork("rename", "desk2.test", Effect.ignore(Effect.gen({ self: this }, function*() {
      const host = yield* this.homeNow
      const session = yield* People.signedInAt(this.cast, host)
      const handle = `${name}.${host}` as const
      yield* session.procedureOnce("com.atproto.identity.updateHandle", { input: { handle } })
      if (this.cast.web) yield* People.writeHandle(handle, host)
    })))
  }

  /** The owner's hand on the document of a did:web. */
  edit(change: (now: Operation.PlcState) => Operation.PlcState): void {
    this.small.run(Effect.flatMap(People.webDocument, ({ publish, read }) => Effect.flatMap(read, (now) => publish(change(now)))), "desk2.test")
  }

  /** What the document says. */
  get document(): Operation.PlcState {
    return this.small.run(this.told, "observer.test")
  }

  /** At a host, by its moderators; or what they lift again. */
  takeDown(host: string, applied = true): void {
    const authorization = BasicAuth.format({ username: "admin", password: "admin" })
    const input = { subject: { $type: "com.atproto.admin.defs#repoRef" as const, did: this.cast.alice.did }, takedown: { applied } }
    this.small.run(Client.procedure("com.atproto.admin.updateSubjectStatus", { origin: originOf(host), headers: { authorization }, input }))
  }

  /** At a host, by its operator; sessions end. */
  changePassword(host: string, password: string): void {
    const authorization = BasicAuth.format({ username: "admin", password: "admin" })
    const input = { did: this.cast.alice.did, password }
    this.small.run(Client.procedure("com.atproto.admin.updateAccountPassword", { origin: originOf(host), headers: { authorization }, input }))
  }

  /** A code that a host's operator gives out. */
  inviteCode(host: string): string {
    const authorization = BasicAuth.format({ username: "admin", password: "admin" })
    return this.small.run(Effect.map(
      Client.procedure("com.atproto.server.createInviteCode", { origin: originOf(host), headers: { authorization }, input: { useCount: 1 } }),
      ({ code }) => code
    ))
  }

  /** The statuses that a host, or alice's relay, has told of her. */
  statusesFrom(host: string = hosts.relay): ReadonlyArray<string> {
    return Checks.eventsFrom(this.small, host, this.cast.alice.did).flatMap((event) => event._tag === "Account" ? [event.status ?? "active"] : [])
  }

  /** What a host, or alice's relay, has committed or passed on. */
  revsFrom(host: string = hosts.relay): ReadonlyArray<string> {
    return Checks.commitsFrom(this.small, host, this.cast.alice.did).map(({ rev }) => rev)
  }

  private mend(): void {
    for (const { host } of this.world.hosts()) this.world.start(host)
    const all = this.world.hosts().map(({ host }) => host)
    for (const a of all) for (const b of all) if (a < b) this.world.partition(a, b, false)
  }

  /** All is mended, all devices go on; what is wrong then, in sentences. */
  end(expected: Checks.Expected = {}): ReadonlyArray<string> {
    this.mend()
    const limit = this.world.now + limitMillis
    const done = () => [...this.trips.values()].every(({ state }) => over.has(state?.step ?? ""))
    do {
      for (const device of this.trips.keys()) this.resume(device)
      this.pass(sliceMillis)
    } while (this.world.now < limit && !(done() && this.world.quiet(quietMillis)))
    const stuck = [...this.trips].flatMap(([device, { state, trouble }]) => over.has(state?.step ?? "") ? [] : [`${device} is stuck at "${state?.step}": ${trouble}`])
    if (stuck.length > 0) return stuck
    const home = Result.try(() => this.home)
    if (Result.isFailure(home)) return [`nobody knows where alice is: ${String(home.failure)}`]
    const stayed = this.trips.size === 0
    const cast = { ...this.cast, preferences: this.preferences }
    const wrong = Checks.check(this.small, cast, { open: this.open, ...(stayed ? { home: hosts.old } : {}), ...expected })
    // A put whose answer was lost may have counted.
    const open = new Set(this.asked.map((each) => JSON.stringify(each)))
    return wrong.filter((line) => !(line.startsWith("preferences at") && [...open].some((each) => line.includes(each.slice(1, -1)))))
  }
}
