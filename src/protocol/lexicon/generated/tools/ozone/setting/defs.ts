// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type { DataObject } from "../../../../../data/Data.ts"

export interface Option {
  readonly key: string
  readonly did: string
  readonly value: DataObject
  readonly description?: string
  readonly createdAt?: string
  readonly updatedAt?: string
  readonly managerRole?: "tools.ozone.team.defs#roleModerator" | "tools.ozone.team.defs#roleTriage" | "tools.ozone.team.defs#roleAdmin" | "tools.ozone.team.defs#roleVerifier" | (string & {})
  readonly scope: "instance" | "personal" | (string & {})
  readonly createdBy: string
  readonly lastUpdatedBy: string
}
