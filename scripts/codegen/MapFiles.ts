/** The two maps by NSID: methods with their types, records with theirs. */
import { header } from "./DocumentFile.ts"
import type { Document } from "./Schema.ts"
import { isMethod } from "./Schema.ts"

const importOf = (id: string): string => `import type * as ${id.replaceAll(".", "_")} from "./${id.replaceAll(".", "/")}.ts"\n`

export const methodsFile = (documents: ReadonlyArray<Document>): string => {
  const methods = documents.flatMap(({ defs, id }) => {
    const { main } = defs
    return main !== undefined && isMethod(main) && main.type !== "subscription" ? [{ id, main }] : []
  })
  const entries = methods.map(({ id, main }) => {
    const name = id.replaceAll(".", "_")
    return `  readonly ${JSON.stringify(id)}: {\n    readonly kind: "${main.type}"\n    readonly params: ${name}.Params\n`
      + `    readonly paramsRead: ${name}.ParamsRead\n    readonly input: ${name}.Input\n    readonly output: ${name}.Output\n`
      + `    readonly errors: ${name}.Errors\n  }\n`
  })
  return `${header}${methods.map(({ id }) => importOf(id)).join("")}\nexport interface Methods {\n${entries.join("")}}\n`
}

export const recordsFile = (documents: ReadonlyArray<Document>): string => {
  const records = documents.filter(({ defs }) => defs.main?.type === "record")
  return `${header}${records.map(({ id }) => importOf(id)).join("")}\nexport interface Records {\n${
    records.map(({ id }) => `  readonly ${JSON.stringify(id)}: ${id.replaceAll(".", "_")}.Main\n`).join("")
  }}\n`
}
