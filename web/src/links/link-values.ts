import type { Customer } from '#protocol/http/customers.ts'
import type { LinkValues } from '#protocol/http/link-address.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'

/** What a link is filled with: of an outbound call the number is whom the agent called, as the desk shows him. */
export function linkValues(call: DeskInteraction, customer: Customer | undefined): LinkValues {
  const values = {
    number: call.callerNumber,
    dialedNumber: call.dialedNumber,
    'customer.id': call.customerId,
    'customer.name': call.customerName ?? call.callerName,
    'customer.email': customer?.email,
    interactionId: call.interactionId,
    queue: call.queueName,
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
