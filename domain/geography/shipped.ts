import az from './countries/az.json' with { type: 'json' }
import ge from './countries/ge.json' with { type: 'json' }
import hu from './countries/hu.json' with { type: 'json' }
import ir from './countries/ir.json' with { type: 'json' }
import tr from './countries/tr.json' with { type: 'json' }
import type { Country } from './country.ts'

/** The countries that come with the product; `countries/` has what they say, docs/geography.md whence it is. */
export const shippedCountries = [az, ge, hu, ir, tr] as unknown as readonly Country[]
