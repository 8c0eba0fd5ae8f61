import type { Summary } from '../summary/summary.ts'
import type { Gate } from '../summary/verdict.ts'
import { describeGate, gateLimit } from '../verdict/describe-gate.ts'
import { escapeMarkup } from './escape-markup.ts'

/** What a test report tells of: a run with its verdict. */
type JudgedRun = Pick<Summary, 'run' | 'verdict' | 'doubts'>

/**
 * One test case a gate, and one for the run itself, so that a CI that reads JUnit shows exactly what the exit code says.
 * A gate that could not be decided, or was not judged, is an error and not a failure. Advice passes, and says what it found.
 */
export function renderJunit(judged: JudgedRun, advice: readonly Gate[] = []): string {
  const { run, verdict } = judged
  const cases = [runCase(judged), ...verdict.gates.map(gateCase), ...advice.map(adviceCase)]
  const failures = cases.filter((each) => each.includes('<failure')).length
  const errors = cases.filter((each) => each.includes('<error')).length
  const seconds = Math.max(0, (Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt)) / 1000)
  const time = Number.isFinite(seconds) ? ` time="${seconds}"` : ''
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="streamgauge" ${counts}${time}>`,
    `  <testsuite name="${attribute(run.scenarios.join(' + '))}" timestamp="${attribute(run.startedAt)}" ${counts}${time}>`,
    '    <properties>',
    property('run', run.run),
    property('target', run.target),
    property('seed', String(run.seed)),
    property('exitCode', String(verdict.exitCode)),
    ...judged.doubts.map((doubt) => property(`doubt.${doubt.code}`, doubt.finding)),
    '    </properties>',
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function runCase({ verdict, doubts }: JudgedRun): string {
  const open = '    <testcase classname="streamgauge" name="run"'
  // A failed gate has a test case of its own; only what stands beside the gates belongs to the run.
  const byGate = verdict.gates.some((gate) => gate.decision !== 'pass')
  if (verdict.exitCode === 0 || byGate) return `${open}/>`
  const tag = verdict.result === 'fail' ? 'failure' : 'error'
  const message = `type="${verdict.result}" message="${attribute(verdict.sentence)}"`
  const why = doubts.filter(({ code }) => code === 'route-dropped').map(({ finding }) => finding)
  return `${open}><${tag} ${message}>${escapeMarkup(why.join(' '))}</${tag}></testcase>`
}

function gateCase(gate: Gate): string {
  const name = `${gate.route}: ${gateLimit(gate)}`
  const open = `    <testcase classname="${attribute(`streamgauge.${gate.scenario}`)}" name="${attribute(name)}"`
  if (gate.decision === 'pass') return `${open}/>`
  const tag = gate.decision === 'fail' ? 'failure' : 'error'
  const worst = gate.worst.map(({ stream }) => stream).join(', ')
  const detail = worst === '' ? '' : escapeMarkup(`worst: ${worst}`)
  return `${open}><${tag} type="${gate.decision}" message="${attribute(describeGate(gate))}">${detail}</${tag}></testcase>`
}

function adviceCase(gate: Gate): string {
  const name = `advice, ${gate.route}: ${gateLimit(gate)}`
  const open = `    <testcase classname="${attribute(`streamgauge.${gate.scenario}`)}" name="${attribute(name)}"`
  if (gate.decision === 'pass') return `${open}/>`
  return `${open}><system-out>${escapeMarkup(describeGate(gate))}</system-out></testcase>`
}

function property(name: string, value: string): string {
  return `      <property name="${attribute(name)}" value="${attribute(value)}"/>`
}

const attribute = escapeMarkup
