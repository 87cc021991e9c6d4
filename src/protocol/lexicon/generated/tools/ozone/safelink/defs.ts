// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface Event {
  readonly id: number
  readonly eventType: EventType
  readonly url: string
  readonly pattern: PatternType
  readonly action: ActionType
  readonly reason: ReasonType
  readonly createdBy: string
  readonly createdAt: string
  readonly comment?: string
}

export type EventType = "addRule" | "updateRule" | "removeRule" | (string & {})

export type PatternType = "domain" | "url" | (string & {})

export type ActionType = "block" | "warn" | "whitelist" | (string & {})

export type ReasonType = "csam" | "spam" | "phishing" | "none" | (string & {})

export interface UrlRule {
  readonly url: string
  readonly pattern: PatternType
  readonly action: ActionType
  readonly reason: ReasonType
  readonly comment?: string
  readonly createdBy: string
  readonly createdAt: string
  readonly updatedAt: string
}
