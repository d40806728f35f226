import { type Static, type TSchema, Type } from 'typebox'

/** What the fields of a model are written in: names, times in milliseconds, rates, and times by chance. */
const closed = { additionalProperties: false } as const
export const object = <Fields extends Record<string, TSchema>>(fields: Fields, description: string, others = {}) =>
  Type.Object(fields, { ...closed, description, ...others })

const longestMs = 400 * 86_400_000
export const name = (description: string) => Type.String({ minLength: 1, maxLength: 60, description })
export const time = (description: string) => Type.Number({ minimum: 0, maximum: longestMs, description })
export const length = (description: string) => Type.Number({ exclusiveMinimum: 0, maximum: longestMs, description })
export const rate = (description: string) => Type.Number({ minimum: 0, maximum: 1_000_000, description })
export const priority = (description: string) => Type.Integer({ minimum: -1000, maximum: 1000, description })
export const proficiency = (description: string) => Type.Integer({ minimum: 1, maximum: 5, description })

export const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description })

const Exponential = object({ exponentialMeanMs: length('The mean.') }, 'Exponentially distributed.')
const LogNormal = object(
  {
    logNormal: object(
      { meanMs: length('The mean of the times themselves.'), sdMs: length('Their standard deviation.') },
      'By the mean and the standard deviation of the times, not of their logarithms.',
    ),
  },
  'Log-normally distributed.',
)
const Constant = object({ constantMs: time('Every time the same.') }, 'Always the same.')
const Empirical = object(
  {
    empiricalMs: Type.Array(time('A time that was once measured.'), { minItems: 1, maxItems: 1_000_000 }),
  },
  'One of these by lot, each as likely as the next.',
)
export const durations = [Exponential, LogNormal, Constant, Empirical] as const
export const Duration = Type.Union([...durations])

export type Duration = Static<typeof Duration>
