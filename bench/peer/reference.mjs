// The reference PDS, from bench/peer's own node_modules, under the Node that its native parts were built for.
// node reference.mjs <data directory> <origin of a PLC directory>; prints its origin when it listens.
import { randomBytes } from "node:crypto"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { envToCfg, envToSecrets, httpLogger, PDS, readEnv } from "@atproto/pds"

const [dataDirectory, plc, port] = process.argv.slice(2)
mkdirSync(join(dataDirectory, "blobs"), { recursive: true })
httpLogger.level = "silent"
const env = {
  ...readEnv(),
  port: Number(port),
  hostname: "localhost",
  devMode: true,
  dataDirectory,
  blobstoreDiskLocation: join(dataDirectory, "blobs"),
  didPlcUrl: plc,
  serviceHandleDomains: [".test"],
  inviteRequired: false,
  rateLimitsEnabled: false,
  disableSsrfProtection: true,
  bskyAppViewUrl: "https://appview.invalid",
  bskyAppViewDid: "did:example:invalid",
  jwtSecret: "bench",
  adminPassword: "bench",
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString("hex")
}
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
await pds.start()
process.stdout.write(`http://localhost:${port}\n`)
