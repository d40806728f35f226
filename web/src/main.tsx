import './design/mantine.css'
import './design/global.css'
import './design/fonts.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { speakOf, startWords } from './languages/words.ts'

const root = document.getElementById('root')
if (root) {
  await startWords()
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
  // Most refusals come of pages that are not open yet, so their sentences may come after the first look. Whoever misses one asks again.
  void speakOf('errors').catch(() => undefined)
}
