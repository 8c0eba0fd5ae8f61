import type { Summary } from '../../summary/summary.ts'
import { type Markup, markup } from './markup.ts'

/** The command to repeat the run, its versions, and every option as it was resolved. */
export function configuration({ run }: Summary): Markup {
  const versions = Object.entries(run.versions).map(named)
  return markup`<div class="card"><h3>Command</h3><pre>${lines(run.commandLine.map(quoted).join(' '))}</pre><h3 style="margin-top:18px">Versions</h3><p>${versions.join(' \u00b7 ')}</p><h3>Routes</h3><table class="wide"><tbody>${run.routes.map(({ name, shows, skipped }) => markup`<tr><td class="w"><b>${name}</b></td><td>${shows}${skipped === undefined ? '' : ` Not measured: ${skipped}`}</td></tr>`)}</tbody></table><details><summary>Full configuration</summary><pre>${lines(JSON.stringify(run.config, undefined, 2))}</pre></details></div>`
}

/** Text of several lines: each is escaped by itself, so that line feeds stay line feeds. */
const lines = (text: string): readonly Markup[] =>
  text.split('\n').map((line, at) => markup`${at === 0 ? '' : BREAK}${line}`)

const BREAK: Markup = { markup: '\n' }

/** Some programs begin their version with their own name: `k6 v2.2.0`, `nginx/1.22.1`. */
function named([name, version]: readonly [string, string]): string {
  const own = version.startsWith(`${name} `) || version.startsWith(`${name}/`)
  return `${name} ${own ? version.slice(name.length + 1) : version}`
}

/** As it can be pasted into a shell. */
function quoted(argument: string): string {
  return /^[\w./:=,@%+-]+$/u.test(argument)
    ? argument
    : `'${argument.replaceAll("'", String.raw`'\''`)}'`
}
