import { type Algorithm, hash, verify } from '@node-rs/argon2'

// OWASP's password storage cheat sheet: argon2id with 19 MiB, two passes, one lane. About 25 ms on this kind of machine.
const argon2id = {
  algorithm: 2 satisfies Algorithm.Argon2id as Algorithm,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
}

// Each hash holds 19 MiB and a thread of the pool that file reads share: a burst of guesses must not take them all.
const hashesAtOnce = 2
const waitingAtMost = 200

/** Too many people sign in at this very moment; asking again in a second is right. */
export class PasswordsBusy extends Error {
  override readonly name = 'PasswordsBusy'
}

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= hashesAtOnce) {
    if (waiting.length >= waitingAtMost) throw new PasswordsBusy()
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

/** The argon2id hash of a password, in the PHC string form, with a salt of its own. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, argon2id))

/** In the place of a hash: this person signs in nowhere. */
export const noPassword = '!'

let dummyHash: Promise<string> | undefined

/**
 * Whether `password` is the one behind `passwordHash`. Without a hash (nobody has this address) it takes as long as with
 * one and says no, so that the time of an answer does not tell who has an account.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  dummyHash ??= hashPassword('nobody has this password')
  const against = passwordHash ?? (await dummyHash)
  return inTurn(async () => {
    try {
      return (await verify(against, password)) && passwordHash !== undefined
    } catch {
      // A hash that cannot be read belongs to nobody who can sign in with a password.
      return false
    }
  })
}

/** Makes the hash that unknown addresses are compared with, so that the first of them is not slower than the rest. */
export async function warmPasswords(): Promise<void> {
  dummyHash ??= hashPassword('nobody has this password')
  await dummyHash
}
