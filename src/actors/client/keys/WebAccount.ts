/**
 * An account whose DID is a web host. Whoever writes the document there speaks
 * for the account: no key of before has to agree, and nothing keeps what the
 * document said. [did]; paper §3.5.1, WEB-1
 *
 *     document: own key ─▶ createAccount, deactivated ─▶ (document: the former key ─▶ import)
 *       ─▶ document: the PDS's key ─▶ activate
 *
 * That is how the owner opens it, moves it, and how somebody else takes it.
 */
import * as Effect from "effect/Effect"
import * as DidDocument from "../../../protocol/identity/DidDocument.ts"
import { Keys } from "../../../protocol/keys/Keys.ts"
import type { Registrar } from "../Registrar.ts"
import { type Credentials, signIn } from "../Session.ts"
import * as Custody from "./Custody.ts"
import * as OwnAccount from "./OwnAccount.ts"

export const didOf = (host: string): string => `did:web:${host}`

export interface WebAccountOptions {
  /** Who may write what the web host answers. */
  readonly names: Registrar
  /** The web host, which is the handle too. */
  readonly host: string
  /** Of the PDS. */
  readonly origin: string
  readonly credentials: Omit<Credentials, "handle">
  /**
   * Where the DID had an account before: its CAR, and the did:key that signed
   * it. A PDS takes what a key of the document signed.
   */
  readonly former?: { readonly repository: Uint8Array; readonly key: string }
}

export const open = Effect.fnUntraced(function*({ credentials, former, host, names, origin }: WebAccountOptions) {
  const keys = yield* Keys
  const did = didOf(host)
  const account: Credentials = { ...credentials, handle: host }
  const publish = (key: string) =>
    names.publish(host, DidDocument.render({
      did,
      alsoKnownAs: [`at://${host}`],
      verificationMethods: { atproto: key },
      services: { atproto_pds: { type: "AtprotoPersonalDataServer", endpoint: origin } }
    }))
  const first = yield* keys.generate("k256")
  yield* names.pointWeb(host, did)
  yield* publish(first.didKey)
  yield* OwnAccount.admit(did, first, origin, account)
  const session = yield* signIn(origin, account)
  if (former !== undefined) {
    yield* publish(former.key)
    yield* session.procedure("com.atproto.repo.importRepo", { input: former.repository, contentType: "application/vnd.ipld.car" })
  }
  const wanted = yield* Custody.recommended(session)
  yield* publish(wanted.verificationMethods["atproto"]!)
  yield* session.procedure("com.atproto.server.activateAccount", {})
  return session
})
