/** How a failed resolution is told to a caller: out of reach says nothing of who asks, and may be asked again. */
import { upstreamFailure, type XrpcError } from "../../protocol/xrpc/XrpcError.ts"
import type { ResolveError } from "./ResolveError.ts"

export const orElse = (refusal: (error: ResolveError) => XrpcError) => (error: ResolveError): XrpcError =>
  error.reason === "Unreachable" ? upstreamFailure(`${error.subject} cannot be resolved for the moment`) : refusal(error)
