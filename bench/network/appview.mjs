// The reference's App View in one process: API, data plane and the subscription that indexes a PDS's firehose into PostgreSQL.
// node appview.mjs <PostgreSQL URL> <origin of a PLC directory> <origin of a PDS> <port>; prints its origin when it listens.
import { Secp256k1Keypair } from "@atproto/crypto"
import * as bsky from "@atproto/bsky"

const [url, plc, pds, port] = process.argv.slice(2)
const schema = "appview"
const migrating = new bsky.Database({ url, schema })
await migrating.migrateToLatestOrThrow()
await migrating.close()

const db = new bsky.Database({ url, schema, poolSize: 10 })
const dataPlanePort = Number(port) + 1
const dataPlane = await bsky.DataPlaneServer.create(db, dataPlanePort, plc, globalThis.fetch)
// No DNS knows the handles of this network; the PDS that gave them out answers for them.
dataPlane.idResolver.handle.resolve = async (handle) => {
  const response = await fetch(`${pds}/xrpc/com.atproto.identity.resolveHandle?handle=${handle}`)
  return response.ok ? (await response.json()).did : undefined
}

const server = bsky.BskyAppView.create({
  signingKey: await Secp256k1Keypair.create(),
  config: new bsky.ServerConfig({
    version: "bench",
    port: Number(port),
    publicUrl: `http://localhost:${port}`,
    serverDid: "did:web:appview.invalid",
    alternateAudienceDids: [],
    didPlcUrl: plc,
    etcdHosts: [],
    dataplaneUrls: [`http://localhost:${dataPlanePort}`],
    dataplaneHttpVersion: "1.1",
    bsyncUrl: "http://bsync.invalid",
    bsyncApiKey: "bench",
    bsyncHttpVersion: "1.1",
    modServiceDid: "did:web:moderation.invalid",
    labelsFromIssuerDids: [],
    adminPasswords: ["bench"],
    feedGenSkeletonTimeout: 2_000,
    bigThreadUris: new Set(),
    maxThreadParents: 50,
    searchTagsHide: new Set(),
    searchTagsHideAll: new Set(),
    threadTagsBumpDown: new Set(),
    threadTagsHide: new Set(),
    visibilityTagHide: "",
    visibilityTagRankPrefix: "",
    debugFieldAllowedDids: new Set(),
    draftsLimit: 500,
    disableSsrfProtection: true
  })
})
await server.start()
void new bsky.RepoSubscription({ service: pds.replace("http:", "ws:"), db, idResolver: dataPlane.idResolver }).start()
process.stdout.write(`http://localhost:${port}\n`)
