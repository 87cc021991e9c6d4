// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.

export interface Main {
  readonly subject: string
  readonly list: string
  readonly createdAt: string
}
