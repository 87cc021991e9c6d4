import { defineConfig } from "vitest/config"

// Slow suites are named *.slow.test.ts and run by `npm run test:slow`.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["**/*.slow.test.ts", "node_modules/**"],
    setupFiles: ["test/PropertySizes.ts"],
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
