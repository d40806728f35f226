import { useCallback, useEffect, useSyncExternalStore } from 'react'
import type { TopicName } from '#protocol/realtime/index.ts'
import { useStore } from '../state/use-store.ts'
import { onceAFrame } from './once-a-frame.ts'
import { stream } from './stream.ts'
import type { TopicEntries } from './topic-state.ts'

/** The entries of a realtime topic, followed while the component is shown; `undefined` until the first snapshot. */
export function useTopic<Topic extends TopicName>(topic: Topic): TopicEntries[Topic] | undefined {
  useEffect(() => stream.follow(topic), [topic])
  const subscribe = useCallback(
    (listener: () => void) => stream.onTopic(topic, topic === 'desk' ? listener : onceAFrame(listener)),
    [topic],
  )
  return useSyncExternalStore(subscribe, () => stream.entries(topic))
}

export const useStreamStatus = () => useStore(stream.status)
