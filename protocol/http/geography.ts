import { type Static, Type } from 'typebox'
import { Empty } from './fields.ts'

/** Regions: where customers are, where agents work, and how far from one to the other. */

export const regionCodePattern = '^[A-Z]{2}-[A-Z0-9]{1,3}$'
/** A first-level division of a country, ISO 3166-2. */
export const RegionCode = Type.String({ pattern: regionCodePattern, description: 'ISO 3166-2, such as GE-IM.' })
export const RegionCodes = Type.Array(RegionCode, { maxItems: 200, uniqueItems: true })

/** How far from the customer's region agents may work. Whoever works nearest is asked first. */
export const Reach = Type.Union([
  /** In it. */
  Type.Literal('region'),
  /** Or in one that has a border with it. */
  Type.Literal('neighbors'),
  Type.Literal('anywhere'),
  /** From its center to that of a region where they work. */
  Type.Object({ km: Type.Integer({ minimum: 1, maximum: 20_000 }) }),
])
export type Reach = Static<typeof Reach>

/** How a customer's region is known: somebody said so, or by his postcode, his address, or the landline that he has. */
export const WhereaboutsSource = Type.Union([
  Type.Literal('told'),
  Type.Literal('postcode'),
  Type.Literal('address'),
  Type.Literal('landline'),
])

const name = Type.String({ minLength: 1, maxLength: 100 })
const latitude = Type.Number({ minimum: -90, maximum: 90 })
const longitude = Type.Number({ minimum: -180, maximum: 180 })

/** A country as a file has it: what an import takes. Published as docs/reference/country.schema.json. */
export const CountryFile = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: 'Where this schema is, for editors.' })),
    country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1.' }),
    callingCode: Type.String({ pattern: '^[1-9][0-9]{0,2}$', description: 'ITU-T E.164, without the plus.' }),
    language: Type.String({ minLength: 2, maxLength: 35, description: 'BCP-47: what `name` is written in.' }),
    regions: Type.Array(
      Type.Object({
        code: RegionCode,
        name: Type.String({ minLength: 1, maxLength: 100, description: 'As it is called there.' }),
        english: name,
        names: Type.Optional(
          Type.Record(Type.String(), name, { description: 'Other names by BCP-47 language.', maxProperties: 50 }),
        ),
        towns: Type.Optional(
          Type.Array(name, { maxItems: 2000, description: 'Towns in it, by whose names an address is understood.' }),
        ),
        latitude: Type.Number({ minimum: -90, maximum: 90, description: 'Of its center, in degrees (WGS 84).' }),
        longitude: Type.Number({ minimum: -180, maximum: 180, description: 'Of its center, in degrees (WGS 84).' }),
        landline: Type.Array(Type.String({ pattern: '^[0-9]{1,12}$' }), {
          maxItems: 2000,
          description:
            'How national numbers of its landlines begin, without the leading 0; the longest that fits holds.',
        }),
        postcodes: Type.Array(Type.String({ pattern: '^[0-9A-Z]{1,10}$' }), {
          maxItems: 2000,
          description: 'How its postcodes begin; the longest that fits holds.',
        }),
        neighbors: Type.Array(RegionCode, {
          maxItems: 100,
          description: 'Regions of this file that it has a border with; each has to say the same of the other.',
        }),
      }),
      { minItems: 1, maxItems: 500 },
    ),
  },
  { title: 'A country and its first-level regions' },
)
export type CountryFile = Static<typeof CountryFile>

/** The body of an import: what is wrong in it is said place by place, so its shape is looked at by who takes it. */
export const ImportedCountry = Type.Unsafe<CountryFile>(
  Type.Record(Type.String(), Type.Unknown(), {
    title: 'CountryFile',
    description: 'As docs/reference/country.schema.json says.',
  }),
)

/** By language (BCP-47): in English, in the country's own, and in whatever others are known. */
const RegionNames = Type.Record(Type.String(), Type.String())

/** As lists and forms need it. */
export const ShownRegion = Type.Object({
  code: RegionCode,
  country: Type.String(),
  names: RegionNames,
  latitude,
  longitude,
})
export type ShownRegion = Static<typeof ShownRegion>

/** By name, where decisions speak of regions. */
export const NamedRegion = Type.Object({ code: RegionCode, names: RegionNames })
export type NamedRegion = Static<typeof NamedRegion>

export const Regions = Type.Object({
  items: Type.Array(ShownRegion),
  countries: Type.Array(
    Type.Object({
      country: Type.String(),
      regions: Type.Integer(),
      /** Somebody imported it; absent: it came with the product. */
      importedAt: Type.Optional(Type.String({ format: 'date-time' })),
      importedBy: Type.Optional(Type.String()),
      /** How many agents work there, by what is said of them. */
      agents: Type.Integer(),
    }),
  ),
})
export type Regions = Static<typeof Regions>

export const ImportedRegions = Type.Object({ country: Type.String(), regions: Type.Integer() })
export type ImportedRegions = Static<typeof ImportedRegions>

export const CountryQuery = Type.Object({ country: Type.String({ pattern: '^[A-Z]{2}$' }) })
export type CountryQuery = Static<typeof CountryQuery>

export const geographyRoutes = {
  regions: {
    method: 'GET',
    path: '/regions',
    permission: 'signed-in',
    summary: 'Every region that is known, by country',
    answer: Regions,
  },
  importCountry: {
    method: 'PUT',
    path: '/regions',
    permission: 'queues.manage',
    summary: "Import a country's regions, in the place of those that are known of it",
    body: ImportedCountry,
    answer: ImportedRegions,
  },
  removeCountry: {
    method: 'DELETE',
    path: '/regions',
    permission: 'queues.manage',
    summary: 'Take an import back; a country that came with the product is as it came',
    query: CountryQuery,
    answer: Empty,
  },
} as const
