/** What a reader wants to know first: whether it passed, why not, and what that is based on. */
import type { ReportData } from "../ReportData.ts"
import type { Outcome } from "../RunReport.ts"
import { anchor } from "./Section.ts"
import { count, escape, moment } from "./Text.ts"

export type Word = "pass" | "fail" | "interrupted"

export const violationsOf = (run: Outcome): number => run.invariants.reduce((sum, { violationCount }) => sum + violationCount, 0)

/** A run that was cut short has not passed; if it found nothing either, that is what it is called. */
export const wordOf = (run: Outcome): Word => run.interrupted && violationsOf(run) === 0 ? "interrupted" : run.verdict

const tile = (value: string, label: string, kind = ""): string => `<div class="tile"><b${kind}>${value}</b><span>${label}</span></div>`

const some = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`

const evidence = ({ faults, interrupted, invariants }: Outcome): string => {
  const checks = invariants.reduce((sum, { checked }) => sum + checked, 0)
  const violated = invariants.filter(({ violationCount }) => violationCount > 0).length
  const held = invariants.filter(({ checked, violationCount }) => checked > 0 && violationCount === 0).length
  const never = invariants.length - held - violated
  const parts = [
    `${held} of ${some(invariants.length, "invariant", "invariants")} held${interrupted ? " as far as the run came" : ""}`,
    ...(violated > 0 ? [`${violated} violated`] : []),
    ...(never > 0 ? [`${never} never checked`] : [])
  ]
  const fired = faults.filter((fault) => fault.fired).length
  return `${parts.join(", ")}, in ${some(checks, "check", "checks")}${faults.length === 0 ? "" : `; ${fired} of ${some(faults.length, "fault", "faults")} fired`}.`
}

/** Codes of invariants lead to what was found. */
const reason = (text: string, codes: ReadonlySet<string>): string =>
  escape(text).replace(/^[A-Z]+-\d+\b/, (code) => codes.has(code) ? `<a href="#${code}">${code}</a>` : code)

/** `sections`: titles of what follows, for the way there. */
export const header = ({ description, run }: ReportData, sections: ReadonlyArray<string>): string => {
  const word = wordOf(run)
  const violations = violationsOf(run)
  const codes = new Set(run.invariants.map(({ code }) => code))
  return `<header><h1>${escape(run.scenario)}</h1><span class="verdict ${word === "interrupted" ? "cut" : word}">${word}</span><span class="lead">seed ${run.seed}</span></header>
<p class="lead">${escape(description)}</p>
<p class="evidence">${evidence(run)}</p>
${run.reasons.length === 0 ? "" : `<ul class="reasons ${word === "interrupted" ? "cut" : "fail"}">${run.reasons.map((text) => `<li>${reason(text, codes)}</li>`).join("")}</ul>`}
<div class="tiles">${
    tile(count(run.accounts), "accounts") + tile(count(run.records), "records") + tile(count(run.commits), "commits")
    + tile(count(run.events), "events observed") + tile(moment(Math.round(run.virtualMillis / 1_000) * 1_000), "of virtual time")
    + tile(count(violations), "violations", violations > 0 ? ` class="no"` : "")
  }</div>
<nav aria-label="Parts of the report">${sections.map((title) => `<a href="#${anchor(title)}">${title}</a>`).join("")}</nav>`
}
