import type { Notice } from './event-package.ts'
import { xmlText } from './xml-text.ts'

/**
 * RFC 3863 (PIDF) with RFC 4479 and 4480: open when a telephone is registered and its user is there; what the person does beside
 * it, for telephones that show it.
 */
export function presence({ entity, state, isRegistered }: Omit<Notice, 'version'>): string {
  const isOpen = isRegistered && state.isAvailable
  const isTalking = state.calls.some((call) => call.state === 'confirmed')
  const activity = isTalking ? 'on-the-phone' : isOpen ? undefined : 'away'
  const note = isTalking ? 'On the phone' : isOpen ? 'Available' : 'Away'
  const person =
    activity === undefined
      ? ''
      : `<dm:person id="person"><rpid:activities><rpid:${activity}/></rpid:activities></dm:person>\r\n`
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\r\n' +
    '<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" ' +
    `xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="${xmlText(entity)}">\r\n` +
    `<tuple id="phones"><status><basic>${isOpen ? 'open' : 'closed'}</basic></status><note>${note}</note></tuple>\r\n` +
    `${person}</presence>\r\n`
  )
}
