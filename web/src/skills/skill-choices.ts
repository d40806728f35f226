import { useTranslation } from 'react-i18next'
import type { Skill, SkillKind } from '#protocol/http/skills.ts'

export const kinds: readonly SkillKind[] = ['skill', 'language', 'product', 'region', 'businessUnit']

/** Skills to choose from, under the name of their kind. */
export function useSkillChoices(skills: readonly Skill[]) {
  const { t } = useTranslation()
  return kinds.flatMap((kind) => {
    const items = skills
      .filter((skill) => skill.kind === kind)
      .map(({ skillId, name }) => ({ value: skillId as string, label: name }))
    return items.length === 0 ? [] : [{ group: t(`telephony.skills.kinds.${kind}`), items }]
  })
}
