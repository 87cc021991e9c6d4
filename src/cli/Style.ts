/** Words on a terminal: colour where somebody looks at it, plain text where a program reads. */
import type { WriteStream } from "node:tty"

export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
}

const plain = (text: string): string => text

/** [no-color.org]: the variable, if set and not empty, forbids colour. */
export const styleOf = (stream: WriteStream): Style => {
  const coloured = stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== "dumb"
  const sgr = (code: number, off: number) => coloured ? (text: string) => `\x1b[${code}m${text}\x1b[${off}m` : plain
  return { bold: sgr(1, 22), dim: sgr(2, 22), good: sgr(32, 39), bad: sgr(31, 39) }
}

export const number = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",")

/** `1:05:09`: hours, minutes and seconds of virtual time. */
export const clock = (millis: number): string => {
  const seconds = Math.floor(millis / 1000)
  const two = (n: number): string => String(n).padStart(2, "0")
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

export const mebibytes = (bytes: number): string => `${number(bytes / 1024 / 1024)} MiB`

/** Two columns, the first padded. */
export const columns = (rows: ReadonlyArray<readonly [string, string]>): ReadonlyArray<string> => {
  const width = Math.max(0, ...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
}
