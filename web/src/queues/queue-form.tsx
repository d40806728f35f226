import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ComponentProps, type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { QueueId } from '#kernel/ids.ts'
import type { ListedAgent, ManagedQueue } from '#protocol/http/queues.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { EligibilityPanel } from '../explaining/eligibility-panel.tsx'
import { ReachField } from '../geography/reach-field.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { stepProblems } from '../skills/relaxation-draft.ts'
import { RelaxationEditor } from '../skills/relaxation-editor.tsx'
import { isUnfinished, skillsOf } from '../skills/requirement-draft.ts'
import { RequirementEditor } from '../skills/requirement-editor.tsx'
import { AskFirst } from '../telephony/ask-first.tsx'
import { ChoiceField, NumberField, WordField } from '../telephony/fields.tsx'
import { useBusinessHours, useBusinessUnits, usePublishedFlows } from '../telephony/queries.ts'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { AnnouncementFields } from './announcement-fields.tsx'
import { CallbackFields } from './callback-fields.tsx'
import { CustomerRulesEditor } from './customer-rules-editor.tsx'
import { MemberList } from './member-list.tsx'
import {
  bounds,
  type MemberDraft,
  type MemberField,
  memberBounds,
  memberProblem,
  type NumberName,
  newMember,
  type QueueDraft,
  queueDraft,
  queueOf,
  queueProblems,
  type WrapUpMode,
  wrapUpModes,
} from './queue-draft.ts'
import { voicemailChoice } from './rules-draft.ts'
import { RulesEditor } from './rules-editor.tsx'
import { StrategyChoice } from './strategy-choice.tsx'
import { TrialPanel } from './trial-panel.tsx'

interface QueueFormProps {
  readonly queue: ManagedQueue | undefined
  done(): void
}

