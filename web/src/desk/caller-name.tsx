import { useTranslation } from 'react-i18next'
import { type Caller, isToldBySubject, subjectOf } from './caller.ts'
import { PhoneNumber } from './phone-number.tsx'

/** Who calls: the customer's name, the name that the phone sends, else the number; or what a task is about. */
export function CallerName({ of }: { readonly of: Caller }) {
  const { t } = useTranslation()
  const { customerName, callerName, callerNumber } = of
  if (isToldBySubject(of)) return <bdi>{subjectOf(of) ?? t('desk.task.nameless')}</bdi>
  const name = customerName ?? callerName
  if (name) return <bdi>{name}</bdi>
  return callerNumber ? <PhoneNumber of={callerNumber} /> : t('desk.unknownCaller')
}

/** The number, where the name stands elsewhere. */
export function CallerNumber({ of: { customerName, callerName, callerNumber } }: { readonly of: Caller }) {
  return callerNumber && (customerName ?? callerName) ? (
    <li>
      <PhoneNumber of={callerNumber} />
    </li>
  ) : null
}
