import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'

const saidForMs = 2500

/** Copies a text; on pages without the browser's clipboard (plain HTTP) by a selection. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { t } = useTranslation()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), saidForMs)
    return () => clearTimeout(timer)
  }, [isCopied])
  return (
    <Button
      size="small"
      aria-label={label === undefined ? undefined : `${t('common.copy')}: ${label}`}
      icon={isCopied ? <IconCheck size={16} /> : <IconCopy size={16} />}
      onClick={(event) => {
        const near = event.currentTarget.closest('dialog, [role="dialog"], section') ?? document.body
        void copy(text, near).then(setCopied)
      }}
    >
      <span role="status">{isCopied ? t('common.copied') : t('common.copy')}</span>
    </Button>
  )
}

/** @param near inside of the dialog that holds the focus, or the selection would be refused it */
async function copy(text: string, near: Element): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      // Not permitted: the old way may be.
    }
  }
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'p-hidden'
  near.append(field)
  field.select()
  const isDone = document.execCommand('copy')
  field.remove()
  return isDone
}