/** Adds or changes a queue, says who serves it, and takes it out of use. */
export function QueueForm({ queue, done }: QueueFormProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const [draft, setDraft] = useState(() => queueDraft(queue))
  const [isChecked, setChecked] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const [isPreviewing, setPreviewing] = useState(false)
  const [isTrying, setTrying] = useState(false)
  const problems = queueProblems(draft)
  const wrongSteps = stepProblems(draft.steps)
  const skills = useQuery({ queryKey: ['skills'], queryFn: ({ signal }) => call('skills', { signal }) })
  const allSkills = skills.data?.items ?? []
  const touches = [['managed-queues'], ['queues'], ['skills']]
  const save = useSaving(
    (idempotencyKey) =>
      queue
        ? call('changeQueue', { id: queue.queueId, ifMatch: queue.etag, body: queueOf(draft) })
        : call('createQueue', { idempotencyKey, body: queueOf(draft) }),
    { touches, done },
  )
  const setActive = useSaving(
    (_key, isActive: boolean) =>
      call('changeQueue', { id: queue?.queueId ?? '', ifMatch: queue?.etag ?? '', body: { isActive } }),
    { touches, done },
  )
  const change = (part: Partial<QueueDraft>) => setDraft((now) => ({ ...now, ...part }))
  const outOfRange = (name: NumberName) =>
    t('telephony.outOfRange', { from: number(bounds[name][0]), to: number(bounds[name][1]) })
  const bound = (name: NumberName) => ({
    value: draft[name],
    problem: isChecked && problems.has(name) ? outOfRange(name) : undefined,
    set: (value: string) => change({ [name]: value }),
  })
  const isRight = () => {
    setChecked(true)
    return problems.size === 0 && !isUnfinished(draft.requirement)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isRight()) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <WordField
        label={t('telephony.name')}
        value={draft.name}
        isFirst
        problem={isChecked && problems.has('name') ? t('telephony.needed') : undefined}
        set={(name) => change({ name })}
      />
      {queue === undefined && (
        <ChoiceField
          label={t('telephony.queues.channel')}
          hint={t('telephony.queues.channelHint')}
          value={draft.channel}
          choices={(['voice', 'task'] as const).map((value) => ({
            value,
            label: t(`telephony.queues.channels.${value}`),
          }))}
          set={(channel) => change({ channel: channel === 'task' ? 'task' : 'voice' })}
        />
      )}
      <Members draft={draft} isChecked={isChecked} set={(members) => change({ members })} />
      {queue && queue.profiles.length > 0 && (
        <p className={form.hint}>
          {t('telephony.queues.byProfile', {
            names: queue.profiles.map(({ name, agents }) => `${name} (${number(agents)})`).join(t('common.listComma')),
          })}
        </p>
      )}
      <div className={form.pair}>
        <StrategyChoice value={draft.strategy} set={(strategy) => change({ strategy })} />
        <NumberField
          label={t('telephony.queues.offersAtOnce')}
          hint={t('telephony.queues.offersAtOnceHint')}
          {...bound('offersAtOnce')}
        />
      </div>
      <fieldset className={form.group}>
        <legend>{t('telephony.asking.title')}</legend>
        {skills.isError && <ErrorNotice error={skills.error} />}
        {draft.requirement.parts.length === 0 && <p className={form.hint}>{t('telephony.asking.nothing')}</p>}
        <RequirementEditor
          group={draft.requirement}
          skills={allSkills}
          isChecked={isChecked}
          set={(requirement) => change({ requirement })}
        />
        <div className={form.pair}>
          <ReachField
            value={draft.reach}
            silence="none"
            hint={t('telephony.asking.reachHint')}
            isChecked={isChecked}
            set={(reach) => change({ reach })}
          />
        </div>
      </fieldset>
      <fieldset className={form.group}>
        <legend>{t('telephony.asking.relaxation')}</legend>
        <p className={form.hint}>{t('telephony.asking.relaxationHint')}</p>
        <RelaxationEditor
          steps={draft.steps}
          skills={allSkills}
          named={skillsOf(draft.requirement)}
          problemOf={(key) => (isChecked ? wrongSteps.get(key) : undefined)}
          set={(steps) => change({ steps })}
        />
      </fieldset>
      <Rules draft={draft} queueId={queue?.queueId} isChecked={isChecked} bound={bound} change={change} />
      {draft.channel === 'voice' && (
        <AnnouncementFields
          draft={draft.announcements}
          queueId={queue?.queueId}
          isChecked={isChecked}
          set={(announcements) => change({ announcements })}
        />
      )}
      {draft.channel === 'voice' && (
        <CallbackFields draft={draft.callback} isChecked={isChecked} set={(callback) => change({ callback })} />
      )}
      <div className={form.pair}>
        <NumberField label={t('telephony.queues.ring')} hint={t('telephony.queues.ringHint')} {...bound('ringS')} />
        <NumberField
          label={t('telephony.queues.coolDown')}
          hint={t('telephony.queues.coolDownHint')}
          {...bound('coolDownS')}
        />
      </div>
      <div className={form.pair}>
        <NumberField
          label={t('telephony.queues.misses')}
          hint={t('telephony.queues.missesHint')}
          {...bound('misses')}
        />
        <NumberField
          label={t('telephony.queues.missedPause')}
          hint={t('telephony.queues.missedPauseHint')}
          {...bound('missedS')}
        />
      </div>
      <div className={form.pair}>
        <ChoiceField
          label={t('telephony.queues.wrapUpMode.label')}
          value={draft.wrapUpMode}
          choices={wrapUpModes.map((mode) => ({ value: mode, label: t(`telephony.queues.wrapUpMode.${mode}`) }))}
          set={(mode) =>
            change({
              wrapUpMode: mode as WrapUpMode,
              // Whoever may write up needs a time for it, and whoever may ask for more needs to be granted it.
              ...(mode !== 'none' && Number(draft.wrapUpS) === 0 && { wrapUpS: '60' }),
              ...(mode === 'extendable' && Number(draft.extensions) === 0 && { extensions: '2' }),
            })
          }
        />
        {draft.wrapUpMode !== 'none' && (
          <NumberField
            label={t('telephony.queues.wrapUp')}
            hint={t('telephony.queues.wrapUpHint')}
            {...bound('wrapUpS')}
          />
        )}
      </div>
      {(draft.wrapUpMode === 'extendable' || draft.wrapUpMode === 'optional') && (
        <div className={form.pair}>
          <NumberField label={t('telephony.queues.extensions')} {...bound('extensions')} />
          <NumberField label={t('telephony.queues.extensionS')} {...bound('extensionS')} />
        </div>
      )}
      <div className={form.pair}>
        <NumberField label={t('telephony.queues.park')} hint={t('telephony.queues.parkHint')} {...bound('parkS')} />
        <NumberField
          label={t('telephony.queues.priority')}
          hint={t('telephony.queues.priorityHint')}
          {...bound('priority')}
        />
      </div>
      <Switch
        label={t('telephony.queues.autoAnswer')}
        description={t('telephony.queues.autoAnswerHint')}
        checked={draft.isAutoAnswered}
        onChange={({ currentTarget: { checked } }) => change({ isAutoAnswered: checked })}
      />
      {save.isError && <ErrorNotice error={save.error} />}
      {setActive.isError && !isAsking && <ErrorNotice error={setActive.error} />}
      {isAsking && queue && (
        <AskFirst
          title={t('telephony.queues.deactivateAsk', { name: queue.name })}
          deed={t('telephony.queues.deactivate')}
          isBusy={setActive.isPending}
          error={setActive.error}
          onYes={() => setActive.mutate(false)}
          onNo={() => setAsking(false)}
        >
          {t('telephony.queues.deactivateText')}
        </AskFirst>
      )}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {queue ? t('common.save') : t('telephony.queues.add')}
        </Button>
        <Button onClick={done}>{t('common.cancel')}</Button>
        {queue?.isActive && (
          <Button kind="quiet" aria-expanded={isPreviewing} onClick={() => setPreviewing((was) => !was)}>
            {t('telephony.why.preview.open')}
          </Button>
        )}
        {queue?.isActive && (
          <Button kind="quiet" aria-expanded={isTrying} onClick={() => setTrying((was) => !was)}>
            {t('telephony.trial.open')}
          </Button>
        )}
        {queue?.isActive && !isAsking && (
          <Button kind="quiet" className={form.away} onClick={() => setAsking(true)}>
            {t('telephony.queues.deactivate')}
          </Button>
        )}
        {queue && !queue.isActive && (
          <Button className={form.away} isBusy={setActive.isPending} onClick={() => setActive.mutate(true)}>
            {t('telephony.queues.activate')}
          </Button>
        )}
      </div>
      {isPreviewing && queue && <EligibilityPanel queueId={queue.queueId} isByRegion={queue.reach !== null} />}
      {isTrying && queue && (
        <TrialPanel queueId={queue.queueId} change={() => (isRight() ? queueOf(draft) : undefined)} />
      )}
    </form>
  )
}

