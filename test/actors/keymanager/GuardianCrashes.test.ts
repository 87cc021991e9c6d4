import { describe } from "vitest"
import { testsAtEvery } from "./GuardianBlows.ts"

describe("power that fails at every seventh instant", () => testsAtEvery(7))
