import type { Notice } from './event-package.ts'

/** RFC 3842 5.2: the message light and how many voice messages wait, new and heard. */
export function messageSummary({ entity, state }: Pick<Notice, 'entity' | 'state'>): string {
  const { newMessages, oldMessages } = state
  return [
    `Messages-Waiting: ${newMessages > 0 ? 'yes' : 'no'}`,
    `Message-Account: ${entity}`,
    `Voice-Message: ${newMessages}/${oldMessages}`,
    '',
  ].join('\r\n')
}
