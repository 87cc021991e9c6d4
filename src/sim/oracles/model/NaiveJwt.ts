/** What a bearer token says of itself. Nobody here believes it; the oracles ask whether a server should have. */
export interface Said {
  readonly token: string
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

const object = (part: string | undefined): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? "", "base64url").toString())
    return typeof value === "object" && value !== null ? value as Readonly<Record<string, unknown>> : undefined
  } catch {
    return undefined
  }
}

export const read = (token: string): Said | undefined => {
  const [head, body] = token.split(".")
  const header = object(head)
  const claims = object(body)
  return header === undefined || claims === undefined ? undefined : { token, header, claims }
}

export const bearer = (headers: Readonly<Record<string, string | undefined>>): string | undefined => {
  const header = headers["authorization"]
  return header !== undefined && /^bearer /i.test(header) ? header.slice(7) : undefined
}
