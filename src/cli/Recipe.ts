/** The command that repeats a run. */

export interface Recipe {
  readonly file: string
  readonly seed: number
  readonly set: ReadonlyArray<string>
}

export const argumentsOf = ({ file, seed, set }: Recipe): ReadonlyArray<string> =>
  ["run", file, "--seed", String(seed), ...set.flatMap((setting) => ["--set", setting])]

const quoted = (text: string): string => /^[\w@%+=:,./[\]-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** For a shell. */
export const printRecipe = (recipe: Recipe): string => ["npm run orrery --", ...argumentsOf(recipe).map(quoted)].join(" ")
