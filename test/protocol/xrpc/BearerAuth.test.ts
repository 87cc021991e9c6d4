/** Which headers carry a token. RFC 7235 §2.1, RFC 6750 §2.1 */
import { describe, expect, it } from "vitest"
import * as BearerAuth from "../../../src/protocol/xrpc/BearerAuth.ts"

const tokenOf = (authorization: string | undefined) => BearerAuth.tokenOf({ authorization })

describe("a bearer token", () => {
  it("comes after its scheme, in any case, and any number of spaces", () => {
    for (const scheme of ["Bearer", "bearer", "BEARER", "bEaReR"]) expect(tokenOf(`${scheme} abc`)).toBe("abc")
    expect(tokenOf("Bearer   abc")).toBe("abc")
    expect(tokenOf("Bearer a-b.c_d~e+f/g==")).toBe("a-b.c_d~e+f/g==")
    expect(tokenOf(BearerAuth.format("abc"))).toBe("abc")
  })

  it("is one word of its alphabet, and nothing else is taken for one", () => {
    const wrong = [
      undefined, "", "Bearer", "Bearer ", "Bearerabc", "Bearer\tabc", "Basic abc", "abc", "Token abc", "X-Bearer abc",
      "Bearer a b", "Bearer abc, Basic def", "Bearer a=b", "Bearer =", "Bearer \"abc\"", "Bearer alice's", "Bearer ä", "Bearer abc\nx"
    ]
    expect(wrong.filter((header) => tokenOf(header) !== undefined)).toEqual([])
  })

  it("is given out only if it can be shown", () => {
    for (const token of ["abc", "a-b.c_d~e+f/g=="]) expect(BearerAuth.tokenPattern.test(token) && tokenOf(BearerAuth.format(token)) === token).toBe(true)
    for (const token of ["", "a b", "alice's", "a=b"]) expect(BearerAuth.tokenPattern.test(token) || tokenOf(BearerAuth.format(token)) !== undefined).toBe(false)
  })
})
