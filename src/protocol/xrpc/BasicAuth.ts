/** HTTP Basic: how administrators sign in, as `admin:<password>`. RFC 7617 */
import { timingSafeEqual } from "node:crypto"

export interface Credentials {
  readonly username: string
  readonly password: string
}

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** undefined for another scheme, or a malformed header. */
export const parse = (header: string | undefined): Credentials | undefined => {
  const encoded = header === undefined ? undefined : /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header)?.[1]
  if (encoded === undefined) return undefined
  try {
    const text = utf8.decode(Buffer.from(encoded, "base64"))
    const colon = text.indexOf(":")
    return colon === -1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) }
  } catch {
    return undefined
  }
}

export const format = ({ password, username }: Credentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`

const equal = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Whether the header carries just these credentials. An empty password never matches: it means "none set". */
export const matches = (header: string | undefined, username: string, password: string): boolean => {
  const given = parse(header)
  return given !== undefined && password !== "" && equal(given.username, username) && equal(given.password, password)
}
