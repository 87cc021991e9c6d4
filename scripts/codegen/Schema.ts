/** The parts of a lexicon document that types are made from. [lexicon] */
export interface Document {
  readonly id: string
  readonly defs: Readonly<Record<string, Definition>>
}

export type Field =
  | { readonly type: "boolean"; readonly const?: boolean; readonly default?: boolean }
  | { readonly type: "integer"; readonly const?: number; readonly enum?: ReadonlyArray<number>; readonly default?: number }
  | {
    readonly type: "string"
    readonly const?: string
    readonly enum?: ReadonlyArray<string>
    readonly knownValues?: ReadonlyArray<string>
    readonly default?: string
  }
  | { readonly type: "bytes" | "cid-link" | "blob" | "unknown" | "token" }
  | { readonly type: "array"; readonly items: Field }
  | ObjectField
  | { readonly type: "ref"; readonly ref: string }
  | { readonly type: "union"; readonly refs: ReadonlyArray<string>; readonly closed?: boolean }

export interface ObjectField {
  readonly type: "object" | "params"
  readonly properties?: Readonly<Record<string, Field>>
  readonly required?: ReadonlyArray<string>
  readonly nullable?: ReadonlyArray<string>
}

export interface Body {
  readonly encoding: string
  readonly schema?: Field
}

export interface Method {
  readonly type: "query" | "procedure" | "subscription"
  readonly parameters?: ObjectField
  readonly input?: Body
  readonly output?: Body
  readonly message?: { readonly schema: Field }
  readonly errors?: ReadonlyArray<{ readonly name: string }>
}

export interface RecordDefinition {
  readonly type: "record"
  readonly key: string
  readonly record: ObjectField
}

export type Definition = Field | Method | RecordDefinition | { readonly type: "permission-set" }

export const isMethod = (definition: Definition): definition is Method =>
  definition.type === "query" || definition.type === "procedure" || definition.type === "subscription"