interface RulesProps {
  readonly draft: QueueDraft
  readonly queueId: QueueId | undefined
  readonly isChecked: boolean
  bound(name: NumberName): Pick<ComponentProps<typeof NumberField>, 'value' | 'problem' | 'set'>
  change(part: Partial<QueueDraft>): void
}

/** What it promises, when it is open, and whom it sends elsewhere. */
function Rules({ draft, queueId, isChecked, bound, change }: RulesProps) {
  const { t } = useTranslation()
  const hours = useBusinessHours()
  const scripts = usePublishedFlows('script')
  const units = useBusinessUnits().data?.items ?? []
  const root = units.find(({ parentId }) => parentId === undefined)?.businessUnitId
  const choices = (hours.data?.items ?? []).map(({ businessHoursId, name }) => ({
    value: businessHoursId,
    label: name,
  }))
  return (
    <>
      <fieldset className={form.group}>
        <legend>{t('telephony.queueRules.title')}</legend>
        <div className={form.pair}>
          <NumberField
            label={t('telephony.queueRules.promise')}
            hint={t('telephony.queueRules.promiseHint')}
            {...bound('promiseS')}
          />
          <NumberField label={t('telephony.queueRules.percent')} {...bound('promisePercent')} />
        </div>
        <div className={form.pair}>
          <ChoiceField
            label={t('telephony.queueRules.hours')}
            hint={t('telephony.queueRules.hoursHint')}
            value={draft.hoursId}
            choices={[{ value: '', label: t('telephony.queueRules.always') }, ...choices]}
            set={(hoursId) => change({ hoursId: hoursId as QueueDraft['hoursId'] })}
          />
          <NumberField
            label={t('telephony.queueRules.lastAgent')}
            hint={t('telephony.queueRules.lastAgentHint')}
            {...bound('lastAgentS')}
          />
        </div>
        {(scripts.length > 0 || draft.scriptId !== '') && (
          <ChoiceField
            label={t('telephony.queueRules.script')}
            hint={t('telephony.queueRules.scriptHint')}
            value={draft.scriptId}
            choices={[
              { value: '', label: t('telephony.queueRules.noScript') },
              ...scripts.map(({ flowId, name }) => ({ value: flowId, label: name })),
            ]}
            set={(scriptId) => change({ scriptId: scriptId as QueueDraft['scriptId'] })}
          />
        )}
        <div className={form.pair}>
          <NumberField
            label={t('telephony.queueRules.caseOwner')}
            hint={t('telephony.queueRules.caseOwnerHint')}
            {...bound('caseOwnerS')}
          />
          <NumberField
            label={t('telephony.queueRules.owner')}
            hint={t('telephony.queueRules.ownerHint')}
            {...bound('ownerS')}
          />
          {units.length > 1 && (
            <ChoiceField
              label={t('telephony.queueRules.unit')}
              value={draft.unitId || (root ?? '')}
              choices={units.map(({ businessUnitId, name }) => ({ value: businessUnitId, label: name }))}
              set={(unitId) => change({ unitId: unitId as QueueDraft['unitId'] })}
            />
          )}
        </div>
      </fieldset>
      <fieldset className={form.group}>
        <legend>{t('telephony.queueRules.rules')}</legend>
        <p className={form.hint}>
          {t(draft.rules.length === 0 ? 'telephony.queueRules.none' : 'telephony.queueRules.hint')}
        </p>
        <RulesEditor rules={draft.rules} queueId={queueId} isChecked={isChecked} set={(rules) => change({ rules })} />
        {draft.rules.some(({ to }) => to === voicemailChoice) && (
          <NumberField
            label={t('telephony.queueRules.longestMessage')}
            hint={t('telephony.queueRules.longestMessageHint')}
            {...bound('messageS')}
          />
        )}
      </fieldset>
      <fieldset className={form.group}>
        <legend>{t('telephony.customerRules.title')}</legend>
        <p className={form.hint}>
          {t(draft.customerRules.length === 0 ? 'telephony.customerRules.none' : 'telephony.customerRules.hint')}
        </p>
        <CustomerRulesEditor
          rules={draft.customerRules}
          isChecked={isChecked}
          set={(customerRules) => change({ customerRules })}
        />
      </fieldset>
    </>
  )
}

