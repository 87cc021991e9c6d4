/** `Authorization: Bearer <token>`: how sessions, services, delegated keys and owners of names show themselves. RFC 6750 §2.1 */

type Headers = Readonly<Record<string, string | undefined>>

/** The scheme in any case, spaces, one token of these characters. RFC 7235 §2.1 */
const credentials = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i

/** What a token consists of, for who gives one out. */
export const tokenPattern = /^[A-Za-z0-9\-._~+/]+=*$/

/** undefined for another scheme, and for what is no token. */
export const tokenOf = (headers: Headers): string | undefined => {
  const header = headers["authorization"]
  return header === undefined ? undefined : credentials.exec(header)?.[1]
}

export const format = (token: string): string => `Bearer ${token}`
