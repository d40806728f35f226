/** One `parley` command as the help tells it. */
export interface CommandDescription {
  readonly name: string
  readonly usage: string
  /** One line for the list. */
  readonly summary: string
  readonly details?: string
}

export const commandDescriptions = [
  {
    name: 'start',
    usage: 'parley start',
    summary: 'start Parley: database, telephony edge and core; Ctrl-C stops it',
    details: 'Settings are PARLEY_* variables or a file that PARLEY_CONFIG names: docs/reference/configuration.md.',
  },
  {
    name: 'doctor',
    usage: 'parley doctor',
    summary: 'check this machine (ports, clock, disk, audio path, database) and say what to do',
  },
  {
    name: 'migrate',
    usage: 'parley migrate',
    summary: 'bring the database up to date without starting anything else; `start` does it by itself',
  },
  {
    name: 'seed',
    usage: 'parley seed [load …]',
    summary: 'put the example organisation into an empty database; `start` does it with PARLEY_DEMO=1',
    details:
      'parley seed load --agents N --station sip:HOST:PORT makes N available agents for a load test, who are called at\n  sip:NUMBER@HOST:PORT, and sends the number 210 straight to them. Again with another N there are so many.',
  },
  {
    name: 'bench',
    usage: 'parley bench NAME',
    summary: 'measure one thing: answer, sip, media; prints a table and last a line of JSON',
    details: 'From a checkout: npm run bench -- NAME.',
  },
  {
    name: 'simulate',
    usage: 'parley simulate MODEL.json',
    summary: 'simulate a model of a contact centre, or a day of the simulated house',
    details:
      'parley simulate MODEL.json [--whole] [--replications N] [--seed N] [--json] [--change "queue ID FIELD=VALUE"]… [--against MODEL.json]\n' +
      '  parley simulate --replay yesterday [--change …] [--save MODEL.json]   that day, as the log has it; or today, or a date\n' +
      '  parley simulate --schema      prints what a model may say, as a JSON schema\n' +
      '  parley simulate --compare     compares the simulator with theory and published numbers; takes minutes\n' +
      '  parley simulate [--seed N] [--hours H] [--agents N] [--faults N] …   a day of the house itself\n' +
      '  docs/simulation.md says what each of them means.',
  },
  {
    name: 'import-country',
    usage: 'parley import-country FILE',
    summary: "import a country's regions from a JSON file, in the place of those that are known of it",
    details: 'docs/geography.md says what the file looks like; nothing is taken of one that has a fault.',
  },
  { name: 'help', usage: 'parley help [COMMAND]', summary: 'show this, or more about one command' },
  { name: 'version', usage: 'parley version', summary: 'print the version' },
] as const satisfies readonly CommandDescription[]

export type CommandName = (typeof commandDescriptions)[number]['name']

export type CommandLine =
  | { readonly kind: 'run'; readonly command: CommandName; readonly args: readonly string[] }
  /** A sentence for the terminal; the exit code is 2. */
  | { readonly kind: 'refused'; readonly sentence: string }

const takesArguments: readonly CommandName[] = ['seed', 'bench', 'simulate', 'import-country', 'help']

/** Reads what stands behind `parley`. `--help` and `-h` anywhere, and `--version`, are understood. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const [first, ...rest] = args
  if (first === undefined || first === '--help' || first === '-h') return { kind: 'run', command: 'help', args: [] }
  if (first === '--version' || first === '-v') return { kind: 'run', command: 'version', args: [] }
  const command = commandDescriptions.find(({ name }) => name === first)?.name
  if (command === undefined) {
    const names = commandDescriptions.map(({ name }) => name).join(', ')
    return { kind: 'refused', sentence: `parley has no command "${first}": it knows ${names}.` }
  }
  if (rest.includes('--help') || rest.includes('-h')) return { kind: 'run', command: 'help', args: [command] }
  if (rest.length > 0 && !takesArguments.includes(command)) {
    return { kind: 'refused', sentence: `parley ${command} takes no arguments; settings are PARLEY_* variables.` }
  }
  return { kind: 'run', command, args: rest }
}

/** The help's text: of everything, or of one command. */
export function helpText(name?: string): string {
  const one: CommandDescription | undefined = commandDescriptions.find((command) => command.name === name)
  if (one !== undefined)
    return `${one.usage}\n\n  ${one.summary}\n${one.details === undefined ? '' : `\n  ${one.details}\n`}`
  const list = commandDescriptions.map(({ usage, summary }) => `  ${usage.padEnd(28)} ${summary}`)
  return `Parley: an open-source contact centre.\n\n${list.join('\n')}\n`
}