/** The queues of whoever has a profile are set there. */
const hasOwnSettings = ({ routingProfileId }: ListedAgent): boolean => routingProfileId === undefined

interface MembersProps {
  readonly draft: QueueDraft
  readonly isChecked: boolean
  set(members: QueueDraft['members']): void
}

/** Who serves it, each with how this queue stands among his others, and what its strategy and its steps need. */
function Members({ draft: { members, strategy, steps }, isChecked, set }: MembersProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const isOfRings = steps.some(({ ring }) => ring.trim() !== '') || members.some(({ ring }) => ring.trim() !== '1')
  const agents = useQuery({ queryKey: ['agents'], queryFn: ({ signal }) => call('agents', { signal }) })
  const byShare = new Set((agents.data?.items ?? []).flatMap((one) => (one.choosesBy === 'share' ? [one.agentId] : [])))
  const isByShare = members.some(({ agentId, share }) => byShare.has(agentId) || share.trim() !== '1')
  const fields: readonly MemberField[] = [
    'priority',
    ...(isOfRings ? (['ring'] as const) : []),
    ...(strategy === 'weightedRandom' ? (['weight'] as const) : []),
    ...(strategy === 'fixedOrder' ? (['position'] as const) : []),
    ...(isByShare ? (['share'] as const) : []),
  ]
  const problemOf = (member: MemberDraft, field: MemberField) => {
    if (!isChecked || memberProblem(member) !== field) return undefined
    const [from, to] = memberBounds[field]
    return t('telephony.outOfRange', { from: number(from), to: number(to) })
  }
  return (
    <MemberList
      legend={t('telephony.queues.members')}
      none={t('telephony.queues.noMembers')}
      takeIn={t('telephony.queues.takeIn')}
      takeOut={(name) => t('telephony.queues.takeOut', { name })}
      members={members}
      isChoosable={hasOwnSettings}
      fieldsOf={(member) =>
        fields.map((field) => (
          <NumberField
            key={field}
            label={t(`telephony.queues.memberFields.${field}`)}
            value={member[field]}
            problem={problemOf(member, field)}
            set={(value) =>
              set(members.map((each) => (each.agentId === member.agentId ? { ...each, [field]: value } : each)))
            }
          />
        ))
      }
      added={(agentId) => set([...members, newMember(agentId)])}
      removed={(agentId) => set(members.filter((member) => member.agentId !== agentId))}
    />
  )
}
