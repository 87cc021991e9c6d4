/**
 * Blobs that nobody could bring along: a host that the account has left keeps
 * them from everybody, its owner too, and still does. Records name them all the
 * same: servers may "host repository records which reference blobs which are
 * not available locally", by "account migration" or "content
 * deletion/removal for policy reasons". [blob] What was uploaded at a later
 * home is there again. A takedown that was lifted excuses nobody.
 */
import type { Observation } from "../../Observation.ts"
import type { Ledger } from "./Ledger.ts"
import { Moves } from "./Moves.ts"
import * as Uploads from "./Uploads.ts"

export class LeftBehind {
  private readonly moves: Moves
  private readonly takenDown = new Uploads.TakenDown()
  /** By `<host> <DID> <CID>`. */
  private readonly uploaded = new Set<string>()

  constructor(ledger: Ledger) {
    this.moves = new Moves(ledger)
  }

  observe(o: Observation): void {
    this.moves.observe(o)
    this.takenDown.observe(o)
    const upload = Uploads.uploadOf(o)
    if (upload !== undefined) this.uploaded.add(`${upload.host} ${upload.did} ${upload.cid}`)
  }

  has(did: string, cid: string): boolean {
    const own = this.moves.switches.filter((each) => each.did === did)
    const keptAt = own.findLastIndex(({ from }) => this.takenDown.isHidden(from, did, cid) !== false)
    return keptAt !== -1 && own.slice(keptAt).every(({ to }) => !this.uploaded.has(`${to} ${did} ${cid}`))
  }
}
