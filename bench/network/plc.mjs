// The reference's PLC directory on PostgreSQL. node plc.mjs <PostgreSQL URL> <port>; prints its origin when it listens.
import { Database, PlcServer } from "@did-plc/server"

const [url, port] = process.argv.slice(2)
const db = Database.postgres({ url })
await db.migrateToLatestOrThrow()
await PlcServer.create({ db, port: Number(port) }).start()
process.stdout.write(`http://localhost:${port}\n`)
