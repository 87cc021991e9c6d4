/**
 * To be imported before anything of Effect's, for its own effect.
 *
 * Effect makes an `AsyncResource` at every suspension of a fiber, so that
 * `AsyncLocalStorage` follows it. Nothing in this process reads such a
 * storage, and a world suspends fibers by the million: 5 to 8 % of a run. So
 * Effect finds no `node:async_hooks` when it loads; whoever asks later does.
 */
const { getBuiltinModule } = process

process.getBuiltinModule = ((name: string) =>
  name === "node:async_hooks" ? undefined : getBuiltinModule(name)) as typeof getBuiltinModule

/** To be called when all is loaded. */
export const loaded = (): void => {
  process.getBuiltinModule = getBuiltinModule
}
