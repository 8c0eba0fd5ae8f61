import { MOCK_MAIN } from '../mock/mock-main.ts'
import type { CommandRow } from './command-row.ts'
import { runInForeground } from './run-in-foreground.ts'

export const mockCommand: CommandRow = {
  name: 'mock',
  words: '[FLAGS OF THE MOCK]',
  shows: 'starts the mock server in the foreground; `mock --help` lists its flags',
  options: {},
  examples: [
    'streamgauge mock --port 8080',
    'streamgauge mock --ttft 500ms --gap 50ms --tokens 200',
  ],
  passesOn: true,
  run: (words) => runInForeground(process.execPath, [MOCK_MAIN, ...words]),
}
