/** The system's entropy. */
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"

export const layer = NodeCrypto.layerSecureRandom
