/** A part of the page, to which its table of contents leads. */

/** What stands in an address for a title. */
export const anchor = (title: string): string => title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")

/** `title` is plain text without markup; `lead` and `body` are HTML. */
export const section = (title: string, lead: string, body: string): string =>
  `<section id="${anchor(title)}"><h2>${title}</h2><p>${lead}</p>${body}</section>`
