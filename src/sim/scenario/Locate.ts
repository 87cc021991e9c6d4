/**
 * Where a path of the document stands in its YAML source. Block style is read
 * by indentation; what a flow collection `{…}` or an alias holds is told as the
 * line of the nearest key that stands on a line of its own.
 */

export interface Place {
  /** From 1. */
  readonly line: number
  readonly column: number
}

interface Entry {
  readonly indent: number
  readonly line: number
  readonly column: number
  /** A mapping key, or the position of a sequence's item. */
  readonly key: string | number
}

const keyAt = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#:{}[\],&*!|>'"%@`][^:#]*?))\s*:(?=\s|$)/

/** All keys and items with their depth, in order. `- key:` is an item that holds a key. */
const entries = (source: string): ReadonlyArray<Entry> => {
  const found: Array<Entry> = []
  const lines = source.split(/\r?\n/)
  let blockScalarIndent: number | undefined
  for (let i = 0; i < lines.length; i++) {
    const text = lines[i]!
    let indent = text.search(/\S/)
    if (indent < 0 || text[indent] === "#") continue
    if (blockScalarIndent !== undefined) {
      if (indent > blockScalarIndent) continue
      blockScalarIndent = undefined
    }
    let rest = text.slice(indent)
    while (/^-(\s|$)/.test(rest)) {
      const previous = found.findLast((entry) => entry.indent <= indent)
      const siblings = previous !== undefined && previous.indent === indent && typeof previous.key === "number"
      found.push({ indent, line: i + 1, column: indent + 1, key: siblings ? previous.key as number + 1 : 0 })
      const inner = rest.slice(1).search(/\S/)
      if (inner < 0) break
      indent += 1 + inner
      rest = rest.slice(1 + inner)
    }
    const match = keyAt.exec(rest)
    if (match === null) continue
    found.push({ indent, line: i + 1, column: indent + 1, key: match[1] ?? match[2] ?? match[3]! })
    if (/:\s*[|>][+-]?\d?\s*(#.*)?$/.test(rest)) blockScalarIndent = indent
  }
  return found
}

/** The place of the deepest part of the path that can be found; line 1 if nothing can. */
export const locate = (source: string, path: ReadonlyArray<PropertyKey>): Place => {
  const all = entries(source)
  let place: Place = { line: 1, column: 1 }
  let from = 0
  let parentIndent = -1
  for (const part of path) {
    let found: number | undefined
    let childIndent: number | undefined
    for (let i = from; i < all.length; i++) {
      const { indent, key } = all[i]!
      // A sequence may stand at the indentation of its key.
      if (indent < parentIndent || (indent === parentIndent && typeof key !== "number")) break
      childIndent ??= indent
      if (indent === childIndent && String(key) === String(part) && typeof key === (typeof part === "number" ? "number" : "string")) {
        found = i
        break
      }
    }
    if (found === undefined) return place
    place = { line: all[found]!.line, column: all[found]!.column }
    parentIndent = all[found]!.indent
    from = found + 1
  }
  return place
}
