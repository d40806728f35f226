import { useTranslation } from 'react-i18next'
import type { Asked, NotAsked, WhyNot, Works } from '#protocol/http/decisions.ts'
import type { NamedRegion } from '#protocol/http/geography.ts'
import type { Requirement } from '#protocol/http/skills.ts'
import { regionName } from '../geography/regions.ts'
import { useFormats } from '../languages/use-formats.ts'

type NamedRegions = readonly NamedRegion[]
type NamedSkills = readonly { readonly skillId: string; readonly name: string }[]

/** What was asked and why somebody was not, in the reader's language. */
export function useWhyWords(skills: NamedSkills, regions: NamedRegions) {
  const { t, i18n } = useTranslation()
  const { clock, number } = useFormats()
  const names = new Map(skills.map(({ skillId, name }) => [skillId, name]))

  // The marks keep a name's own direction inside of the sentence.
  const skillName = (skillId: string) => `\u2068${names.get(skillId) ?? t('telephony.why.formerSkill')}\u2069`
  const part = (of: Requirement): string =>
    'all' in of || 'any' in of ? t('telephony.why.group', { part: requirement(of) }) : requirement(of)
  function requirement(of: Requirement): string {
    if ('skillId' in of) {
      return t('telephony.why.skill', { skill: skillName(of.skillId), level: number(of.least) })
    }
    if ('not' in of) return t('telephony.why.not', { part: part(of.not) })
    if ('all' in of) return of.all.map(part).join(t('telephony.why.and'))
    return of.any.map(part).join(t('telephony.why.or'))
  }

  const regionOf = (code: string) => {
    const region = regions.find((one) => one.code === code)
    return `\u2068${region ? regionName(region, i18n.language) : code}\u2069`
  }

  /** Where somebody works; empty where nobody said. */
  function works({ regionCode, km }: Partial<Works>): string {
    if (regionCode === undefined || km === undefined) return ''
    const region = regionOf(regionCode)
    return km === 0 ? t('telephony.why.works', { region }) : t('telephony.why.worksAway', { region, km: number(km) })
  }

  function area({ regionCode, reach }: NonNullable<Asked['area']>): string {
    const region = regionOf(regionCode)
    if (typeof reach === 'string') return t(`telephony.why.reach.${reach}`, { region })
    return t('telephony.why.reach.km', { region, km: number(reach.km) })
  }

  function asked({ ring, requirement: of, area: from }: Asked): string {
    const words = [
      ...(from ? [area(from)] : []),
      ...(of ? [requirement(of)] : []),
      ...(ring === undefined ? [] : [t('telephony.why.upToRing', { ring: number(ring) })]),
    ]
    return words.length === 0 ? t('telephony.why.anybody') : words.join(t('telephony.why.comma'))
  }

  function whyNot({ kind, presence, idleMs, ring, requirement: of, skillId, ...where }: WhyNot): string {
    const place = works(where)
    if (kind === 'behind') {
      const could = t('telephony.why.others.behind', { idle: clock(idleMs ?? 0) })
      return place === '' ? could : `${could}${t('telephony.why.comma')}${place}`
    }
    if (kind === 'too-far') return place || t('telephony.why.others.too-far')
    if (kind === 'absent') return t(`telephony.why.others.absent.${presence ?? 'notReady'}`)
    if (kind === 'ring') return t('telephony.why.others.ring', { ring: number(ring ?? 0) })
    if (kind === 'kept') {
      const skill = `\u2068${(skillId && names.get(skillId)) ?? t('telephony.why.formerSkill')}\u2069`
      return t('telephony.why.others.kept', { skill })
    }
    if (kind === 'lacks') return t('telephony.why.others.lacks', { asked: of ? requirement(of) : '' })
    return t(`telephony.why.others.${kind}`)
  }

  const nameOf = ({ agentName }: Pick<NotAsked, 'agentName'>) =>
    `\u2068${agentName ?? t('telephony.why.formerAgent')}\u2069`
  return { asked, whyNot, nameOf, skillName, requirement, works }
}
