import { describe, expect, it } from 'vitest'
import { verdictOf } from './failure.ts'

const coded = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more })

describe('what a failed statement means', () => {
  it.each([
    ['the server is shutting down', coded('57P01')],
    ['the statement timed out on the server', coded('57014')],
    ['the disk is full', coded('53100')],
    ['the socket is gone', coded('ECONNREFUSED')],
    ['the socket file is gone', coded('ENOENT')],
    ['the driver gave up waiting', new Error('Query read timeout')],
    ['no connection came free', new Error('timeout exceeded when trying to connect')],
    ['the connection broke in mid-query', new Error('Connection terminated unexpectedly')],
  ])('is unavailable when %s', (_, error) => expect(verdictOf(error)).toEqual({ kind: 'unavailable' }))

  it('is busy after a deadlock', () => expect(verdictOf(coded('40P01'))).toEqual({ kind: 'busy' }))
  it('names the constraint of a conflict', () =>
    expect(verdictOf(coded('23505', { constraint: 'person_email' }))).toEqual({
      kind: 'conflict',
      constraint: 'person_email',
    }))
  it('is a fault when the statement itself is wrong', () =>
    expect(verdictOf(coded('42601'))).toEqual({ kind: 'fault' }))
  it('is a fault when it is no error at all', () => expect(verdictOf('text')).toEqual({ kind: 'fault' }))
})
