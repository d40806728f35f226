import { type ComboboxItem, type ComboboxParsedItem, MultiSelect, type OptionsFilter, Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { foldText } from '#kernel/text-folding.ts'
import { useRegionChoices, useRegions } from './regions.ts'

interface RegionFieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly placeholder?: string
}

/** By the names in all languages that are known: who knows a place by its own name finds it under another. */
function useSearch(): OptionsFilter {
  const items = useRegions().data?.items ?? []
  const folded = new Map(items.map(({ code, names }) => [code, foldText(`${code} ${Object.values(names).join(' ')}`)]))
  const isFound = ({ value }: ComboboxItem, search: string) => (folded.get(value) ?? '').includes(search)
  return ({ options, search }) => {
    const wanted = foldText(search)
    return options.flatMap<ComboboxParsedItem>((option) => {
      if (!('items' in option)) return isFound(option, wanted) ? [option] : []
      const left = option.items.filter((item) => typeof item !== 'string' && isFound(item as ComboboxItem, wanted))
      return left.length === 0 ? [] : [{ ...option, items: left }]
    })
  }
}

/** One region, or none. */
export function RegionField({
  value,
  set,
  label,
  hint,
  placeholder,
}: RegionFieldProps & { readonly value: string; set(code: string): void }) {
  const choices = useRegionChoices()
  const filter = useSearch()
  return (
    <Select
      label={label}
      description={hint}
      {...(placeholder === undefined ? {} : { placeholder })}
      searchable
      clearable
      filter={filter}
      data={choices.map(({ group, items }) => ({ group, items: [...items] }))}
      value={value === '' ? null : value}
      onChange={(code) => set(code ?? '')}
    />
  )
}

/** Several regions. */
export function RegionsField({
  values,
  set,
  label,
  hint,
}: RegionFieldProps & { readonly values: readonly string[]; set(codes: readonly string[]): void }) {
  const choices = useRegionChoices()
  const filter = useSearch()
  return (
    <MultiSelect
      label={label}
      description={hint}
      searchable
      clearable
      hidePickedOptions
      maxValues={200}
      filter={filter}
      data={choices.map(({ group, items }) => ({ group, items: [...items] }))}
      value={[...values]}
      onChange={set}
    />
  )
}
