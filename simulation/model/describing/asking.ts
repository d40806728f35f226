import { type TSchema, Type } from 'typebox'
import { name, object, proficiency } from './measures.ts'

/** What is asked of an agent. */

export const Required = object(
  { skill: name('A skill by its name.'), least: proficiency('The least proficiency, 1 to 5.') },
  'What an agent needs to have.',
)

/** As `Requirement` of the decider, with skills by their names. */
export type ModelRequirement =
  | { readonly skill: string; readonly least: number }
  | { readonly all: readonly ModelRequirement[] }
  | { readonly any: readonly ModelRequirement[] }
  | { readonly not: ModelRequirement }

const itself: TSchema = Type.Unsafe({ $ref: '#/$defs/requirement' })
const parts = (description: string) => Type.Array(itself, { minItems: 1, maxItems: 100, description })

/** Stands in the schema's `$defs`, so that it can name itself. */
export const requirementSchema = Type.Union(
  [
    Required,
    object({ all: parts('Each of them.') }, 'All of these.'),
    object({ any: parts('Alternatives.') }, 'One of these.'),
    object({ not: itself }, 'This must not be so.'),
  ],
  { description: 'An expression over skills, eight levels deep and with a hundred parts at most.' },
)
export const Requirement = Type.Unsafe<ModelRequirement>(itself)

export const Reach = Type.Union(
  [
    Type.Literal('region'),
    Type.Literal('neighbors'),
    Type.Literal('anywhere'),
    object(
      { km: Type.Number({ minimum: 1, maximum: 20_000, description: 'Kilometers between the seats of the regions.' }) },
      'Within a distance.',
    ),
  ],
  {
    description:
      'How far from the customer agents may work; the nearest is asked first. Absent: where they work does not matter.',
  },
)

export const regionCode = (description: string) => Type.String({ pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$', description })
