import first from './first.ts'
import telephony from './telephony.json'

/** All words; a page loads `first.ts`, and the others with the sections that say them. */
export default { ...first, telephony }
