import { describe } from "vitest"
import { testsAtEvery } from "./GuardianBlows.ts"

describe("power that fails at any instant", () => testsAtEvery(1))
