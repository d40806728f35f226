import { describe, expect, it } from 'vitest'
import { hashPassword, verifyPassword } from './passwords.ts'

describe('passwords', () => {
  it('are kept as argon2id with the cost written beside it', async () => {
    const hash = await hashPassword('a long enough one')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await verifyPassword(hash, 'a long enough one')).toBe(true)
    expect(await verifyPassword(hash, 'A long enough one')).toBe(false)
  })

  it('say no for nobody, even when the guess is what nobody is compared with', async () => {
    expect(await verifyPassword(undefined, 'nobody has this password')).toBe(false)
  })

  it('say no when the stored hash cannot be read', async () => {
    expect(await verifyPassword('not a hash', 'anything')).toBe(false)
  })
})
