import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: folder('.'),
  plugins: [react()],
  resolve: {
    alias: [
      { find: /^#protocol\//, replacement: `${folder('../protocol')}/` },
      { find: /^#domain\//, replacement: `${folder('../domain')}/` },
      { find: /^#kernel\//, replacement: `${folder('../kernel')}/` },
    ],
  },
  build: {
    outDir: folder('../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: true,
    // What is loaded with what: a test adds up what the desk needs first.
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What most screens share comes in one piece, not in a hundred requests.
          groups: [{ name: 'parts', test: /tabler|web\/src\/(design|state|stream|station)\//, minShareCount: 2 }],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 18400,
    strictPort: true,
    fs: { allow: [folder('..')] },
    proxy: { '/api': { target: process.env.PARLEY_API ?? 'http://127.0.0.1:8080', ws: true } },
  },
})
