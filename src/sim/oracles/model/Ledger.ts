/**
 * The one naive model of the whole network that all oracles share: identities,
 * streams, repositories and acknowledged writes, made from observations alone.
 */
import type { Observation } from "../../Observation.ts"
import { Acknowledged } from "./Acknowledged.ts"
import { Delegations } from "./Delegations.ts"
import { Directory } from "./Directory.ts"
import { Guardianships } from "./Guardianships.ts"
import { Names } from "./Names.ts"
import { PlcSubmissions } from "./PlcSubmissions.ts"
import { Repos } from "./Repos.ts"
import { SessionBook } from "./SessionBook.ts"
import { Signers } from "./Signers.ts"
import { StreamLog } from "./StreamLog.ts"

export interface HostOf {
  readonly host: string
  readonly kind: string
  /** Those of its actor. */
  readonly options?: Readonly<Record<string, unknown>>
}

export class Ledger {
  readonly hosts: ReadonlyArray<HostOf>
  readonly stream = new StreamLog()
  readonly directory: Directory
  readonly submissions: PlcSubmissions
  readonly names: Names
  readonly delegations: Delegations
  readonly guardianships: Guardianships
  readonly repos: Repos
  readonly acknowledged: Acknowledged
  readonly sessions: SessionBook
  readonly signers = new Signers()

  constructor(hosts: ReadonlyArray<HostOf>) {
    this.hosts = hosts
    this.directory = new Directory(hosts)
    this.submissions = new PlcSubmissions(hosts)
    this.names = new Names(hosts)
    this.delegations = new Delegations(hosts)
    this.guardianships = new Guardianships(hosts)
    this.repos = new Repos(this.stream, this.directory, hosts)
    this.acknowledged = new Acknowledged(hosts)
    this.sessions = new SessionBook(hosts)
  }

  kindOf(host: string): string | undefined {
    return this.hosts.find((h) => h.host === host)?.kind
  }

  of(kind: string): ReadonlyArray<string> {
    return this.hosts.filter((h) => h.kind === kind).map((h) => h.host)
  }

  observe(o: Observation): void {
    this.directory.observe(o)
    this.submissions.observe(o)
    this.names.observe(o)
    this.delegations.observe(o)
    this.guardianships.observe(o)
    this.acknowledged.observe(o)
    this.sessions.observe(o)
    this.signers.observe(o)
    this.stream.observe(o)
  }

  /** Nothing more will be observed but answers to last questions. */
  rest(): void {
    this.repos.rest()
  }
}
