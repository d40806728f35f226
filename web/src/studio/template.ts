import type { DrawnBlock, DrawnFlow, DrawnJson } from '#protocol/http/flow-definition.ts'
import { arranged } from './drawing.ts'

/** In the languages of the flow, what its first blocks say. */
type Told = (key: 'greeting' | 'menu' | 'closed' | 'support' | 'message') => string

/** Greeting, menu, two queues and a voicemail, with everything connected: queues are chosen where there are some. */
export function usualFlow(queueIds: readonly string[], language: string, told: Told): DrawnFlow {
  const words = (key: Parameters<Told>[0]): DrawnJson => [{ kind: 'text', words: { [language]: told(key) } }]
  const [first = '', second = first] = queueIds
  const block = (
    blockId: string,
    kind: string,
    settings: DrawnJson,
    exits: Record<string, string> = {},
  ): DrawnBlock => ({
    ...{ blockId, kind, settings, exits, at: { x: 0, y: 0 } },
  })
  return arranged({
    format: 1,
    start: 'say-1',
    variables: [],
    ...(first !== '' && { fallbackQueueId: first as never }),
    blocks: [
      block('say-1', 'say', { items: words('greeting'), isInterruptible: true }, { next: 'menu-1' }),
      block(
        'menu-1',
        'menu',
        {
          ...{ question: words('menu'), timeoutMs: 5000, tries: 3 },
          choices: [
            { key: '1', label: told('support') },
            { key: '2', label: told('message') },
          ],
        },
        { 'key-1': 'enqueue-1', 'key-2': 'voicemail-1', 'no-answer': 'enqueue-2' },
      ),
      block('enqueue-1', 'enqueue', { queueId: first }),
      block('voicemail-1', 'voicemail', { queueId: first }),
      block('enqueue-2', 'enqueue', { queueId: second }),
    ],
  })
}
