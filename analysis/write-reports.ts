import type { Judged } from './judge.ts'
import { renderReport, type ReportFormat } from './render/render-report.ts'
import { openResultsFolder } from './results-folder.ts'

const FILES: Readonly<Record<string, ReportFormat>> = {
  'summary.json': 'json',
  'report.html': 'html',
  'report.md': 'md',
  'junit.xml': 'junit',
}

/** Writes every report of a results folder, each at once: nobody ever sees half of one. */
export function writeReports(directory: string, judged: Judged): void {
  const folder = openResultsFolder(directory)
  for (const [name, format] of Object.entries(FILES)) {
    folder.write(name, renderReport(format, judged))
  }
}
