/** Cases: service matters of customers that live beyond one interaction. */
export * from './case.ts'
export * from './case-number.ts'
