import { Select } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Proficiency, Skill } from '#protocol/http/skills.ts'
import { Button, IconButton } from '../design/button.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { type GroupDraft, newGroup, newSkillPart, type PartDraft, type SkillDraft } from './requirement-draft.ts'
import styles from './requirement-editor.module.css'
import { useSkillChoices } from './skill-choices.ts'

/** What routing takes is 8 deep; a person follows three. */
const deepestGroup = 3
const levels = [1, 2, 3, 4, 5] as const

interface GroupEditorProps {
  readonly group: GroupDraft
  readonly skills: readonly Skill[]
  readonly depth?: number
  readonly isChecked: boolean
  set(group: GroupDraft): void
  /** Absent: the outermost, which stays. */
  remove?(): void
}

/** Rows of skills and groups of them, put together by words: all of, at least one of, none of. */
export function RequirementEditor({ group, skills, depth = 1, isChecked, set, remove }: GroupEditorProps) {
  const { t } = useTranslation()
  const { parts } = group
  const change = (part: PartDraft) => set({ ...group, parts: parts.map((one) => (one.key === part.key ? part : one)) })
  const drop = (part: PartDraft) => set({ ...group, parts: parts.filter((one) => one.key !== part.key) })
  const join = `${group.isRefused ? 'not-' : ''}${group.join}`
  return (
    <div className={styles.group} data-nested={depth > 1 || undefined}>
      {(parts.length > 1 || depth > 1 || group.isRefused) && (
        <div className={styles.head}>
          <Select
            aria-label={t('telephony.asking.join')}
            className={styles.join}
            allowDeselect={false}
            data={(['all', 'any', 'not-any', 'not-all'] as const).map((value) => ({
              value,
              label: t(`telephony.asking.${value}`),
            }))}
            value={join}
            onChange={(value) =>
              value &&
              set({ ...group, isRefused: value.startsWith('not-'), join: value.endsWith('all') ? 'all' : 'any' })
            }
          />
          {remove && (
            <IconButton label={t('telephony.asking.removeGroup')} icon={<IconX size={17} />} onClick={remove} />
          )}
        </div>
      )}
      {parts.length > 0 && (
        <ul className={styles.parts}>
          {parts.map((part) => (
            <li key={part.key}>
              {part.kind === 'skill' ? (
                <SkillRow part={part} skills={skills} isChecked={isChecked} set={change} remove={() => drop(part)} />
              ) : (
                <RequirementEditor
                  group={part}
                  skills={skills}
                  depth={depth + 1}
                  isChecked={isChecked}
                  set={change}
                  remove={() => drop(part)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      <div className={styles.add}>
        <Button
          size="small"
          icon={<IconPlus size={16} />}
          onClick={() => set({ ...group, parts: [...parts, newSkillPart()] })}
        >
          {t('telephony.asking.addSkill')}
        </Button>
        {depth < deepestGroup && parts.length > 0 && (
          <Button
            size="small"
            kind="quiet"
            icon={<IconPlus size={16} />}
            onClick={() =>
              set({ ...group, parts: [...parts, newGroup(group.join === 'all' ? 'any' : 'all', [newSkillPart()])] })
            }
          >
            {t('telephony.asking.addGroup')}
          </Button>
        )}
      </div>
    </div>
  )
}

interface SkillRowProps {
  readonly part: SkillDraft
  readonly skills: readonly Skill[]
  readonly isChecked: boolean
  set(part: SkillDraft): void
  remove(): void
}

function SkillRow({ part, skills, isChecked, set, remove }: SkillRowProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const choices = useSkillChoices(skills)
  const name = skills.find(({ skillId }) => skillId === part.skillId)?.name ?? ''
  return (
    <div className={styles.row}>
      <Select
        className={styles.skill}
        aria-label={t('telephony.asking.skill')}
        placeholder={t('telephony.asking.skill')}
        data={choices}
        value={part.skillId === '' ? null : part.skillId}
        searchable
        nothingFoundMessage={t('telephony.asking.noSkills')}
        error={isChecked && part.skillId === '' ? t('telephony.needed') : undefined}
        onChange={(skillId) => skillId && set({ ...part, skillId: skillId as SkillDraft['skillId'] })}
      />
      <Select
        className={styles.compare}
        aria-label={t('telephony.asking.compare')}
        allowDeselect={false}
        data={[
          { value: 'least', label: t('telephony.asking.least') },
          { value: 'less', label: t('telephony.asking.less') },
        ]}
        value={part.isRefused ? 'less' : 'least'}
        onChange={(value) => set({ ...part, isRefused: value === 'less' })}
      />
      <Select
        className={styles.level}
        aria-label={t('telephony.asking.level')}
        allowDeselect={false}
        data={levels.map((level) => ({ value: String(level), label: number(level) }))}
        value={String(part.least)}
        onChange={(value) => value && set({ ...part, least: Number(value) as Proficiency })}
      />
      <IconButton label={t('telephony.asking.removeSkill', { name })} icon={<IconX size={17} />} onClick={remove} />
    </div>
  )
}
