/**
 * Validation by NSID against the documents of `lexicons/`, or of any set.
 *
 * Strict is what a server asks of what it creates; lenient is what a reader
 * asks of what others created: legacy blobs pass and blob limits are not asked.
 * A record whose schema is unknown is "unknown", never wrong. [lexicon]
 */
import * as Result from "effect/Result"
import type { DataObject } from "../data/Data.ts"
import * as RecordKey from "../syntax/RecordKey.ts"
import * as Nsid from "../syntax/Nsid.ts"
import * as Tid from "../syntax/Tid.ts"
import { type Check, describe, type Failure, isObject } from "./Check.ts"
import { compile, type Mode, objectCheck } from "./Compile.ts"
import { fill, mayFill } from "./Defaults.ts"
import type { Body, Definition, Document, Field, Method, ParamsField, RecordDefinition } from "./Document.ts"
import { standardDocuments } from "./Documents.ts"
import { LexiconError } from "./LexiconError.ts"

export type RecordVerdict = "valid" | "unknown"

const isMethod = (definition: Definition | undefined): definition is Method =>
  definition?.type === "query" || definition?.type === "procedure" || definition?.type === "subscription"

const isField = (definition: Definition): definition is Field =>
  definition.type !== "record" && definition.type !== "permission-set" && !isMethod(definition)

/** `#x` in a document stands for that document. */
const absolute = (id: string, reference: string): string => reference.startsWith("#") ? `${id}${reference}` : reference

const absoluteField = (id: string, field: Field): Field => {
  switch (field.type) {
    case "ref":
      return { ...field, ref: absolute(id, field.ref) }
    case "union":
      return { ...field, refs: field.refs.map((ref) => absolute(id, ref)) }
    case "array":
      return { ...field, items: absoluteField(id, field.items) }
    case "object":
    case "params":
      return {
        ...field,
        properties: Object.fromEntries(Object.entries(field.properties ?? {}).map(([name, p]) => [name, absoluteField(id, p)]))
      }
    default:
      return field
  }
}

const keyFits = (keyType: string, rkey: string): boolean => {
  if (keyType === "tid") return Tid.is(rkey)
  if (keyType === "nsid") return Nsid.is(rkey)
  if (keyType.startsWith("literal:")) return rkey === keyType.slice("literal:".length)
  return RecordKey.is(rkey)
}

export class Registry {
  private readonly load: (nsid: string) => Document | undefined
  private readonly checks = { strict: new Map<string, Check>(), lenient: new Map<string, Check>() }

  /** From a lookup, which is asked once for each document that is needed. */
  constructor(load: (nsid: string) => Document | undefined) {
    this.load = load
  }

  static of(documents: Iterable<Document>): Registry {
    const byId = new Map([...documents].map((document) => [document.id, document]))
    return new Registry((nsid) => byId.get(nsid))
  }

  method(nsid: string): Method | undefined {
    const main = this.load(nsid)?.defs.main
    return isMethod(main) ? main : undefined
  }

  record(nsid: string): RecordDefinition | undefined {
    const main = this.load(nsid)?.defs.main
    return main?.type === "record" ? main : undefined
  }

  /** Of `nsid` or `nsid#name`: an object, a record's object, or any other named field. */
  private check(reference: string, mode: Mode): Check | undefined {
    const checks = this.checks[mode]
    const known = checks.get(reference)
    if (known !== undefined) return known
    const [nsid, name = "main"] = reference.split("#") as [string, string?]
    const defs = this.load(nsid)?.defs
    if (defs === undefined || !Object.hasOwn(defs, name)) return undefined
    const check = this.compileDefinition(nsid, defs[name]!, mode)
    // What is unknown is not noted: strangers make up as many names as they like.
    if (check !== undefined) checks.set(reference, check)
    return check
  }

  private compileDefinition(nsid: string, definition: Definition, mode: Mode): Check | undefined {
    const field = definition.type === "record" ? definition.record : isField(definition) ? definition : undefined
    return field === undefined ? undefined : compile(absoluteField(nsid, field), (reference) => this.check(reference, mode), mode)
  }

  private judge(nsid: string, check: Check, value: unknown): Result.Result<void, LexiconError> {
    const failure = check(value)
    return failure === undefined ? Result.void : Result.fail(toError(nsid, failure))
  }

