import { expect, test } from 'vitest'
import { createLogger, type LogLevel } from './logger.ts'

function logging(form: 'lines' | 'pretty', level: LogLevel = 'debug') {
  const lines: string[] = []
  const logger = createLogger({ level, form, part: 'core', wallMs: () => 0, write: (line) => lines.push(line) })
  return { lines, logger }
}

test('for machines each line is one JSON object with what varies as fields', () => {
  const { lines, logger } = logging('lines')
  logger.with({ legId: 'leg_1' }).info('A leg ended.', { reason: 'bye' })
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    level: 'info',
    part: 'core',
    sentence: 'A leg ended.',
    legId: 'leg_1',
    reason: 'bye',
  })
})

test('what is below the level is not written', () => {
  const { lines, logger } = logging('lines', 'warn')
  logger.info('quiet')
  logger.warn('heard')
  expect(lines).toHaveLength(1)
})

test('secrets are struck out, by name and inside of URLs, however deep', () => {
  const { lines, logger } = logging('lines')
  logger.error('No connection.', {
    password: 'pw-1',
    request: { headers: { authorization: 'Bearer pw-2', accept: '*/*' }, accounts: [{ apiKey: 'pw-3' }] },
    url: 'postgres://parley:pw-4@host/db',
    error: new Error('connect to postgres://parley:pw-5@host failed', { cause: new Error('at https://a:pw-6@b') }),
  })
  expect(lines[0]).not.toMatch(/pw-\d/)
  expect(lines[0]).toContain('"accept":"*/*"')
  expect(lines[0]).toContain('postgres://parley:[redacted]@host/db')
})

test('a field cannot pass itself off as the level or the part', () => {
  const { lines, logger } = logging('lines')
  logger.info('x', { level: 'error', part: 'edge' })
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', part: 'core' })
})

test('what comes from the network cannot forge a line or repaint the terminal', () => {
  const { lines, logger } = logging('pretty')
  logger.info('A call came.', { from: 'x\n00:00 error edge lies\u001b[2J' })
  expect(lines[0]?.trimEnd().split('\n')).toHaveLength(1)
  expect(lines[0]).not.toContain('\u001b[2J')
})

test('what cannot be written as JSON does not end the program', () => {
  const { lines, logger } = logging('lines')
  const circle: Record<string, unknown> = { big: 10n, bytes: new Uint8Array(3) }
  circle.self = circle
  logger.info('x', circle)
  expect(lines[0]).toContain('"big":"10"')
  expect(lines[0]).toContain('[3 bytes]')
})
