/**
 * DRISL, the strict CBOR in which atproto hashes, signs and streams. [data-model]
 *
 * encode(decode(b)) = b for every accepted b, and decode(encode(x)) = x for
 * every value x of the data model.
 */
export { decode, decodeFirst, DEFAULT_LIMITS, type Limits } from "./CborDecoder.ts"
export { encode, encodeAfter, encodeBy, putField, putList, putMap } from "./CborEncoder.ts"
export { CborEncodeError, CborError } from "./CborError.ts"
