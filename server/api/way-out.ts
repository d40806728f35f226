import { dialedNumber } from '#domain/dialing/index.ts'
import type { NumberPlan } from '../configuration/number-plan.ts'
import type { Refusal } from './refusal.ts'

/** Nobody calls for help by dialling a number of ours, and a call that is sent on to us would be sent on for ever. */
export function wrongWayOut(
  { region, emergencyNumbers, numberRuleOf }: NumberPlan,
  text: string,
  isAlsoOurs: (number: string) => boolean = () => false,
): Refusal | undefined {
  const number = dialedNumber(text, region, emergencyNumbers)
  if (!number.ok || !/[0-9]/.test(number.value)) return { code: 'phone-number.invalid' }
  if (emergencyNumbers.includes(number.value)) {
    return { code: 'phone-number.invalid', detail: 'This is an emergency number: no call is sent on to it.' }
  }
  const isOurs = numberRuleOf(text) !== undefined || isAlsoOurs(number.value)
  return isOurs ? { code: 'phone-number.invalid', detail: 'This number is one of ours.' } : undefined
}
