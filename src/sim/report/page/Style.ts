/** The look of the report, light and dark by the reader's own setting. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f5f1; --card: #fffefb; --ink: #1d1f24; --soft: #62656d; --line: #e2dfd6; --grid: #eeebe3;
  --a: #2f5d8c; --b: #c4733b; --c: #5b8a5a; --d: #a23b52; --good: #2e7d4f; --bad: #b3261e; --goodbg: #e3f1e7; --badbg: #fae4e2; --fault: #6a4c9c; --tint: #dbe5ef; --found: #fbeecb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a; --card: #1c1f25; --ink: #e8e6e0; --soft: #9a9da6; --line: #30343c; --grid: #262a31;
    --a: #7fb0e0; --b: #e3a06d; --c: #8fc28e; --d: #e07f95; --good: #7fd0a0; --bad: #ff8f86; --goodbg: #1d3327; --badbg: #3d2220; --fault: #b79be6; --tint: #2b3d50; --found: #453a1c;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { max-width: 1120px; margin: 0 auto; padding: 32px 20px 64px }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 6px 16px; margin-bottom: 4px }
h1 { font-size: 28px; margin: 0; letter-spacing: -0.01em }
h2 { font-size: 17px; margin: 0 0 2px } h3 { font-size: 15px; margin: 0 0 2px }
h1, p, li, td, footer { overflow-wrap: anywhere }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin-top: 18px }
section > p:first-of-type { margin: 0 0 12px; color: var(--soft); font-size: 13.5px; max-width: 95ch }
.verdict { font-weight: 700; padding: 3px 14px; border-radius: 999px; font-size: 18px; color: var(--card) }
.verdict.pass { background: var(--good) } .verdict.pass::before { content: "✓ " / "" }
.verdict.fail { background: var(--bad) } .verdict.fail::before { content: "✗ " / "" }
.verdict.cut { background: var(--soft) }
.lead { color: var(--soft); margin: 0 }
.evidence { margin: 10px 0 0; font-weight: 550 }
.reasons { margin: 14px 0 0; padding: 12px 16px 12px 30px; border-radius: 8px; border-left: 4px solid var(--bad); background: var(--badbg) }
.reasons.cut { border-color: var(--soft); background: var(--card) }
.reasons li + li { margin-top: 4px } .reasons a { font-weight: 650 }
a { color: inherit; text-underline-offset: 2px }
nav { display: flex; flex-wrap: wrap; gap: 2px 16px; margin-top: 16px; font-size: 14px } nav a { color: var(--a); padding: 3px 0 }
[id] { scroll-margin-top: 12px } :target > th:first-child { box-shadow: -4px 0 var(--a) }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin-top: 18px }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px }
.tile b { display: block; font-size: 24px; font-weight: 620; font-variant-numeric: tabular-nums; letter-spacing: -0.01em }
.tile span { color: var(--soft); font-size: 13px }
table { border-collapse: collapse; width: 100%; font-size: 14px }
th { text-align: left; font-weight: 400 } th[scope=col] { color: var(--soft); font-weight: 500; font-size: 12.5px }
th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--grid); vertical-align: top }
tr:last-child > * { border-bottom: 0 }
td:last-child, th:last-child { padding-right: 0 }
td.v { text-align: right }
.wide td, .wide th, td.source, td .mono, th code { white-space: nowrap }
.wide th:first-child { position: sticky; left: 0; background: var(--card) } .load th[scope=row] { font-weight: 600 } .load .source { font-weight: 400 }
td.bar { padding: 5px 8px 5px 0; border-left: 14px solid transparent; background: linear-gradient(to left, var(--tint) var(--s), transparent 0) padding-box }
.load th.n { padding-right: 8px } .load td:last-child, .load th:last-child { padding-right: 8px }
.facts { table-layout: fixed; max-width: 420px } .facts th, .facts td { border: 0; padding: 1px 0 } .facts td { font-size: 14px }
tr.found td { background: var(--found) } svg .found { fill: var(--found) }
.drawn th { white-space: nowrap }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
code, .mono { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 0.92em }
.source { color: var(--soft); font-size: 12.5px }
.ok { color: var(--good) } .no { color: var(--bad); font-weight: 600 }
.columns.even { align-items: stretch } .even > div { display: flex; flex-direction: column } .even > div > p { flex: 1; margin: 0 0 8px }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr)); gap: 20px 28px; align-items: start }
.wide { overflow-x: auto }
svg { display: block; width: 100%; height: auto; font: 11px system-ui, sans-serif }
svg text { fill: var(--soft) } svg text.strong, svg text.name { fill: var(--ink) } svg text.name { font-weight: 650 } svg.messages text { paint-order: stroke; stroke: var(--card); stroke-width: 3px } svg.messages .found ~ text { stroke: var(--found) } svg text.missed { fill: var(--bad) }
svg.small { max-width: 420px } svg.broad { min-width: 900px } svg.narrow { display: none }
svg .grid { stroke: var(--grid) } svg .axis { stroke: var(--line) }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; color: var(--soft); margin-bottom: 6px }
.legend i { display: inline-block; width: 12px; height: 3px; border-radius: 2px; margin-right: 6px; vertical-align: 3px }
.legend i.bar { height: 8px; vertical-align: 0 } .legend i.point { width: 8px; height: 8px; border-radius: 0; rotate: 45deg; vertical-align: 0 }
details summary { cursor: pointer } details ul { margin: 6px 0; padding-left: 18px }
details.rest { margin-top: 12px; color: var(--soft); font-size: 13.5px } details.rest ul { columns: 320px; column-gap: 28px }
.wide:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--a); outline-offset: 2px }
@media (max-width: 560px) { main { padding: 20px 12px 40px } section { padding: 14px 14px } .tiles { grid-template-columns: repeat(2, 1fr) } }
@media (max-width: 640px) {
  .stack tr { display: grid; grid-template-columns: 1fr auto auto; gap: 0 14px; padding: 6px 0; border-bottom: 1px solid var(--grid) }
  .stack tr > * { border: 0; padding: 0 } .stack .main { grid-row: 2; grid-column: 1 / -1 } .stack th.main { display: none } .stack tr:last-child { border: 0 }
  .drawn tr { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; padding: 5px 0; border-bottom: 1px solid var(--grid) } .drawn tr > * { border: 0; padding: 0 } .drawn td { margin-left: auto }
  svg.broad { display: none } svg.narrow { display: block; max-width: 460px }
}
footer { color: var(--soft); font-size: 13px; margin-top: 22px }
footer code { background: var(--card); border: 1px solid var(--line); padding: 2px 8px; border-radius: 6px; color: var(--ink) }
`
