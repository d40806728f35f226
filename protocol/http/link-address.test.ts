import { expect, it } from 'vitest'
import { fillLink, linkProblem } from './link-address.ts'

it.each([
  ['https://crm.example/find?phone={number}&name={customer.name}', undefined],
  ['http://10.0.0.5:8080/#/calls/{interactionId}', undefined],
  ['javascript:alert({number})', 'not-http'],
  ['file:///etc/passwd', 'not-http'],
  ['https://{number}.example/', 'host'],
  ['https://user@crm.example/', 'host'],
  ['https://crm.example/{account}', 'placeholder'],
  ['https://crm.example/{number', 'malformed'],
  ['https://crm.example/a b', 'malformed'],
  ['https://', 'malformed'],
] as const)('%s: %s', (template, problem) => {
  expect(linkProblem(template)).toBe(problem)
})

it('encodes what is filled in, and leaves empty what is not known', () => {
  const template = 'https://crm.example/find?phone={number}&name={customer.name}&mail={customer.email}'
  const values = { number: '+994 12', 'customer.name': 'Əli & Co/?#' }
  expect(fillLink(template, values)).toBe(
    'https://crm.example/find?phone=%2B994%2012&name=%C6%8Fli%20%26%20Co%2F%3F%23&mail=',
  )
})
