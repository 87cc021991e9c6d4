#!/usr/bin/env node
/**
 * The door. What was compiled once is kept by Node beside the system's
 * temporary files, so that another start takes half the time; that must be
 * said before anything is loaded. `NODE_DISABLE_COMPILE_CACHE=1` says no.
 */
import { enableCompileCache } from "node:module"

enableCompileCache()
await import("./program.ts")
