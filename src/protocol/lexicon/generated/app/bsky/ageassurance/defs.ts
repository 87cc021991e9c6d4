// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export type Access = "unknown" | "none" | "safe" | "full" | (string & {})

export type Status = "unknown" | "pending" | "assured" | "blocked" | (string & {})

export interface State {
  readonly lastInitiatedAt?: string
  readonly status: Status
  readonly access: Access
}

export interface StateMetadata {
  readonly accountCreatedAt?: string
}

export interface Config {
  readonly regions: ReadonlyArray<ConfigRegion>
}

export interface ConfigRegion {
  readonly platforms?: ReadonlyArray<"web" | "ios" | "android" | (string & {})>
  readonly countryCode: string
  readonly regionCode?: string
  readonly minAccessAge: number
  readonly additionalVerificationMethods?: ReadonlyArray<"device" | (string & {})>
  readonly rules: ReadonlyArray<({ readonly $type: "app.bsky.ageassurance.defs#configRegionRuleDefault" } & ConfigRegionRuleDefault) | ({ readonly $type: "app.bsky.ageassurance.defs#configRegionRuleIfDeclaredOverAge" } & ConfigRegionRuleIfDeclaredOverAge) | ({ readonly $type: "app.bsky.ageassurance.defs#configRegionRuleIfDeclaredUnderAge" } & ConfigRegionRuleIfDeclaredUnderAge) | ({ readonly $type: "app.bsky.ageassurance.defs#configRegionRuleIfAssuredOverAge" } & ConfigRegionRuleIfAssuredOverAge) | ({ readonly $type: "app.bsky.ageassurance.defs#configRegionRuleIfAssuredUnderAge" } & ConfigRegionRuleIfAssuredUnderAge) | ({ readonly $type: "app.bsky.ageassurance.defs#configRegionRuleIfAccountNewerThan" } & ConfigRegionRuleIfAccountNewerThan) | ({ readonly $type: "app.bsky.ageassurance.defs#configRegionRuleIfAccountOlderThan" } & ConfigRegionRuleIfAccountOlderThan) | { readonly $type: string & {} }>
}

export interface ConfigRegionRuleDefault {
  readonly access: Access
}

export interface ConfigRegionRuleIfDeclaredOverAge {
  readonly age: number
  readonly access: Access
}

export interface ConfigRegionRuleIfDeclaredUnderAge {
  readonly age: number
  readonly access: Access
}

export interface ConfigRegionRuleIfAssuredOverAge {
  readonly age: number
  readonly access: Access
}

export interface ConfigRegionRuleIfAssuredUnderAge {
  readonly age: number
  readonly access: Access
}

export interface ConfigRegionRuleIfAccountNewerThan {
  readonly date: string
  readonly access: Access
}

export interface ConfigRegionRuleIfAccountOlderThan {
  readonly date: string
  readonly access: Access
}

export interface Event {
  readonly createdAt: string
  readonly attemptId: string
  readonly status: "unknown" | "pending" | "assured" | "blocked" | (string & {})
  readonly access: "unknown" | "none" | "safe" | "full" | (string & {})
  readonly countryCode: string
  readonly regionCode?: string
  readonly email?: string
  readonly initIp?: string
  readonly initUa?: string
  readonly completeIp?: string
  readonly completeUa?: string
}
