import type { Notice } from './event-package.ts'
import { xmlText } from './xml-text.ts'

/**
 * RFC 4235 4: what a busy lamp shows. Always the full state (4.3); of each dialog its direction and state and nothing of the
 * other party, for a colleague's lamp need not tell who calls.
 */
export function dialogInfo({ entity, state, version }: Pick<Notice, 'entity' | 'state' | 'version'>): string {
  const dialogs = state.calls.map(
    (call) =>
      `<dialog id="${xmlText(call.id)}" direction="${call.direction}"><state>${call.state}</state></dialog>\r\n`,
  )
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\r\n' +
    `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="full" entity="${xmlText(entity)}">\r\n` +
    `${dialogs.join('')}</dialog-info>\r\n`
  )
}
