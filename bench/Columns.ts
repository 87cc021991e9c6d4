/** A line of a bench's table: a name, and cells to the right of it. */
export const columns = (name: string, cells: ReadonlyArray<string>): string => name.padEnd(14) + cells.map((cell) => cell.padStart(14)).join("")
