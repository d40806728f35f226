import './design/mantine.css'
import './design/global.css'
import './design/fonts.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { startWords } from './languages/words.ts'

const root = document.getElementById('root')
if (root) {
  await startWords()
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
