/** `app.bsky.actor.*`: profiles, and finding people by the beginning of their names. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Output } from "../../../protocol/lexicon/generated/app/bsky/labeler/getServices.ts"
import * as XrpcError from "../../../protocol/xrpc/XrpcError.ts"
import * as Prepared from "../../sqlite/Prepared.ts"
import * as Uri from "../Uri.ts"
import * as Actors from "../view/Actors.ts"
import * as Labelers from "../view/Labelers.ts"
import { blocked, type State } from "../view/State.ts"
import type { Method } from "./Method.ts"

type LabelerViews = Output["views"][number]

interface StatusRow {
  readonly active: number
  readonly status: string | null
}

/** Records of an actor that a profile counts. */
interface Counts {
  readonly lists: number
  readonly feedgens: number
  readonly starterPacks: number
  readonly labelers: number
}

const inactive: Readonly<Record<string, string>> = {
  takendown: "AccountTakedown",
  suspended: "AccountTakedown",
  deactivated: "AccountDeactivated"
}

export const notFound = XrpcError.invalidRequest("Profile not found")

/** The end of the range of texts that begin with `prefix`. */
const after = (prefix: string): string => `${prefix}\u{10ffff}`

export const layer = Effect.fnUntraced(function*(method: Method) {
  const status = yield* Prepared.prepare("SELECT active, status FROM actor WHERE did = ?")
  const records = "(SELECT COUNT(*) FROM record WHERE uri >= ? AND uri < ? AND json IS NOT NULL)"
  const counts = yield* Prepared.prepare(
    `SELECT ${records} AS lists, ${records} AS feedgens, ${records} AS starterPacks, ${records} AS labelers`
  )
  const search = yield* Prepared.prepare(
    `SELECT did FROM actor WHERE active = 1 AND did > ? AND (handle >= ? AND handle < ? OR name >= ? AND name < ?)
     ORDER BY did LIMIT ?`
  )

  const bounds = (did: string, collection: string): ReadonlyArray<string> => {
    const { from, to } = Uri.range(did, collection)
    return [from, to]
  }

  const associated = (did: string) =>
    Effect.map(
      counts.get<Counts>(
        ...bounds(did, "app.bsky.graph.list"),
        ...bounds(did, "app.bsky.feed.generator"),
        ...bounds(did, "app.bsky.graph.starterpack"),
        ...bounds(did, "app.bsky.labeler.service")
      ),
      (row) => {
        const { labelers, ...others } = row!
        return { ...others, labeler: labelers > 0 }
      }
    )

  const profile = Effect.fnUntraced(function*(state: State, did: string) {
    return state.actors.has(did) ? Actors.detailed(state, did, yield* associated(did)) : undefined
  })

  /** People whose handle or name begins so, in a stable order. */
  const found = Effect.fnUntraced(function*(term: string, limit: number, cursor: string) {
    const prefix = term.trim().replace(/^@/, "").toLowerCase()
    if (prefix === "") return []
    const rows = yield* search.all<{ readonly did: string }>(cursor, prefix, after(prefix), prefix, after(prefix), limit)
    return rows.map(({ did }) => did)
  })

  return Layer.mergeAll(
    method.query("app.bsky.actor.getProfile", Effect.fnUntraced(function*({ params }, asker) {
      const did = yield* method.didOf(params.actor)
      if (did === undefined) return yield* notFound
      const state = yield* method.hydrate(asker, { actors: [did], profiles: true })
      const view = yield* profile(state, did)
      if (view !== undefined) return view
      const row = yield* status.get<StatusRow>(did)
      // Who is deleted is nobody's profile any more, and no reason is given. [ref bsky] deleteActor
      if (row?.active !== 0 || row.status === "deleted") return yield* notFound
      return yield* XrpcError.declared(inactive[row.status ?? ""] ?? "AccountDeactivated", `The account is ${row.status}`)
    })),
    method.query("app.bsky.actor.getProfiles", Effect.fnUntraced(function*({ params }, asker) {
      const dids: Array<string> = []
      for (const actor of params.actors) {
        const did = yield* method.didOf(actor)
        if (did !== undefined) dids.push(did)
      }
      const state = yield* method.hydrate(asker, { actors: dids, profiles: true })
      const profiles = []
      for (const did of dids) {
        const view = yield* profile(state, did)
        if (view !== undefined) profiles.push(view)
      }
      return { profiles }
    })),
    method.query("app.bsky.actor.searchActors", Effect.fnUntraced(function*({ params }, asker) {
      const dids = yield* found(params.q ?? params.term ?? "", params.limit, params.cursor ?? "")
      const state = yield* method.hydrate(asker, { actors: dids })
      const actors = dids.map((did) => blocked(state, did) ? undefined : Actors.view(state, did)).filter((view) => view !== undefined)
      return { actors, ...(dids.length === params.limit ? { cursor: dids[dids.length - 1]! } : {}) }
    })),
    method.query("app.bsky.actor.searchActorsTypeahead", Effect.fnUntraced(function*({ params }, asker) {
      const dids = yield* found(params.q ?? params.term ?? "", params.limit, "")
      const state = yield* method.hydrate(asker, { actors: dids })
      return { actors: dids.map((did) => blocked(state, did) ? undefined : Actors.basic(state, did)).filter((view) => view !== undefined) }
    })),
    method.query("app.bsky.labeler.getServices", Effect.fnUntraced(function*({ params }, asker) {
      const uris = params.dids.map(Labelers.uriOf)
      const state = yield* method.hydrate(asker, { records: uris })
      const views = uris.flatMap((uri): ReadonlyArray<LabelerViews> => {
        if (params.detailed) {
          const view = Labelers.detailed(state, uri)
          return view === undefined ? [] : [{ $type: "app.bsky.labeler.defs#labelerViewDetailed", ...view }]
        }
        const view = Labelers.view(state, uri)
        return view === undefined ? [] : [{ $type: "app.bsky.labeler.defs#labelerView", ...view }]
      })
      return { views }
    }))
  )
})
