import { createLogger } from '#adapters/system/logger.ts'
import { readSettings } from '#adapters/system/settings.ts'
import { failToStart, report, stopWhenAsked } from '#adapters/system/supervised.ts'
import { startCore } from './core.ts'

const settings = readSettings()
if (!settings.ok) {
  failToStart(settings.error.join('\n'))
} else {
  const logger = createLogger({ level: settings.value.logLevel, part: 'core' })
  let stop = async () => {}
  stopWhenAsked(() => stop())
  startCore(settings.value, logger).then(
    (core) => {
      if (!core.ok) {
        failToStart(core.error)
        return
      }
      const { url, setUpUrl, demo, demoPassword } = core.value
      stop = core.value.stop
      logger.info('The core is ready', { url })
      // Only a core that is run by hand makes one up: the launcher gives the password, and prints it itself.
      if (demoPassword !== undefined) process.stdout.write(`Password of the demo people: ${demoPassword}\n`)
      report({ type: 'ready', demo, ...(setUpUrl === undefined ? {} : { setUpUrl }), details: { url } })
    },
    (error: unknown) => {
      logger.error('The core did not start', { error })
      failToStart(`The core did not start: ${error instanceof Error ? error.message : String(error)}`)
    },
  )
}
