/** Customers (the CRM): who it is that reaches us. */
export * from './identity-match.ts'
export * from './phone-number.ts'
