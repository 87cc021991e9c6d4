/** How an owner wakes an account: by asking for it, or with a commit of their own. */
import type { HttpRequestSent } from "../../Observation.ts"

const put = "/xrpc/dev.orrery.repo.putCommit"

export const wakes = ({ body, path }: HttpRequestSent): boolean =>
  path === "/xrpc/com.atproto.server.activateAccount"
  || (path === put && (JSON.parse(Buffer.from(body).toString()) as { readonly activate?: unknown }).activate === true)
