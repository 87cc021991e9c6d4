/** dev.orrery.keys.*, and the mail that nobody fetches but its reader in a simulated world. */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { PlcState } from "../../protocol/plc/Operation.ts"
import * as BasicAuth from "../../protocol/xrpc/BasicAuth.ts"
import { authenticationRequired, internalServerError, invalidRequest } from "../../protocol/xrpc/XrpcError.ts"
import type { Outgoing } from "../mail/Outgoing.ts"
import type { ServiceAuth } from "../identity/ServiceAuth.ts"
import { serviceId } from "../pds/delegation/Standings.ts"
import * as Xrpc from "../xrpc/Server.ts"
import type { Delegating } from "./Delegating.ts"
import type { Owners } from "./Owners.ts"
import type { Publishing } from "./Publishing.ts"
import type { Recovering } from "./Recovering.ts"

const Methods = Schema.Record(Schema.String, Schema.String)
const Services = Schema.Record(Schema.String, Schema.Struct({ type: Schema.String, endpoint: Schema.String }))

/** The fields of a state that a request names; the lexicon leaves two of them open. */
const stated = (input: {
  readonly rotationKeys?: ReadonlyArray<string>
  readonly alsoKnownAs?: ReadonlyArray<string>
  readonly verificationMethods?: unknown
  readonly services?: unknown
}) =>
  Effect.gen(function*() {
    const wrong = (field: string) => () => invalidRequest(`${field} have another form`)
    const methods = input.verificationMethods === undefined
      ? undefined
      : yield* Effect.fromResult(Result.mapError(Schema.decodeUnknownResult(Methods)(input.verificationMethods), wrong("verificationMethods")))
    const services = input.services === undefined
      ? undefined
      : yield* Effect.fromResult(Result.mapError(Schema.decodeUnknownResult(Services)(input.services), wrong("services")))
    return {
      ...(input.rotationKeys === undefined ? {} : { rotationKeys: input.rotationKeys }),
      ...(input.alsoKnownAs === undefined ? {} : { alsoKnownAs: input.alsoKnownAs }),
      ...(methods === undefined ? {} : { verificationMethods: methods }),
      ...(services === undefined ? {} : { services })
    } satisfies Partial<PlcState>
  })

export const layer = ({ adminPassword, delegating, did, endpoint, outgoing, owners, publishing, recovering, serviceAuth }: {
  readonly did: string
  readonly endpoint: string
  readonly owners: Owners
  readonly delegating: Delegating
  readonly publishing: Publishing
  readonly recovering: Recovering
  readonly outgoing: Outgoing
  readonly serviceAuth: ServiceAuth["Service"]
  readonly adminPassword: string
}) =>
  Layer.mergeAll(
    Xrpc.procedureOf("dev.orrery.keys.enroll", ({ request }) =>
      serviceAuth.required(request, { audience: [did, `${did}#${serviceId}`], method: "dev.orrery.keys.enroll" }), Effect.fnUntraced(function*({ input }, account) {
      const owner = yield* owners.enroll(account, input)
      return { rotationKey: owner.root_key, delegationKey: owner.delegation_key, endpoint }
    })),

    Xrpc.procedure("dev.orrery.keys.createSession", Effect.fnUntraced(function*({ input }) {
      const { owner } = yield* owners.atTheDoor(input.did, input.passphrase)
      return yield* owners.startSession(owner)
    })),

    owners.procedure("dev.orrery.keys.delegate", Effect.fnUntraced(function*({ input }, owner) {
      return yield* delegating.delegate(owner, { ...input, name: input.name ?? "" })
    })),

    Xrpc.query("dev.orrery.keys.listDelegations", Effect.fnUntraced(function*({ headers }) {
      const owner = yield* owners.ofSession(headers)
      return { delegations: yield* delegating.list(owner.did) }
    })),

    owners.procedure("dev.orrery.keys.revoke", Effect.fnUntraced(function*({ input }, owner) {
      return { revocation: yield* delegating.revoke(owner, input.cid) }
    })),

    Xrpc.query("dev.orrery.keys.listRevocations", ({ params }) =>
      Effect.map(delegating.revocations(params.did), (revocations) => ({ revocations }))),

    owners.procedure("dev.orrery.keys.updateIdentity", Effect.fnUntraced(function*({ input }, { did }) {
      const { key } = yield* owners.inSession(did, input.passphrase)
      const changes = yield* stated(input)
      return { cid: yield* publishing.swap(key, did, input.swapOperation, (state) => ({ ...state, ...changes })) }
    })),

    owners.procedure("dev.orrery.keys.undoIdentity", Effect.fnUntraced(function*({ input }, { did }) {
      const { key, owner } = yield* owners.inSession(did, input.passphrase)
      return yield* recovering.undo(owner, key, input.cid, { removed: input.removeKeys ?? [], trusted: input.trustedKeys ?? [] })
    })),

    Xrpc.procedure("dev.orrery.keys.requestRecovery", ({ input }) => recovering.request(input.did)),

    Xrpc.procedure("dev.orrery.keys.recover", ({ input }) => recovering.recover(input)),

    Xrpc.unknownMethods,

    HttpRouter.add("GET", "/admin/mailbox", (request) => {
      if (!BasicAuth.matches(request.headers["authorization"], "admin", adminPassword)) {
        return Effect.succeed(Xrpc.errorResponse(authenticationRequired("Needs the admin password")))
      }
      const to = new URLSearchParams(request.url.split("?")[1] ?? "").get("to")
      if (to === null) return Effect.succeed(Xrpc.errorResponse(invalidRequest("`to` is missing")))
      return outgoing.to(to.toLowerCase()).pipe(
        Effect.map((mail) => HttpServerResponse.jsonUnsafe({ mail })),
        Effect.catch(() => Effect.succeed(Xrpc.errorResponse(internalServerError())))
      )
    })
  )
