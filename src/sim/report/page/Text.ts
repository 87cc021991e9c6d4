/**
 * Text for the page: escaping, numbers and times as a person reads them.
 * Locale-free, so that a page is the same bytes everywhere.
 */

export const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

/** 12345 → 12,345 */
export const count = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",")

export const bytes = (n: number): string =>
  n < 1e3 ? `${n} B` : n < 1e6 ? `${(n / 1e3).toFixed(1)} kB` : n < 1e9 ? `${(n / 1e6).toFixed(1)} MB` : `${(n / 1e9).toFixed(2)} GB`

export const duration = (millis: number): string =>
  millis < 1_000
    ? `${Math.round(millis)} ms`
    : millis < 60_000
    ? `${(millis / 1_000).toFixed(millis < 10_000 ? 2 : 1)} s`
    : millis < 3_600_000
    ? `${(millis / 60_000).toFixed(1)} min`
    : `${(millis / 3_600_000).toFixed(1)} h`

/** A length of time in its two greatest units: 45 s, 1 min 30 s, 2 h, 3 d 4 h. */
export const span = (millis: number): string => {
  if (millis < 1_000) return `${Math.round(millis)} ms`
  const units = [["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]] as const
  let seconds = Math.round(millis / 1_000)
  const parts = units.map(([unit, length]) => {
    const n = Math.floor(seconds / length)
    seconds -= n * length
    return { n, unit }
  })
  const first = parts.findIndex(({ n }) => n > 0)
  return parts.slice(first, first + 2).filter(({ n }) => n > 0).map(({ n, unit }) => `${n} ${unit}`).join(" ")
}

/** Virtual time since the beginning, h:mm:ss.mmm */
export const clock = (millis: number): string => {
  const total = Math.round(millis)
  const pad = (n: number, width: number) => String(n).padStart(width, "0")
  return `${Math.floor(total / 3_600_000)}:${pad(Math.floor(total / 60_000) % 60, 2)}:${pad(Math.floor(total / 1_000) % 60, 2)}.${pad(total % 1_000, 3)}`
}

/** The same as short as it can be: h:mm:ss where it is whole. */
export const moment = (millis: number): string => clock(millis).replace(/\.000$/, "")

/** Coordinates with one decimal: no float noise in the page. */
export const at = (n: number): string => String(Math.round(n * 10) / 10)
