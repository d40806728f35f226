import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { Button } from '../design/button.tsx'
import { planWrapUp } from './call-commands.ts'
import { useIsPending } from './use-desk.ts'

/** Where writing up is optional: whether this agent will. */
export function WrapUpWish({ of: { interactionId, isWrapUpWanted } }: { readonly of: DeskInteraction }) {
  const { t } = useTranslation()
  const isBusy = useIsPending(`finish:${interactionId}`)
  const turn = () => void planWrapUp(interactionId, isWrapUpWanted !== true)
  const shortcut = useShortcut('U', turn, isWrapUpWanted !== undefined)
  if (isWrapUpWanted === undefined) return null
  return (
    <Button
      size="small"
      kind={isWrapUpWanted ? 'primary' : 'plain'}
      aria-pressed={isWrapUpWanted}
      shortcut={shortcut}
      isBusy={isBusy}
      onClick={turn}
    >
      {t('desk.wrapUpWant')}
    </Button>
  )
}
