/** What a live server comes to within 45 seconds, some hundred times what it needs on a machine of its own. */
export const eventually = async <A>(look: () => Promise<A | undefined>): Promise<A> => {
  for (let attempt = 0; attempt < 450; attempt++) {
    const found = await look().catch(() => undefined)
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error("it never came to be")
}
