// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as com_atproto_repo_strongRef from "../../../com/atproto/repo/strongRef.ts"

export interface Main {
  readonly subject: com_atproto_repo_strongRef.Main
  readonly createdAt: string
  readonly via?: com_atproto_repo_strongRef.Main
}
