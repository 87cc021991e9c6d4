// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface Preferences {
  readonly chat: ChatPreference
  readonly chatRequest: ChatPreference
}

export interface ChatPreference {
  readonly include: "all" | "follows" | (string & {})
  readonly push: boolean
}
