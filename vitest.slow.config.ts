import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.slow.test.ts"],
    setupFiles: ["test/PropertySizes.ts"],
    pool: "forks",
    testTimeout: 600_000,
    hookTimeout: 600_000
  }
})
