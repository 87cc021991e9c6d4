// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_setting_defs from "../../../tools/ozone/setting/defs.ts"

export type Params = {
  readonly limit?: number
  readonly cursor?: string
  readonly scope?: "instance" | "personal" | (string & {})
  readonly prefix?: string
  readonly keys?: ReadonlyArray<string>
}

/** With defaults filled in. */
export type ParamsRead = {
  readonly limit: number
  readonly cursor?: string
  readonly scope: "instance" | "personal" | (string & {})
  readonly prefix?: string
  readonly keys?: ReadonlyArray<string>
}

export type Input = undefined

export type Output = {
  readonly cursor?: string
  readonly options: ReadonlyArray<tools_ozone_setting_defs.Option>
}

export type Errors = never
