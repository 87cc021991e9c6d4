/** What a Schema expected, as people say it. */

/** The Schema's names of plain types. */
const said: Readonly<Record<string, string>> = {
  object: "keys with values",
  array: "a list",
  string: "a text",
  number: "a number",
  integer: "a whole number",
  "an integer": "a whole number",
  boolean: "true or false"
}

/** Of a message such as `Expected string | array`. */
export const expectedOf = (message: string): string =>
  message.replace(/^Expected /, "").split("\n")[0]!.split(" | ").map((type) => said[type] ?? type).join(" or ")
