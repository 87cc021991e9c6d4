import { describe } from "vitest"
import { testsAtEvery } from "./GuardianBlows.ts"

describe("power that fails at every third instant", () => testsAtEvery(3))
