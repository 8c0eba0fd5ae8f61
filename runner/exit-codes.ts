/** Every exit code of the program, in the order of docs/exit-codes.md. No other number ever leaves it. */
export const EXIT_CODES = [
  {
    code: 0,
    name: 'pass',
    means: 'Everything that was asked for was done, and every limit was met.',
  },
  {
    code: 1,
    name: 'bug',
    means: 'A bug of ours (its stack trace is printed), or a run that was killed before its end.',
  },
  {
    code: 2,
    name: 'usage',
    means:
      'Wrong usage or configuration; nothing was started and nothing was written. Also a k6 script of your own that throws before any stream (its k6.log is kept).',
  },
  {
    code: 3,
    name: 'missing',
    means: 'Something that is needed is missing: k6, Go, nginx, a free port, space on the disk.',
  },
  { code: 4, name: 'unreachable', means: 'The target cannot be reached, or refuses to stream.' },
  {
    code: 5,
    name: 'unfit',
    means:
      'A gate or a comparison asked for a figure that the client was not fit to measure, or calibration failed.',
  },
  {
    code: 6,
    name: 'inconclusive',
    means: 'An SLO, a gate or a comparison asks for more than the samples can decide.',
  },
  {
    code: 99,
    name: 'failed',
    means: "A threshold or a gate was missed, or B is worse than A; it is k6's own number.",
  },
  {
    code: 130,
    name: 'interrupted',
    means: 'Ended by SIGINT (Ctrl-C); the records so far are kept and reported.',
  },
  {
    code: 143,
    name: 'terminated',
    means: 'Ended by SIGTERM or SIGHUP; the records so far are kept and reported.',
  },
] as const

type ExitName = (typeof EXIT_CODES)[number]['name']

/** The exit codes by name. */
export const EXIT = Object.freeze(
  Object.fromEntries(EXIT_CODES.map(({ name, code }) => [name, code])),
) as Readonly<Record<ExitName, number>>
