import type { SipEngine, SipEngineOptions } from './engine-contract.ts'

export function createSipEngine(_options: SipEngineOptions): SipEngine {
  throw new Error('under construction')
}
