import { Checkbox, Select } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { SkillId } from '#kernel/ids.ts'
import type { Skill } from '#protocol/http/skills.ts'
import { Button, IconButton } from '../design/button.tsx'
import { ReachField } from '../geography/reach-field.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { inputWrapperOrder, NumberField } from '../telephony/fields.tsx'
import { mostSteps, nextStep, type StepDraft, type StepProblem } from './relaxation-draft.ts'
import styles from './relaxation-editor.module.css'

interface RelaxationEditorProps {
  readonly steps: readonly StepDraft[]
  readonly skills: readonly Skill[]
  /** What is asked for at the beginning: of that a step may drop some. */
  readonly named: ReadonlySet<SkillId>
  problemOf(key: number): StepProblem | undefined
  set(steps: readonly StepDraft[]): void
}

/** The steps in which less is asked, or more people are. */
export function RelaxationEditor({ steps, skills, named, problemOf, set }: RelaxationEditorProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.steps}>
      {steps.map((step, index) => (
        <Step
          key={step.key}
          step={step}
          place={index + 1}
          skills={skills}
          named={named}
          problem={problemOf(step.key)}
          set={(changed) => set(steps.map((one) => (one.key === step.key ? changed : one)))}
          remove={() => set(steps.filter((one) => one.key !== step.key))}
        />
      ))}
      {steps.length < mostSteps && (
        <div>
          <Button size="small" icon={<IconPlus size={16} />} onClick={() => set([...steps, nextStep(steps)])}>
            {t('telephony.asking.addStep')}
          </Button>
        </div>
      )}
    </div>
  )
}

interface StepProps {
  readonly step: StepDraft
  readonly place: number
  readonly skills: readonly Skill[]
  readonly named: ReadonlySet<SkillId>
  readonly problem: StepProblem | undefined
  set(step: StepDraft): void
  remove(): void
}

function Step({ step, place, skills, named, problem, set, remove }: StepProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const droppable = skills.filter(({ skillId }) => named.has(skillId) || step.drop.includes(skillId))
  const isOfTime = problem === 'after' || problem === 'same-time'
  return (
    <fieldset className={styles.step}>
      <legend>{t('telephony.asking.step', { place: number(place) })}</legend>
      <div className={styles.fields}>
        <NumberField
          label={t('telephony.asking.after')}
          value={step.afterS}
          problem={problem && isOfTime ? t(`telephony.asking.problem.${problem}`) : undefined}
          set={(afterS) => set({ ...step, afterS })}
        />
        <NumberField
          label={t('telephony.asking.ring')}
          value={step.ring}
          placeholder={t('telephony.asking.asBefore')}
          problem={problem === 'ring' ? t('telephony.asking.problem.ring') : undefined}
          set={(ring) => set({ ...step, ring })}
        />
        <Select
          label={t('telephony.asking.lowerBy')}
          inputWrapperOrder={inputWrapperOrder}
          allowDeselect={false}
          disabled={step.isAnybody}
          data={[0, 1, 2, 3, 4].map((levels) => ({ value: String(levels), label: number(levels) }))}
          value={String(step.lowerBy)}
          onChange={(value) => set({ ...step, lowerBy: Number(value) })}
        />
      </div>
      {!step.isAnybody && (
        <div className={styles.reach}>
          <ReachField
            value={step.reach}
            silence="before"
            isChecked={problem === 'reach'}
            set={(reach) => set({ ...step, reach })}
          />
        </div>
      )}
      {droppable.length > 0 && (
        <fieldset className={styles.drops} disabled={step.isAnybody}>
          <legend>{t('telephony.asking.drop')}</legend>
          {droppable.map(({ skillId, name }) => (
            <Checkbox
              key={skillId}
              label={<bdi>{name}</bdi>}
              disabled={step.isAnybody}
              checked={step.drop.includes(skillId)}
              onChange={({ currentTarget: { checked } }) =>
                set({ ...step, drop: checked ? [...step.drop, skillId] : step.drop.filter((id) => id !== skillId) })
              }
            />
          ))}
        </fieldset>
      )}
      <Checkbox
        label={t('telephony.asking.isAnybody')}
        checked={step.isAnybody}
        onChange={({ currentTarget: { checked } }) => set({ ...step, isAnybody: checked })}
      />
      {problem === 'nothing' && <p className={styles.problem}>{t('telephony.asking.problem.nothing')}</p>}
      <IconButton
        className={styles.remove ?? ''}
        label={t('telephony.asking.removeStep', { place: number(place) })}
        icon={<IconX size={17} />}
        onClick={remove}
      />
    </fieldset>
  )
}
