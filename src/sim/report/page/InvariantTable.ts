/** What the oracles found: the violated first, then those that nothing gave occasion to check. */
import type { Outcome } from "../RunReport.ts"
import { section } from "./Section.ts"
import { clock, count, escape } from "./Text.ts"

type Found = Outcome["invariants"][number]

/** How many violations of one invariant are told. */
const told = 8

/** Text in which backticks mark code. */
const prose = (text: string): string => escape(text).replace(/`([^`]+)`/g, "<code>$1</code>")

const rank = ({ checked, violationCount }: Found): number => violationCount > 0 ? 0 : checked === 0 ? 1 : 2

const verdict = ({ checked, violationCount }: Found): string =>
  violationCount > 0
    ? `<span class="no">${count(violationCount)} violated</span>`
    : checked === 0
    ? `<span class="no">never checked</span>`
    : `<span class="ok">holds</span>`

const found = ({ violationCount, violations }: Found): string => {
  if (violations.length === 0) return ""
  const rest = violationCount - Math.min(told, violations.length)
  return `<details open><summary class="no">what was found</summary><ul>${
    violations.slice(0, told).map(({ at, message }) => `<li><code>${clock(at)}</code> ${escape(message)}</li>`).join("")
  }${rest > 0 ? `<li>and ${count(rest)} more</li>` : ""}</ul></details>`
}

const row = (each: Found): string => {
  const measured = (each.measured ?? []).map((line) => `<div class="source">${escape(line)}</div>`).join("")
  return `<tr id="${escape(each.code)}"><th scope="row"><code>${escape(each.code)}</code></th>`
    + `<td class="main">${prose(each.title)}<div class="source">${escape(each.source)}</div>${measured}${found(each)}</td>`
    + `<td class="n">${count(each.checked)}</td><td class="n">${verdict(each)}</td></tr>`
}

export const invariantTable = ({ invariants }: Outcome): string => {
  const checks = invariants.reduce((sum, { checked }) => sum + checked, 0)
  return section(
    "Invariants",
    `${count(invariants.length)} oracles made ${count(checks)} ${checks === 1 ? "check" : "checks"} against models of their own. <code>npm run orrery -- explain CODE</code> tells more of each.`,
    `<table class="stack"><tr><th scope="col">code</th><th scope="col" class="main">invariant</th><th scope="col" class="n">checks</th><th scope="col" class="n">verdict</th></tr>${
      invariants.toSorted((a, b) => rank(a) - rank(b)).map(row).join("")
    }</table>`
  )
}
