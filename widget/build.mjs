import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))

/** Builds the call page and the self-service page into `outDir`: HTML, a script and styles of each, nothing from elsewhere. */
export async function build({ outDir }) {
  await mkdir(outDir, { recursive: true })
  await bundle({
    entryPoints: { call: join(here, 'src/main.ts'), help: join(here, 'src/help/main.ts') },
    outdir: outDir,
    bundle: true,
    minify: true,
    sourcemap: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  })
  for (const file of ['index.html', 'call.css', 'help.html', 'help.css'])
    await copyFile(join(here, file), join(outDir, file))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build({ outDir: join(here, '../dist/widget') })
