/** The schemas of `/api/v1`. Server, desk and widget read the same ones. */
export * from './customers.ts'
export * from './fields.ts'
export * from './interactions.ts'
export * from './people.ts'
export * from './routes.ts'
export * from './stations.ts'
