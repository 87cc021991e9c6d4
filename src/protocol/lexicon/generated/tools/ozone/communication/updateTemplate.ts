// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as tools_ozone_communication_defs from "../../../tools/ozone/communication/defs.ts"

export type Params = {}

/** With defaults filled in. */
export type ParamsRead = {}

export type Input = {
  readonly id: string
  readonly name?: string
  readonly lang?: string
  readonly contentMarkdown?: string
  readonly subject?: string
  readonly updatedBy?: string
  readonly disabled?: boolean
}

export type Output = tools_ozone_communication_defs.TemplateView

export type Errors = "DuplicateTemplateName"
