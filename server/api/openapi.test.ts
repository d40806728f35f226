import { describe, expect, it } from 'vitest'
import { routes } from '#protocol/http/index.ts'
import { buildOpenApi } from './openapi.ts'

interface Operation {
  operationId: string
  security: object[]
  parameters: { name: string; in: string; required: boolean }[]
  responses: Record<string, unknown>
}
const document = buildOpenApi() as { openapi: string; paths: Record<string, Record<string, Operation>> }
const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
const operation = (id: string) => operations.find(({ operationId }) => operationId === id)

describe('the OpenAPI document', () => {
  it('has every route once', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(routes).sort())
  })

  it('names the parameters of a path', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      for (const { parameters } of Object.values(methods)) {
        expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(named)
      }
    }
  })

  it('says which requests create, which need If-Match, and which need no sign-in', () => {
    expect(operation('createCustomer')?.responses).toHaveProperty('201')
    expect(operation('createCustomer')?.parameters.map(({ name }) => name)).toContain('Idempotency-Key')
    expect(operation('changeCustomer')?.parameters).toContainEqual(
      expect.objectContaining({ name: 'If-Match', required: true }),
    )
    expect(operation('startWebCall')?.security).toEqual([])
    expect(operation('me')?.security).toEqual([{ signIn: [] }, { key: [] }])
  })

  it('can be written as JSON and read again without loss', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  })
})
