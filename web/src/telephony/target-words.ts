import { useTranslation } from 'react-i18next'
import type { DirectTarget, NumberTarget } from '#protocol/http/number-plan.ts'
import { formatNumber } from '../desk/number-formats.ts'
import { useBusinessHours, useEverybody, useFlowsForCalls, useQueues } from './queries.ts'

/** A function that says where a number leads, in one line. */
export function useTargetWords(): (target: NumberTarget) => string {
  const { t } = useTranslation()
  const queues = useQueues().data?.items
  const everybody = useEverybody().data?.items
  const flows = useFlowsForCalls()
  const hours = useBusinessHours().data?.items
  const direct = (target: DirectTarget): string => {
    if (target.kind === 'queue') {
      const name = queues?.find(({ queueId }) => queueId === target.queueId)?.name ?? t('telephony.removed')
      return t(target.greeting ? 'telephony.target.said.queueGreeting' : 'telephony.target.said.queue', { name })
    }
    if (target.kind === 'person') {
      const person = everybody?.find(({ personId }) => personId === target.personId)
      return t('telephony.target.said.person', { name: person?.name ?? t('telephony.somebody') })
    }
    if (target.kind === 'flow') {
      const flow = flows.find(({ flowId }) => flowId === target.flowId)
      return t('telephony.target.said.flow', { name: flow?.name ?? t('telephony.removed') })
    }
    // The marks keep the number's own direction inside of right-to-left words.
    if (target.kind === 'number')
      return t('telephony.target.said.number', { name: `\u2066${formatNumber(target.number)}\u2069` })
    return t('telephony.target.said.announcement', { name: `\u2068${target.prompt}\u2069` })
  }
  return (target) => {
    if (target.kind !== 'hours') return direct(target)
    const name = hours?.find(({ businessHoursId }) => businessHoursId === target.businessHoursId)?.name
    return t('telephony.target.said.hours', {
      name: name ?? t('telephony.removed'),
      open: direct(target.open),
      closed: direct(target.closed),
    })
  }
}
