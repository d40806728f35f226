import type { Value } from './flow.ts'

/** The text with what variables hold in place of `{name}`; what is not set is nothing. */
export function filled(
  text: string,
  variables: Readonly<Record<string, Value>>,
  written: (value: Value) => string = String,
): string {
  return text.replace(/\{([A-Za-z][A-Za-z0-9_]{0,63})\}/g, (_whole, name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined
    return value === undefined ? '' : written(value)
  })
}
