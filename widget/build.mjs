import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))

/** Builds the call page into `outDir`: `index.html`, `call.js` and `call.css`, nothing from elsewhere. */
export async function build({ outDir }) {
  await mkdir(outDir, { recursive: true })
  await bundle({
    entryPoints: { call: join(here, 'src/main.ts') },
    outdir: outDir,
    bundle: true,
    minify: true,
    sourcemap: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  })
  for (const file of ['index.html', 'call.css']) await copyFile(join(here, file), join(outDir, file))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build({ outDir: join(here, '../dist/widget') })
