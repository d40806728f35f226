import directory from './directory.json'
import first from './first.ts'
import recordings from './recordings.json'
import staffing from './staffing.json'
import studio from './studio.json'
import telephony from './telephony.json'

/** All words; a page loads `first.ts`, and the others with the sections that say them. */
export default { ...first, directory, recordings, staffing, studio, telephony }
