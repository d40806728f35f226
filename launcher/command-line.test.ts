import { expect, test } from 'vitest'
import { commandDescriptions, helpText, readCommandLine } from './command-line.ts'

test('what stands behind parley is a command and its arguments', () => {
  expect(readCommandLine(['start'])).toEqual({ kind: 'run', command: 'start', args: [] })
  expect(readCommandLine(['bench', 'answer', '--fast'])).toEqual({
    kind: 'run',
    command: 'bench',
    args: ['answer', '--fast'],
  })
})

test.each([[], ['--help'], ['-h'], ['help']])('%o shows the help', (...args) => {
  expect(readCommandLine(args.filter((arg) => arg !== undefined))).toMatchObject({ kind: 'run', command: 'help' })
})

test('--help behind a command is about that command', () => {
  expect(readCommandLine(['start', '--help'])).toEqual({ kind: 'run', command: 'help', args: ['start'] })
})

test('an unknown command is refused with those that there are', () => {
  const line = readCommandLine(['strat'])
  expect(line).toEqual({ kind: 'refused', sentence: expect.stringContaining('"strat": it knows start, doctor') })
})

test('a setting given as an argument is refused instead of being ignored', () => {
  expect(readCommandLine(['start', '--port=1'])).toMatchObject({ kind: 'refused' })
})

test('the help has every command', () => {
  for (const { name, usage } of commandDescriptions) {
    expect(helpText()).toContain(usage)
    expect(helpText(name)).toContain(usage)
  }
})
