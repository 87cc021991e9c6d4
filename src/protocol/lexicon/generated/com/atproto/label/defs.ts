// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface Label {
  readonly ver?: number
  readonly src: string
  readonly uri: string
  readonly cid?: string
  readonly val: string
  readonly neg?: boolean
  readonly cts: string
  readonly exp?: string
  readonly sig?: Uint8Array
}

export interface SelfLabels {
  readonly values: ReadonlyArray<SelfLabel>
}

export interface SelfLabel {
  readonly val: string
}

export interface LabelValueDefinition {
  readonly identifier: string
  readonly severity: "inform" | "alert" | "none" | (string & {})
  readonly blurs: "content" | "media" | "none" | (string & {})
  readonly defaultSetting?: "ignore" | "warn" | "hide" | (string & {})
  readonly adultOnly?: boolean
  readonly locales: ReadonlyArray<LabelValueDefinitionStrings>
}

export interface LabelValueDefinitionStrings {
  readonly lang: string
  readonly name: string
  readonly description: string
}

export type LabelValue = "!hide" | "!warn" | "!no-unauthenticated" | "porn" | "sexual" | "nudity" | "graphic-media" | "bot" | (string & {})
