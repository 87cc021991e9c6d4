/**
 * Top-level domains under which nothing is registered or resolved, as handle or
 * as did:web. `.test` is for development: networks of ours live there.
 * [handle] "Additional non-syntax restrictions"; RFC 6761, 2606, 7686, 8375, 9476
 */
const reserved = /\.(alt|arpa|example|internal|invalid|local|localhost|onion)$/i

export const isReserved = (name: string): boolean => reserved.test(name)
