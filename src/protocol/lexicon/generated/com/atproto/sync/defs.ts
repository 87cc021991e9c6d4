// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type HostStatus = "active" | "idle" | "offline" | "throttled" | "banned" | (string & {})
