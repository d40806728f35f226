import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { NamedRegion, ShownRegion } from '#protocol/http/geography.ts'
import { call } from '../sign-in/api.ts'

/** What is known of regions: it changes when somebody imports a country. */
export const useRegions = () =>
  useQuery({
    queryKey: ['regions'],
    queryFn: ({ signal }) => call('regions', { signal }),
    staleTime: 600_000,
  })

/** In the reader's language where it is known, else in English. */
export const regionName = ({ names }: Pick<NamedRegion, 'names'>, language: string): string =>
  names[language] ?? names.en ?? Object.values(names)[0] ?? ''

/** The country's name as the browser has it in the reader's language. */
export function countryName(country: string, language: string): string {
  return new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(country) ?? country
}

interface RegionGroup {
  readonly group: string
  readonly items: { readonly value: string; readonly label: string }[]
}

/** Regions to choose from, under the name of their country, each in the order of the reader's alphabet. */
export function useRegionChoices(): readonly RegionGroup[] {
  const { i18n } = useTranslation()
  const { language } = i18n
  const regions = useRegions().data?.items ?? []
  const groups = new Map<string, ShownRegion[]>()
  for (const region of regions) groups.set(region.country, [...(groups.get(region.country) ?? []), region])
  return [...groups].map(([country, of]) => ({
    group: countryName(country, language),
    items: of
      .map((region) => ({ value: region.code, label: regionName(region, language) }))
      .sort((a, b) => a.label.localeCompare(b.label, language)),
  }))
}
