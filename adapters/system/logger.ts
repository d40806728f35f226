import { redactFields } from './redaction.ts'

/** From the most to the least talkative; a logger writes its own level and those after it. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export type LogFields = Readonly<Record<string, unknown>>

/**
 * Where a part says what happens to it. `sentence` is constant text that can be searched for; what varies goes into
 * `fields`. Secrets among the fields (by name, or inside URLs) are struck out before anything is written.
 */
export interface Logger {
  debug(sentence: string, fields?: LogFields): void
  info(sentence: string, fields?: LogFields): void
  warn(sentence: string, fields?: LogFields): void
  error(sentence: string, fields?: LogFields): void
  /** A logger that adds `fields` to every line. */
  with(fields: LogFields): Logger
}

export interface LoggerOptions {
  readonly level: LogLevel
  /** The part that speaks: `launcher`, `edge`, `core`. */
  readonly part: string
  /** `lines` is one JSON object a line for machines, `pretty` is for people. Default: pretty on a terminal. */
  readonly form?: 'lines' | 'pretty'
  readonly write?: (line: string) => void
  readonly wallMs?: () => number
}

/** A logger on standard error, so that standard output stays free for what the program answers. */
export function createLogger(options: LoggerOptions): Logger {
  const write = options.write ?? ((line) => process.stderr.write(line))
  const wallMs = options.wallMs ?? Date.now
  const form = options.form ?? (process.stderr.isTTY ? 'pretty' : 'lines')
  const threshold = logLevels.indexOf(options.level)
  const print = form === 'pretty' ? prettyLine : jsonLine

  const loggerWith = (own: LogFields): Logger => {
    const at = (level: LogLevel) => (sentence: string, fields?: LogFields) => {
      if (logLevels.indexOf(level) < threshold) return
      write(print(wallMs(), level, options.part, sentence, redactFields({ ...own, ...fields })))
    }
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      with: (fields) => loggerWith({ ...own, ...fields }),
    }
  }
  return loggerWith({})
}

/** A logger that says nothing: for tests and for parts that were given none. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  with: () => silentLogger,
}

function jsonLine(atMs: number, level: LogLevel, part: string, sentence: string, fields: LogFields): string {
  // The fixed names come last, so that no field can pass itself off as one of them.
  return `${JSON.stringify({ ...fields, at: new Date(atMs).toISOString(), level, part, sentence })}\n`
}

const colors: Record<LogLevel, string> = { debug: '2', info: '36', warn: '33', error: '31', silent: '0' }

function prettyLine(atMs: number, level: LogLevel, part: string, sentence: string, fields: LogFields): string {
  const time = new Date(atMs).toISOString().slice(11, 23)
  const rest = Object.entries(fields)
    .map(
      ([name, value]) =>
        ` \u001b[2m${name}=\u001b[0m${oneLine(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))}`,
    )
    .join('')
  return `\u001b[2m${time}\u001b[0m \u001b[${colors[level]}m${level.padEnd(5)}\u001b[0m ${part.padEnd(8)} ${oneLine(sentence)}${rest}\n`
}

// What comes from the network may hold escape codes and line ends: a log must not be forged or repaint the terminal.
const oneLine = (text: string): string => text.replace(/\p{Cc}/gu, '\u00b7')
