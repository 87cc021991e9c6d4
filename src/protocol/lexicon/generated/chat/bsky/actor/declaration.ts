// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface Main {
  readonly allowIncoming: "all" | "none" | "following" | (string & {})
  readonly allowGroupInvites?: "all" | "none" | "following" | (string & {})
}