  /** A record of a collection: its `$type`, its fields, and its key if one is given. */
  validateRecord(
    nsid: string,
    record: DataObject,
    options: { readonly mode?: Mode; readonly rkey?: string } = {}
  ): Result.Result<RecordVerdict, LexiconError> {
    const definition = this.record(nsid)
    const check = this.check(nsid, options.mode ?? "strict")
    if (record.$type !== nsid) {
      return Result.fail(new LexiconError({ nsid, path: ["$type"], expected: nsid, found: describe(record.$type) }))
    }
    if (definition === undefined || check === undefined) return Result.succeed("unknown")
    if (options.rkey !== undefined && !keyFits(definition.key, options.rkey)) {
      return Result.fail(new LexiconError({ nsid, path: ["rkey"], expected: `a record key of type ${definition.key}`, found: options.rkey }))
    }
    return Result.map(this.judge(nsid, check, record), () => "valid")
  }

  /** Any object or named definition: `app.bsky.feed.defs#postView`. */
  validate(reference: string, value: unknown, mode: Mode = "strict"): Result.Result<RecordVerdict, LexiconError> {
    const check = this.check(reference, mode)
    return check === undefined ? Result.succeed("unknown") : Result.map(this.judge(reference, check, value), () => "valid")
  }

  private readonly bodyChecks = new Map<string, Check | undefined>()

  private bodyCheck(nsid: string, side: "input" | "output" | "parameters" | "message"): Check | undefined {
    const key = `${nsid} ${side}`
    if (this.bodyChecks.has(key)) return this.bodyChecks.get(key)
    const method = this.method(nsid)
    const schema: Field | ParamsField | undefined = side === "parameters" ? method?.parameters ?? { type: "params" } : method?.[side]?.schema
    const resolve = (reference: string) => this.check(reference, "strict")
    if (method === undefined) return undefined
    const check = schema === undefined
      ? undefined
      : schema.type === "params"
      ? objectCheck(absoluteField(nsid, schema) as ParamsField, resolve, "strict")
      : compile(absoluteField(nsid, schema), resolve, "strict")
    this.bodyChecks.set(key, check)
    return check
  }

  private validateSide(nsid: string, side: "input" | "output" | "parameters" | "message", value: unknown) {
    const check = this.bodyCheck(nsid, side)
    return check === undefined ? Result.void : this.judge(nsid, check, value)
  }

  validateParams(nsid: string, params: unknown): Result.Result<void, LexiconError> {
    return this.validateSide(nsid, "parameters", params)
  }

  validateInput(nsid: string, input: unknown): Result.Result<void, LexiconError> {
    return this.validateSide(nsid, "input", input)
  }

  validateOutput(nsid: string, output: unknown): Result.Result<void, LexiconError> {
    return this.validateSide(nsid, "output", output)
  }

  /** A message of a subscription; without a `$type` of its own, so the frame's `t` says which member. */
  validateMessage(nsid: string, t: string, message: unknown): Result.Result<void, LexiconError> {
    if (!isObject(message)) return Result.fail(new LexiconError({ nsid, path: [], expected: "an object", found: describe(message) }))
    return this.validateSide(nsid, "message", { ...message, $type: `${nsid}${t}` })
  }

  input(nsid: string): Body | undefined {
    return this.method(nsid)?.input
  }

  private readonly lookup = (reference: string): Field | undefined => {
    const [nsid, name = "main"] = reference.split("#") as [string, string?]
    const definition = this.load(nsid)?.defs[name]
    return definition !== undefined && isField(definition) ? absoluteField(nsid, definition) : undefined
  }

  /** Schemas of inputs that have defaults; `undefined` where there is none to fill in. */
  private readonly fillable = new Map<string, Field | undefined>()

  /** An input with the defaults that its caller left out. */
  fillInput(nsid: string, input: unknown): unknown {
    if (!this.fillable.has(nsid)) {
      const schema = this.input(nsid)?.schema
      if (schema === undefined) return input
      const field = absoluteField(nsid, schema)
      this.fillable.set(nsid, mayFill(field, this.lookup) ? field : undefined)
    }
    const field = this.fillable.get(nsid)
    return field === undefined ? input : fill(field, input, this.lookup)
  }
}

const toError = (nsid: string, { expected, found, path }: Failure): LexiconError => new LexiconError({ nsid, path, expected, found })

/** The documents that Orrery carries. */
export const standard: Registry = new Registry(standardDocuments)
