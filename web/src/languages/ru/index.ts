import admin from './admin.json'
import alerts from './alerts.json'
import cases from './cases.json'
import design from './design.json'
import directory from './directory.json'
import errors from './errors.json'
import first from './first.ts'
import floor from './floor.json'
import recordings from './recordings.json'
import script from './script.json'
import staffing from './staffing.json'
import studio from './studio.json'
import telephony from './telephony.json'

/** All words; a page loads `first.ts`, and the others with the sections that say them. */
export default {
  ...first,
  errors: { ...first.errors, ...errors },
  admin,
  alerts,
  cases,
  design,
  directory,
  floor,
  recordings,
  script,
  staffing,
  studio,
  telephony,
}
