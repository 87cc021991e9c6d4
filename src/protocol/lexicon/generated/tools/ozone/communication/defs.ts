// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface TemplateView {
  readonly id: string
  readonly name: string
  readonly subject?: string
  readonly contentMarkdown: string
  readonly disabled: boolean
  readonly lang?: string
  readonly lastUpdatedBy: string
  readonly createdAt: string
  readonly updatedAt: string
}
