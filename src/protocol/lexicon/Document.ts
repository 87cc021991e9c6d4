/**
 * A lexicon document as data: the whole schema language. [lexicon]
 * The rules that make a document valid are in `DocumentCheck`.
 */

export interface BooleanField {
  readonly type: "boolean"
  readonly default?: boolean
  readonly const?: boolean
}
export interface IntegerField {
  readonly type: "integer"
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: ReadonlyArray<number>
  readonly default?: number
  readonly const?: number
}
export type StringFormat =
  | "at-identifier"
  | "at-uri"
  | "cid"
  | "datetime"
  | "did"
  | "handle"
  | "language"
  | "nsid"
  | "record-key"
  | "tid"
  | "uri"
export interface StringField {
  readonly type: "string"
  readonly format?: StringFormat
  /** In UTF-8 bytes. */
  readonly minLength?: number
  readonly maxLength?: number
  readonly minGraphemes?: number
  readonly maxGraphemes?: number
  /** Open: other values are valid. */
  readonly knownValues?: ReadonlyArray<string>
  /** Closed. */
  readonly enum?: ReadonlyArray<string>
  readonly default?: string
  readonly const?: string
}
export interface BytesField {
  readonly type: "bytes"
  readonly minLength?: number
  readonly maxLength?: number
}
export interface BlobField {
  readonly type: "blob"
  readonly accept?: ReadonlyArray<string>
  readonly maxSize?: number
}
export interface ArrayField {
  readonly type: "array"
  readonly items: Field
  readonly minLength?: number
  readonly maxLength?: number
}
export interface ObjectField {
  readonly type: "object"
  readonly properties?: Readonly<Record<string, Field>>
  readonly required?: ReadonlyArray<string>
  readonly nullable?: ReadonlyArray<string>
}
export interface ParamsField {
  readonly type: "params"
  readonly properties?: Readonly<Record<string, Field>>
  readonly required?: ReadonlyArray<string>
}
export interface RefField {
  readonly type: "ref"
  readonly ref: string
}
export interface UnionField {
  readonly type: "union"
  readonly refs: ReadonlyArray<string>
  readonly closed?: boolean
}
export interface PlainField {
  readonly type: "unknown" | "cid-link" | "token"
}

export type Field =
  | BooleanField
  | IntegerField
  | StringField
  | BytesField
  | BlobField
  | ArrayField
  | ObjectField
  | ParamsField
  | RefField
  | UnionField
  | PlainField

export interface Body {
  readonly encoding: string
  readonly schema?: ObjectField | RefField | UnionField
}

export interface Method {
  readonly type: "query" | "procedure" | "subscription"
  readonly parameters?: ParamsField
  readonly input?: Body
  readonly output?: Body
  readonly message?: { readonly schema: UnionField }
  readonly errors?: ReadonlyArray<{ readonly name: string }>
}

export interface RecordDefinition {
  readonly type: "record"
  readonly key: string
  readonly record: ObjectField
}

export interface Permission {
  readonly type: "permission"
  readonly resource: string
  readonly [parameter: string]: unknown
}

export interface PermissionSet {
  readonly type: "permission-set"
  readonly title?: string
  readonly "title:lang"?: Readonly<Record<string, string>>
  readonly detail?: string
  readonly "detail:lang"?: Readonly<Record<string, string>>
  readonly permissions: ReadonlyArray<Permission>
}

export type Definition = Field | Method | RecordDefinition | PermissionSet

export interface Document {
  readonly lexicon: 1
  readonly id: string
  readonly defs: Readonly<Record<string, Definition>>
}
